"""What arrives without having been asked for, where people pick choices by writing: its choices are the newest."""

from __future__ import annotations

from collections.abc import Collection

from osta.bot.offers import MOST_KEPT, offered
from osta.broadcasts.delivery import Arrived
from osta.chat.messages import Address, Reply
from osta.store import conversations
from osta.store.engine import Session


def newest_choices(numbered: Collection[str]) -> Arrived:
    """Keeps the choices of what arrived on ``numbered`` channels, so that their numbers and labels are understood."""

    async def arrived(session: Session, address: Address, reply: Reply) -> None:
        if address.channel in numbered and (choices := offered([reply])):
            await conversations.offer(session, address, choices, MOST_KEPT)

    return arrived

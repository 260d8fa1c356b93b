"""Taking in many messages at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from osta.chat.messages import Message
from osta.store.engine import Session
from osta.store.models import Inbox
from osta.store.payloads import encode
from osta.store.upserts import insert_into


async def accept_all(session: Session, messages: Sequence[Message], now: datetime) -> list[int | None]:
    """Store messages and return their numbers, None for each that is here already or twice among them."""
    rows = [
        {
            "channel": message.address.channel,
            "message_id": message.id,
            "address": str(message.sender),
            "payload": encode(message),
            "received_at": now,
        }
        for message in messages
    ]
    stored = await session.execute(
        insert_into(session, Inbox)
        .on_conflict_do_nothing(index_elements=[Inbox.channel, Inbox.message_id])
        .returning(Inbox.id, Inbox.channel, Inbox.message_id),
        rows,
    )
    numbers: dict[tuple[str, str], int] = {(channel, key): number for number, channel, key in stored}
    return [numbers.pop((message.address.channel, message.id), None) for message in messages]

"""Taking in many messages at once, and taking up those that nobody has handled yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from osta.chat.messages import Address, Message
from osta.store import inbox
from osta.store.engine import Session
from osta.store.models import Inbox
from osta.store.payloads import decode_message, encode
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
            "expires_at": message.expires_at,
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


async def left_over(
    session: Session, channels: Collection[str], now: datetime, limit: int = 1000, only: Address | None = None
) -> tuple[list[tuple[int, Message]], list[int]]:
    """Messages of these channels, or the ``only`` sender, that nobody has handled yet, in the order in which they came;
    then the numbers of those that this version cannot read, which count as handled from now on.
    """
    query = select(Inbox.id, Inbox.payload).where(Inbox.handled_at.is_(None), Inbox.channel.in_(channels))
    if only is not None:
        query = query.where(Inbox.address == str(only))
    readable: list[tuple[int, Message]] = []
    unreadable: list[int] = []
    for number, payload in (await session.execute(query.order_by(Inbox.id).limit(limit))).all():
        try:
            readable.append((number, decode_message(payload)))
        except ValueError:
            unreadable.append(number)
            await inbox.mark_handled(session, number, now)
    return readable, unreadable

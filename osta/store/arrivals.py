"""Taking in many messages at once, and taking up those that nobody has handled yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from osta.chat.messages import Address, Message
from osta.store import direct, inbox
from osta.store.engine import Session
from osta.store.models import Inbox
from osta.store.payloads import decode_message, encode


async def accept_all(session: Session, messages: Sequence[Message], now: datetime) -> list[int | None]:
    """Store messages and return their numbers, None for each that is here already or twice among them."""
    at = direct.moment_of(session, now)
    values: list[Any] = []
    for message in messages:
        values += (message.address.channel, direct.storable(message.id), direct.storable(str(message.sender)))
        values += (direct.document_of(encode(message)), at, direct.moment_of(session, message.expires_at))
    stored = await direct.rows(session, direct.listed(_ACCEPT, len(messages), 6), values)
    numbers: dict[tuple[str, str], int] = {(channel, key): number for number, channel, key in stored}
    return [numbers.pop((message.address.channel, direct.storable(message.id)), None) for message in messages]


_ACCEPT = (
    "INSERT INTO inbox (channel, message_id, address, payload, received_at, expires_at) VALUES @ "
    "ON CONFLICT (channel, message_id) DO NOTHING RETURNING id, channel, message_id"
)


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

"""Messages that came in: each is taken once, and its words are kept only until it is handled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from osta.chat.messages import Message
from osta.store import direct
from osta.store.engine import Session
from osta.store.models import Inbox
from osta.store.payloads import decode_message, encode
from osta.store.upserts import insert_into


async def accept(session: Session, message: Message, now: datetime) -> int | None:
    """Store a message and return its number, or None when it is here already."""
    found: int | None = await session.scalar(
        insert_into(session, Inbox)
        .values(
            channel=message.address.channel,
            message_id=message.id,
            address=str(message.sender),
            payload=encode(message),
            received_at=now,
            expires_at=message.expires_at,
        )
        .on_conflict_do_nothing(index_elements=[Inbox.channel, Inbox.message_id])
        .returning(Inbox.id)
    )
    return found


async def pending(session: Session, limit: int = 1000) -> list[tuple[int, Message]]:
    """Messages that nobody has handled yet, in the order in which they came."""
    rows = await session.execute(
        select(Inbox.id, Inbox.payload).where(Inbox.handled_at.is_(None)).order_by(Inbox.id).limit(limit)
    )
    return [(number, decode_message(payload)) for number, payload in rows]


async def mark_handled(session: Session, number: int, now: datetime) -> bool:
    """The message is answered: forget its words and sender, keep that it was here. False when it was handled before."""
    handled = await direct.rows(session, _HANDLED, (direct.moment_of(session, now), number))
    return bool(handled)


_HANDLED = (
    "UPDATE inbox SET handled_at = ?, address = '', payload = '{}', expires_at = NULL "
    "WHERE id = ? AND handled_at IS NULL RETURNING id"
)


async def forget_handled(session: Session, before: datetime, limit: int = 1000) -> int:
    """Forget messages handled before a moment, so many at a time; returns how many it were.

    After that, a repeated delivery of them would be taken as new.
    """
    old = select(Inbox.id).where(Inbox.handled_at < before).limit(limit)
    forgotten = await session.scalars(delete(Inbox).where(Inbox.id.in_(old)).returning(Inbox.id))
    return len(forgotten.all())

"""What the tables keep of messages, as tests look at it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from osta.chat.messages import Message
from osta.store import arrivals
from osta.store.engine import Session
from osta.store.models import Inbox, Outbox, OutboxState
from osta.store.payloads import decode_message


async def in_state(session: Session, state: OutboxState) -> list[Outbox]:
    """The messages that go out and are in a state, in the order in which they were queued."""
    return list(await session.scalars(select(Outbox).where(Outbox.state == state).order_by(Outbox.id)))


async def accept(session: Session, message: Message, now: datetime) -> int | None:
    """Take in one message; its number, or None when it is here already."""
    [number] = await arrivals.accept_all(session, [message], now)
    return number


async def pending(session: Session) -> list[tuple[int, Message]]:
    """The messages that nobody has handled, in the order in which they came, with their numbers."""
    rows = await session.execute(select(Inbox.id, Inbox.payload).where(Inbox.handled_at.is_(None)).order_by(Inbox.id))
    return [(number, decode_message(payload)) for number, payload in rows]

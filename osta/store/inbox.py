"""Messages that came in: their words are kept only until they are handled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from osta.store import direct
from osta.store.engine import Session
from osta.store.models import Inbox


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

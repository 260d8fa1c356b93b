"""Who changed what, and when. Details are fields and identifiers, never people's words or numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from osta.store.engine import Session
from osta.store.models import AuditEntry


async def note(
    session: Session,
    actor_person_id: int | None,
    action: str,
    object_kind: str,
    object_id: object,
    now: datetime,
    **detail: Any,
) -> None:
    """Write one entry."""
    entry = AuditEntry(
        at=now,
        actor_person_id=actor_person_id,
        action=action,
        object_kind=object_kind,
        object_id=str(object_id),
        detail=detail,
    )
    session.add(entry)
    await session.flush()


async def latest(session: Session, limit: int = 20) -> Sequence[AuditEntry]:
    """The last entries, the newest first."""
    query = select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit)
    return (await session.scalars(query)).all()


async def of(session: Session, object_kind: str, object_id: object, limit: int = 20) -> Sequence[AuditEntry]:
    """What was done to one thing, the newest first."""
    query = select(AuditEntry).where(AuditEntry.object_kind == object_kind, AuditEntry.object_id == str(object_id))
    return (await session.scalars(query.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit))).all()

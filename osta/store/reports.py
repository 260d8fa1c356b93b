"""What residents tell of listings that no longer hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from osta.store.engine import Session
from osta.store.models import Report
from osta.store.models.staff import ReportKind


async def add(session: Session, producer_id: int, person_id: int, kind: ReportKind, now: datetime) -> bool:
    """Record that a listing is out of date. False when the same person has said the same and nobody decided it yet."""
    known = await session.scalar(
        select(Report.id).where(
            Report.producer_id == producer_id,
            Report.person_id == person_id,
            Report.kind == kind,
            Report.decided_at.is_(None),
        )
    )
    if known is not None:
        return False
    session.add(Report(producer_id=producer_id, person_id=person_id, kind=kind, created_at=now))
    await session.flush()
    return True


async def decide(session: Session, producer_id: int, decided_by: int, now: datetime) -> None:
    """All open reports of a producer are settled."""
    await session.execute(
        update(Report)
        .where(Report.producer_id == producer_id, Report.decided_at.is_(None))
        .values(decided_at=now, decided_by=decided_by)
    )

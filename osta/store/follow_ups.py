"""The polite question after a while, of those who agreed to it: did you buy?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from osta.store.engine import Session
from osta.store.models import FollowUp
from osta.store.models.residents import FollowUpAnswer

APART = timedelta(days=30)  # nobody is asked about the same producer more often


async def plan(session: Session, person_id: int, producer_id: int, now: datetime, due_at: datetime) -> bool:
    """Ask the person about the producer at ``due_at``; False when that was planned or asked lately."""
    lately = await session.scalar(
        select(FollowUp.id).where(
            FollowUp.person_id == person_id, FollowUp.producer_id == producer_id, FollowUp.due_at > now - APART
        )
    )
    if lately is not None:
        return False
    session.add(FollowUp(person_id=person_id, producer_id=producer_id, due_at=due_at))
    await session.flush()
    return True


async def due(session: Session, now: datetime, limit: int = 100) -> Sequence[FollowUp]:
    """Questions whose time has come and that were not asked yet, the longest due first."""
    query = select(FollowUp).where(FollowUp.asked_at.is_(None), FollowUp.due_at <= now)
    return (await session.scalars(query.order_by(FollowUp.due_at, FollowUp.id).limit(limit))).all()


async def answer(session: Session, number: int, person_id: int, said: FollowUpAnswer, now: datetime) -> bool:
    """Record what the person answered; a later answer replaces an earlier one. False for somebody else's question."""
    answered = await session.scalar(
        update(FollowUp)
        .where(FollowUp.id == number, FollowUp.person_id == person_id)
        .values(answer=said, answered_at=now)
        .returning(FollowUp.id)
    )
    return answered is not None


async def answers(session: Session, since: datetime) -> dict[FollowUpAnswer, int]:
    """How many answered what since a moment."""
    rows = await session.execute(
        select(FollowUp.answer, func.count())
        .where(FollowUp.answer.is_not(None), FollowUp.answered_at >= since)
        .group_by(FollowUp.answer)
    )
    return {said: count for said, count in rows if said is not None}

"""What waits for staff, and what they decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from osta.store.engine import Session
from osta.store.models import Review
from osta.store.models.staff import ReviewDecision, ReviewKind


async def submit(
    session: Session,
    kind: ReviewKind,
    now: datetime,
    *,
    producer_id: int | None = None,
    person_id: int | None = None,
    municipality: str | None = None,
    payload: dict[str, Any] | None = None,
) -> int:
    """Queue something for a decision and return its number."""
    review = Review(
        kind=kind,
        producer_id=producer_id,
        person_id=person_id,
        municipality=municipality,
        payload=payload or {},
        created_at=now,
    )
    session.add(review)
    await session.flush()
    return review.id


async def get(session: Session, number: int) -> Review | None:
    """A review by its number."""
    return await session.get(Review, number)


async def next_open(session: Session, municipality: str | None = None, after: int = 0) -> Review | None:
    """The oldest undecided review with a number above ``after``, of one municipality where one is given."""
    query = select(Review).where(Review.decided_at.is_(None), Review.id > after)
    if municipality is not None:
        query = query.where(Review.municipality == municipality)
    return await session.scalar(query.order_by(Review.id).limit(1))


async def count_open(session: Session, municipality: str | None = None) -> int:
    """How many wait."""
    query = select(func.count()).select_from(Review).where(Review.decided_at.is_(None))
    if municipality is not None:
        query = query.where(Review.municipality == municipality)
    return await session.scalar(query) or 0


async def newest_open(session: Session, municipality: str | None = None) -> int | None:
    """The number of the newest undecided review, of one municipality where one is given."""
    query = select(func.max(Review.id)).where(Review.decided_at.is_(None))
    if municipality is not None:
        query = query.where(Review.municipality == municipality)
    return await session.scalar(query)


async def open_of(session: Session, producer_id: int, kind: ReviewKind) -> Review | None:
    """The producer's undecided review of a kind, if there is one."""
    return await session.scalar(
        select(Review)
        .where(Review.producer_id == producer_id, Review.kind == kind, Review.decided_at.is_(None))
        .order_by(Review.id)
        .limit(1)
    )


async def decide(
    session: Session, number: int, decision: ReviewDecision, decided_by: int, now: datetime, reason: str | None = None
) -> bool:
    """Record the decision. False when somebody else was faster."""
    decided = await session.scalar(
        update(Review)
        .where(Review.id == number, Review.decided_at.is_(None))
        .values(decision=decision, decided_at=now, decided_by=decided_by, reason=reason)
        .returning(Review.id)
    )
    return decided is not None

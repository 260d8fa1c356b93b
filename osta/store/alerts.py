"""Wishes to hear when somebody offers something near a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from osta.store.engine import Session
from osta.store.models import Alert, AlertNotice


async def add(
    session: Session,
    person_id: int,
    now: datetime,
    *,
    concepts: Sequence[str],
    terms: Sequence[str] = (),
    place_id: str | None = None,
    radius_km: float | None = None,
) -> int:
    """Keep the wish and return its number; the same wish again is the one that is kept already."""
    for known in await of_person(session, person_id):
        if (list(known.concepts), list(known.terms), known.place_id) == (list(concepts), list(terms), place_id):
            return known.id
    alert = Alert(
        person_id=person_id,
        concepts=list(concepts),
        terms=list(terms),
        place_id=place_id,
        radius_km=radius_km,
        created_at=now,
    )
    session.add(alert)
    await session.flush()
    return alert.id


async def of_person(session: Session, person_id: int) -> Sequence[Alert]:
    """A person's open wishes, the oldest first."""
    query = select(Alert).where(Alert.person_id == person_id, Alert.ended_at.is_(None))
    return (await session.scalars(query.order_by(Alert.created_at, Alert.id))).all()


async def end(session: Session, number: int, person_id: int, now: datetime) -> bool:
    """End a wish. False when it is somebody else's or has ended already."""
    ended = await session.scalar(
        update(Alert)
        .where(Alert.id == number, Alert.person_id == person_id, Alert.ended_at.is_(None))
        .values(ended_at=now)
        .returning(Alert.id)
    )
    return ended is not None


async def end_told(session: Session, person_id: int, producer_id: int, now: datetime) -> Sequence[Alert]:
    """End the person's wishes that brought them word of the producer; those wishes."""
    told = select(AlertNotice.alert_id).where(AlertNotice.producer_id == producer_id)
    ended = await session.scalars(
        update(Alert)
        .where(Alert.person_id == person_id, Alert.ended_at.is_(None), Alert.id.in_(told))
        .values(ended_at=now)
        .returning(Alert)
    )
    return ended.all()


async def end_all(session: Session, person_id: int, now: datetime) -> None:
    """End all of a person's wishes."""
    await session.execute(
        update(Alert).where(Alert.person_id == person_id, Alert.ended_at.is_(None)).values(ended_at=now)
    )

"""What producers offer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from osta.store.engine import Session
from osta.store.models import Offering, Producer


async def of_producer(session: Session, producer_id: int) -> list[Offering]:
    """A producer's offerings in the producer's order."""
    found = select(Offering).where(Offering.producer_id == producer_id).order_by(Offering.position, Offering.id)
    return list(await session.scalars(found))


async def set_available(session: Session, offering_id: int, available: bool | None, now: datetime) -> bool:
    """Say that it is to be had now, sold out, or neither; the listing counts as updated. False when it is gone."""
    producer_id = await session.scalar(
        update(Offering).where(Offering.id == offering_id).values(available=available).returning(Offering.producer_id)
    )
    if producer_id is None:
        return False
    await session.execute(update(Producer).where(Producer.id == producer_id).values(updated_at=now))
    return True


async def unread(session: Session, limit: int = 1000) -> list[Offering]:
    """Offerings of published producers that no concept was found for."""
    query = select(Offering).join(Producer).where(Offering.concept_id.is_(None), Offering.role == "product")
    query = query.where(Producer.status == "published").order_by(Offering.id).limit(limit)
    return list(await session.scalars(query))

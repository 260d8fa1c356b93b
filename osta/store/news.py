"""What is new in a municipality: producers that have come, what is sold there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from osta.store.engine import Session
from osta.store.models import Offering, Producer


async def new_producers(
    session: Session, since: datetime, municipality: str | None = None, limit: int = 5
) -> Sequence[Producer]:
    """Producers published since a moment, the newest first."""
    query = select(Producer).where(Producer.status == "published", Producer.created_at > since)
    if municipality is not None:
        query = query.where(Producer.municipality == municipality)
    return (await session.scalars(query.order_by(Producer.created_at.desc(), Producer.id.desc()).limit(limit))).all()


async def sold(session: Session, municipality: str | None = None) -> set[int]:
    """The keys of the concepts that published producers sell, those sold out left out."""
    query = (
        select(Offering.concept_id)
        .join(Producer, Producer.id == Offering.producer_id)
        .where(
            Producer.status == "published",
            Offering.role == "product",
            Offering.concept_id.is_not(None),
            Offering.available.is_not(False),
        )
        .distinct()
    )
    if municipality is not None:
        query = query.where(Producer.municipality == municipality)
    return {concept for concept in await session.scalars(query) if concept is not None}

"""What producers offer."""

from __future__ import annotations

from sqlalchemy import select

from osta.store.engine import Session
from osta.store.models import Offering, Producer


async def unread(session: Session, limit: int = 1000) -> list[Offering]:
    """Offerings of published producers that no concept was found for."""
    query = select(Offering).join(Producer).where(Offering.concept_id.is_(None), Offering.role == "product")
    query = query.where(Producer.status == "published").order_by(Offering.id).limit(limit)
    return list(await session.scalars(query))

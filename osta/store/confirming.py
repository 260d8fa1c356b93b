"""Which listings their owners might be asked about: is everything still as it stands?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from osta.store.engine import Session
from osta.store.models import Producer


async def page(session: Session, before: datetime, after: int, limit: int) -> Sequence[Producer]:
    """The next published listings with an owner, above a number, that nobody has confirmed since ``before``; with their
    offerings.
    """
    said = func.coalesce(Producer.confirmed_at, Producer.created_at)
    query = (
        select(Producer)
        .where(
            Producer.id > after,
            Producer.status == "published",
            Producer.owner_person_id.is_not(None),
            said < before,
        )
        .order_by(Producer.id)
        .limit(limit)
    )
    return (await session.scalars(query.options(selectinload(Producer.offerings)))).all()

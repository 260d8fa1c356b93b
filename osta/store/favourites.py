"""The producers that a person wants at hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from osta.store.engine import Session
from osta.store.models import Favourite, Producer
from osta.store.upserts import insert_into


async def add(session: Session, person_id: int, producer_id: int, now: datetime) -> None:
    """Keep a producer at hand; again changes nothing."""
    added = insert_into(session, Favourite).values(person_id=person_id, producer_id=producer_id, added_at=now)
    await session.execute(added.on_conflict_do_nothing())


async def remove(session: Session, person_id: int, producer_id: int) -> None:
    """Keep it no longer."""
    await session.execute(
        delete(Favourite).where(Favourite.person_id == person_id, Favourite.producer_id == producer_id)
    )


async def has(session: Session, person_id: int, producer_id: int) -> bool:
    """Whether the person keeps it."""
    return await session.get(Favourite, (person_id, producer_id)) is not None


async def of_person(session: Session, person_id: int, limit: int = 20) -> list[Producer]:
    """The published producers that a person keeps, the latest added first."""
    query = select(Producer).join(Favourite).where(Favourite.person_id == person_id, Producer.status == "published")
    query = query.order_by(Favourite.added_at.desc(), Producer.id).limit(limit)
    return list(await session.scalars(query.options(selectinload(Producer.offerings))))

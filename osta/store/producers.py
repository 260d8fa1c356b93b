"""Producers: to find one, and to read them all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from osta.store.engine import Session
from osta.store.models import Producer, ProducerStatus, name_key

_BATCH = 500  # rows a query, well below the parameters that any database takes
_SHORTEST_PHONE_DIGITS = 4


async def by_import_keys(session: Session, keys: Sequence[str]) -> dict[str, Producer]:
    """The producers with these import keys, with their offerings."""
    found: dict[str, Producer] = {}
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        query = select(Producer).where(Producer.import_key.in_(batch)).options(selectinload(Producer.offerings))
        found |= {str(producer.import_key): producer for producer in await session.scalars(query)}
    return found


async def get(session: Session, producer_id: int) -> Producer | None:
    """A producer by its number, with its offerings."""
    return await session.scalar(
        select(Producer).where(Producer.id == producer_id).options(selectinload(Producer.offerings))
    )


async def by_code(session: Session, code: str) -> Producer | None:
    """A producer by its public code, with its offerings."""
    return await session.scalar(select(Producer).where(Producer.code == code).options(selectinload(Producer.offerings)))


async def owned_by(session: Session, person_id: int) -> list[Producer]:
    """The producers that a person keeps up, with their offerings."""
    query = select(Producer).where(Producer.owner_person_id == person_id).order_by(Producer.id)
    return list(await session.scalars(query.options(selectinload(Producer.offerings))))


async def stream(session: Session, status: ProducerStatus = "published") -> AsyncIterator[Producer]:
    """All producers in a state with their offerings, by number, in constant memory however many they are."""
    after = 0
    while True:
        query = select(Producer).where(Producer.status == status, Producer.id > after)
        query = query.order_by(Producer.id).limit(_BATCH).options(selectinload(Producer.offerings))
        batch = (await session.scalars(query)).all()
        for producer in batch:
            yield producer
        if len(batch) < _BATCH:
            return
        after = batch[-1].id


async def look_up(session: Session, text: str, municipality: str | None = None, limit: int = 20) -> list[Producer]:
    """Producers in any state whose name contains the text or whose phone number ends like it, for staff."""
    wanted = []
    if key := name_key(text):
        wanted.append(Producer.name_key.contains(key, autoescape=True))
    digits = "".join(char for char in text if char.isdecimal() and char.isascii())
    if len(digits) >= _SHORTEST_PHONE_DIGITS:
        # 040… and +358 40… are one number: compare without the country and the leading zero.
        wanted.append(Producer.phone.endswith(digits.removeprefix("358").lstrip("0"), autoescape=True))
    if not wanted:
        return []
    query = select(Producer).where(or_(*wanted)).order_by(Producer.name_key, Producer.id).limit(limit)
    if municipality is not None:
        query = query.where(Producer.municipality == municipality)
    return list(await session.scalars(query.options(selectinload(Producer.offerings))))


async def possible_duplicates(session: Session, producer: Producer) -> list[Producer]:
    """Other producers with the same name, phone number or business id."""
    same = [Producer.name_key == producer.name_key]
    if producer.phone:
        same.append(Producer.phone == producer.phone)
    if producer.business_id:
        same.append(Producer.business_id == producer.business_id)
    query = select(Producer).where(or_(*same), Producer.id != producer.id).order_by(Producer.id)
    return list(await session.scalars(query))

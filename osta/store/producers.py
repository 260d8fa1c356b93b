"""Producers: to find one, to read them all, to take over a file of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from osta.store.engine import Session
from osta.store.models import Offering, OfferingRole, Producer, ProducerStatus, name_key

Outcome = Literal["added", "changed", "unchanged", "claimed"]
_BATCH = 500  # rows a query, well below the parameters that any database takes
_SHORTEST_PHONE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class OfferingRow:
    """What a file says of one offering."""

    text: str
    concept_id: int | None = None
    role: OfferingRole = "product"
    months: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ProducerRow:
    """What a file says of one producer; ``import_key`` is the same whenever the same producer comes again."""

    import_key: str
    name: str
    offerings: tuple[OfferingRow, ...] = ()
    description: str | None = None
    village_place_id: str | None = None
    municipality: str | None = None
    postal_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    business_id: str | None = None
    industry: str | None = None
    industry_version: str | None = None
    months: tuple[int, ...] = ()
    opening_hours: str | None = None
    delivery_area: str | None = None
    languages: tuple[str, ...] = ()
    emblem: str | None = None
    card: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a row. ``claimed``: its owner keeps it up by now, so the file changes nothing."""

    producer_id: int
    outcome: Outcome


_COPIED = tuple(f.name for f in fields(ProducerRow) if f.name not in ("import_key", "offerings"))


async def save_rows(session: Session, rows: Sequence[ProducerRow], now: datetime) -> list[Saved]:
    """Add or change the producers of a file's rows, in order. The same rows again change nothing.

    The import keys must differ from one another. Best called with some hundreds of rows at a time.
    """
    known = await by_import_keys(session, [row.import_key for row in rows])
    touched: list[tuple[Producer, Outcome]] = []
    for row in rows:
        producer = known.get(row.import_key)
        if producer is None:
            producer = Producer(
                source="import", import_key=row.import_key, status="published", created_at=now, updated_at=now
            )
            _apply(producer, row)
            session.add(producer)
            touched.append((producer, "added"))
        elif producer.owner_person_id is not None:
            touched.append((producer, "claimed"))
        elif _apply(producer, row):
            producer.updated_at = now
            touched.append((producer, "changed"))
        else:
            touched.append((producer, "unchanged"))
    await session.flush()
    return [Saved(producer.id, outcome) for producer, outcome in touched]


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


def _apply(producer: Producer, row: ProducerRow) -> bool:
    """Give the producer what the row says; True when that was anything new."""
    changed = False
    for name in _COPIED:
        value = getattr(row, name)
        value = list(value) if isinstance(value, tuple) else value
        if getattr(producer, name) != value:
            setattr(producer, name, value)
            changed = True
    offered = [asdict(offering) | {"months": list(offering.months)} for offering in row.offerings]
    if changed or [_as_row(offering) for offering in producer.offerings] != offered:
        producer.offerings = [Offering(**values, position=at) for at, values in enumerate(offered)]
        changed = True
    return changed


def _as_row(offering: Offering) -> dict[str, Any]:
    return {name: getattr(offering, name) for name in ("text", "concept_id", "role", "months")}

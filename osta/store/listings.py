"""Listings many at a time: their postings, the places they lie in, the words of theirs that nobody could read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, or_, select, text
from sqlalchemy.orm import selectinload

from osta.store.engine import Session
from osta.store.models import Density, Offering, Place, Posting, Producer, UnknownWord
from osta.store.models.base import Base, utc_now
from osta.store.models.lexicon import WordContext
from osta.store.models.producers import new_public_code
from osta.store.places import PlaceRow
from osta.store.postings import CELL_BITS, Spot
from osta.store.upserts import insert_into

_PRODUCER_COLUMNS = tuple(column.key for column in Producer.__table__.columns if column.key != "id")
_OFFERING_COLUMNS = ("concept_id", "text", "role", "months", "available", "position")
_NEW: Mapping[str, Callable[[], Any]] = {
    "code": new_public_code,
    "months": list,
    "languages": list,
    "status": lambda: "published",
    "card": dict,
    "created_at": utc_now,
    "updated_at": utc_now,
}
_BATCH = 500  # values a query, well below the parameters that any database takes


async def any_stored(session: Session) -> bool:
    """Whether there is any producer, in whatever state."""
    return await session.scalar(select(Producer.id).limit(1)) is not None


async def published(session: Session) -> int:
    """How many producers are published."""
    return await session.scalar(select(func.count()).select_from(Producer).where(Producer.status == "published")) or 0


async def put(session: Session, producers: Iterable[Producer]) -> None:
    """Write these producers and their offerings; each has its number afterwards."""
    session.add_all(producers)
    await session.flush()


async def add(session: Session, producers: Sequence[Producer]) -> list[int]:
    """Insert many new producers with their offerings; returns their numbers in the same order.

    The objects are only read and belong to no session afterwards: for thousands of rows, keeping track of each object
    takes ten times as long as inserting it.
    """
    if not producers:
        return []
    rows = [{name: _value(producer, name) for name in _PRODUCER_COLUMNS} for producer in producers]
    await session.execute(insert(_table(Producer)), rows)
    codes = [row["code"] for row in rows]
    by_code: dict[str, int] = {}
    for start in range(0, len(codes), _BATCH):
        found = select(Producer.code, Producer.id).where(Producer.code.in_(codes[start : start + _BATCH]))
        by_code |= {row.code: row.id for row in await session.execute(found)}
    numbers = [by_code[code] for code in codes]
    offered = [
        {"producer_id": number} | {name: getattr(offering, name) for name in _OFFERING_COLUMNS}
        for number, producer in zip(numbers, producers, strict=True)
        for offering in producer.offerings
    ]
    if offered:
        await session.execute(insert(_table(Offering)), offered)
    return numbers


def _table(model: type[Base]) -> Table:
    """The bare table: inserting through the model would make an object's worth of bookkeeping for each row."""
    return cast("Table", model.__table__)


def _value(producer: Producer, name: str) -> Any:
    """The column's value, or what a new producer has there; None would stand for JSON's null or break a constraint."""
    value = getattr(producer, name)
    return _NEW[name]() if value is None and name in _NEW else value


async def alike(session: Session, name_keys: Sequence[str], business_ids: Sequence[str]) -> list[Producer]:
    """The producers in any state with one of these names or business ids, with their offerings, the oldest first."""
    found: dict[int, Producer] = {}
    for start in range(0, max(len(name_keys), len(business_ids)), _BATCH):
        names, ids = name_keys[start : start + _BATCH], business_ids[start : start + _BATCH]
        query = select(Producer).where(or_(Producer.name_key.in_(names), Producer.business_id.in_(ids)))
        found |= {
            producer.id: producer for producer in await session.scalars(query.options(selectinload(Producer.offerings)))
        }
    return [found[number] for number in sorted(found)]


async def add_places(session: Session, rows: Iterable[PlaceRow]) -> None:
    """Add the places that are not stored yet; those that are stay as they are."""
    values = [
        {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(row).items()}
        for row in rows
    ]
    if values:
        with session.no_autoflush:  # a producer that waits to be written may refer to one of these places
            await session.execute(insert_into(session, Place).on_conflict_do_nothing(), values)


async def replace_postings(session: Session, spots: Mapping[int, Iterable[Spot]]) -> set[int]:
    """For each producer put these postings in the place of its old ones; densities follow. Returns the keys touched."""
    changes: Counter[tuple[int, int]] = Counter()
    numbers = sorted(spots)
    for start in range(0, len(numbers), _BATCH):
        mine = Posting.producer_id.in_(numbers[start : start + _BATCH])
        old = (await session.execute(select(Posting.key, Posting.z).where(mine))).all()
        if old:
            await session.execute(delete(Posting).where(mine))
            changes.subtract((key, z >> CELL_BITS) for key, z in old)
    new = [
        {"key": spot.key, "z": spot.z, "producer_id": number, "latitude": spot.latitude, "longitude": spot.longitude}
        for number in numbers
        for spot in dict.fromkeys(spots[number])
    ]
    if new:
        # In the order of the table, which is what it is kept in.
        new.sort(key=lambda row: (row["key"], row["z"]))
        await session.execute(insert(_table(Posting)), new)
        changes.update((int(row["key"]), int(row["z"]) >> CELL_BITS) for row in new)
    await _count(session, changes)
    return {key for key, _ in changes}


_COUNT = text(
    "INSERT INTO density (key, cell, n) VALUES (:key, :cell, :n) "
    "ON CONFLICT (key, cell) DO UPDATE SET n = density.n + excluded.n"
)


async def _count(session: Session, changes: Mapping[tuple[int, int], int]) -> None:
    # Sorted: two programs that write at once take the rows in the same order, and none waits for the other for ever.
    values = [{"key": key, "cell": cell, "n": n} for (key, cell), n in sorted(changes.items()) if n]
    if not values:
        return
    await session.execute(_COUNT, values)
    if any(row["n"] < 0 for row in values):
        await session.execute(delete(Density).where(Density.n <= 0))


async def note_unknown(session: Session, counts: Mapping[str, int], context: WordContext, now: datetime) -> None:
    """Count words that nobody could read, each as often as it was met."""
    values = [
        {"text": word, "count": n, "example_context": context, "first_seen_at": now, "last_seen_at": now}
        for word, n in sorted(counts.items())
        if n > 0
    ]
    if not values:
        return
    noted = insert_into(session, UnknownWord)
    noted = noted.on_conflict_do_update(
        index_elements=[UnknownWord.text],
        set_={"count": UnknownWord.count + noted.excluded.count, "last_seen_at": noted.excluded.last_seen_at},
    )
    await session.execute(noted, values)

"""The search index in SQL: which producers answer to a key, nearest first, by one indexed query.

A key stands for a concept or term and the kind of match; what it means is the caller's business. The table's primary
key (key, z, producer) makes one area of one key one range of it, on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import delete, insert, select, text

from osta.store import direct
from osta.store.engine import Session
from osta.store.models import Density, Posting

CELL_BITS = 12
"""A density cell is a posting's z without its lowest 12 bits: a square of 64 x 64 cells, some 9 km wide."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One posting to store for a producer."""

    key: int
    z: int
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of one key's postings to look at: cells ``low`` to ``high``. ``tier`` comes back with what is found."""

    tier: int
    key: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Found:
    """A producer found: in which tier, by which key, where, and what a result shows of it."""

    tier: int
    key: int
    producer_id: int
    latitude: float
    longitude: float
    name: str
    municipality: str | None
    phone: str | None
    code: str
    card: dict[str, Any]
    confirmed_at: datetime | None


async def replace(session: Session, producer_id: int, spots: Iterable[Spot]) -> set[int]:
    """Put these postings in the place of the producer's old ones; the densities follow. Returns the keys touched."""
    old = (await session.execute(select(Posting.key, Posting.z).where(Posting.producer_id == producer_id))).all()
    if old:
        await session.execute(delete(Posting).where(Posting.producer_id == producer_id))
    new = [
        {
            "key": spot.key,
            "z": spot.z,
            "producer_id": producer_id,
            "latitude": spot.latitude,
            "longitude": spot.longitude,
        }
        for spot in dict.fromkeys(spots)
    ]
    if new:
        await session.execute(insert(Posting), new)
    changes: dict[tuple[int, int], int] = {}
    for key, z in old:
        changes[key, z >> CELL_BITS] = changes.get((key, z >> CELL_BITS), 0) - 1
    for row in new:
        cell = (int(row["key"]), int(row["z"]) >> CELL_BITS)
        changes[cell] = changes.get(cell, 0) + 1
    await _count(session, {cell: change for cell, change in changes.items() if change})
    return {key for key, _ in changes}


_COUNT = text(
    "INSERT INTO density (key, cell, n) VALUES (:key, :cell, :change) "
    "ON CONFLICT (key, cell) DO UPDATE SET n = density.n + :change"
)


async def _count(session: Session, changes: dict[tuple[int, int], int]) -> None:
    if not changes:
        return
    await session.execute(
        _COUNT, [{"key": key, "cell": cell, "change": change} for (key, cell), change in changes.items()]
    )
    if any(change < 0 for change in changes.values()):
        await session.execute(delete(Density).where(Density.n <= 0))


async def densities(session: Session, keys: Sequence[int]) -> dict[int, dict[int, int]]:
    """For each key its postings' number by density cell, the cells in rising order."""
    found: dict[int, dict[int, int]] = {key: {} for key in keys}
    among, values = (f"IN ({', '.join('?' * len(keys))})", keys) if direct.is_sqlite(session) else ("= ANY(?)", [keys])
    statement = f"SELECT key, cell, n FROM density WHERE key {among} ORDER BY key, cell"
    for key, cell, n in await direct.rows(session, statement, values):
        found[key][cell] = n
    return found


async def nearest(
    session: Session,
    ranges: Sequence[Range],
    latitude: float,
    longitude: float,
    limit: int,
    municipality: str | None = None,
) -> list[Found]:
    """Published producers in the ranges, best tier first and nearest first within it, at most ``limit`` rows.

    Distance is compared on a plane stretched for the latitude, exact enough to order what lies within hundreds of
    kilometres. A producer may come several times, once a key.
    """
    if not ranges:
        return []
    parts = [(part.tier, part.key, part.low, part.high) for part in ranges]
    values: list[Any]
    if direct.is_sqlite(session):
        source = f"VALUES {', '.join(['(?, ?, ?, ?)'] * len(parts))}"
        values = [value for part in parts for value in part]
    else:
        # Arrays make it one statement, planned once, however many ranges there are.
        source = "SELECT * FROM unnest(?::int[], ?::bigint[], ?::bigint[], ?::bigint[])"
        values = list(zip(*parts, strict=True))
    values += (latitude, latitude, longitude, longitude, math.cos(math.radians(latitude)) ** 2)
    values += (limit,) if municipality is None else (municipality, limit)
    rows = await direct.rows(session, _nearest_statement(source, municipality is not None), values)
    return [Found(*(*row[:-2], direct.document(row[-2]), direct.moment(row[-1]))) for row in rows]


@lru_cache(maxsize=256)
def _nearest_statement(source: str, in_municipality: bool) -> str:
    """Each range is looked up by itself: with OR between them SQLite would use only the key's column of the index."""
    where = "f.key = r.key AND f.z BETWEEN r.low AND r.high"
    posting = "posting AS f"
    if in_municipality:
        posting, where = f"{posting} JOIN producer AS m ON m.id = f.producer_id", f"{where} AND m.municipality = ?"
    # The nearest rows are chosen before the producers are looked at, so that the join is over few.
    return (
        f"WITH r (tier, key, low, high) AS ({source}) "
        "SELECT n.tier, n.key, p.id, n.latitude, n.longitude, p.name, p.municipality, p.phone, p.code, p.card, "
        "p.confirmed_at FROM (SELECT r.tier, f.key, f.producer_id, f.latitude, f.longitude, "
        "(f.latitude - ?) * (f.latitude - ?) + (f.longitude - ?) * (f.longitude - ?) * ? AS d "
        f"FROM r CROSS JOIN {posting} WHERE {where} ORDER BY r.tier, d, f.producer_id LIMIT ?) AS n "
        "JOIN producer AS p ON p.id = n.producer_id WHERE p.status = 'published' ORDER BY n.tier, n.d, p.id"
    )

"""The search index in SQL: which producers answer to a key, nearest first, by one indexed query.

A key stands for a concept or term and the kind of match; what it means is the caller's business. The table's primary
key (key, z, producer) makes one area of one key one range of it, on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import column, delete, insert, select, text
from sqlalchemy.sql.expression import TextualSelect

from osta.store.engine import Session
from osta.store.models import Density, Posting, Producer

CELL_BITS = 12
"""A density cell is a posting's z without its lowest 12 bits: a square of 64 x 64 cells, some 9 km wide."""
KM_PER_DEGREE = 111.195
"""Kilometres in a degree of latitude on a sphere of 6371 km."""


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
    card: Any
    code: str
    confirmed_at: Any


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


async def rebuild_densities(session: Session) -> None:
    """Count all postings anew, after many were written at once."""
    await session.execute(delete(Density))
    await session.execute(
        text(f"INSERT INTO density (key, cell, n) SELECT key, z >> {CELL_BITS}, COUNT(*) FROM posting GROUP BY 1, 2")
    )


async def densities(session: Session, keys: Sequence[int]) -> dict[int, dict[int, int]]:
    """For each key its postings' number by density cell."""
    found: dict[int, dict[int, int]] = {key: {} for key in keys}
    rows = await session.execute(select(Density.key, Density.cell, Density.n).where(Density.key.in_(keys)))
    for key, cell, n in rows:
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
    values: dict[str, Any] = {
        "lat": latitude,
        "lon": longitude,
        "squeeze": math.cos(math.radians(latitude)) ** 2,
        "limit": limit,
    }
    if municipality is not None:
        values["municipality"] = municipality
    for n, part in enumerate(ranges):
        values[f"t{n}"], values[f"k{n}"], values[f"l{n}"], values[f"h{n}"] = part.tier, part.key, part.low, part.high
    rows = await session.execute(_nearest_statement(len(ranges), municipality is not None), values)
    return [Found(*row) for row in rows]


@lru_cache(maxsize=256)
def _nearest_statement(ranges: int, in_municipality: bool) -> TextualSelect:
    """A UNION ALL of single ranges: with OR between them SQLite would use only the key's column of the index."""
    parts = " UNION ALL ".join(
        f"SELECT CAST(:t{n} AS INTEGER) AS tier, key, producer_id, latitude, longitude FROM posting "
        f"WHERE key = :k{n} AND z BETWEEN :l{n} AND :h{n}"
        for n in range(ranges)
    )
    where = "WHERE p.status = 'published'" + (" AND p.municipality = :municipality" if in_municipality else "")
    distance = "(f.latitude - :lat) * (f.latitude - :lat) + (f.longitude - :lon) * (f.longitude - :lon) * :squeeze"
    if in_municipality:
        return _typed(
            f"SELECT f.tier, f.key, p.id, f.latitude, f.longitude, p.name, p.municipality, p.phone, p.card, p.code, "
            f"p.confirmed_at FROM ({parts}) AS f JOIN producer AS p ON p.id = f.producer_id {where} "
            f"ORDER BY f.tier, {distance}, p.id LIMIT :limit"
        )
    # The nearest rows are chosen before the producers are looked at, so that the join is over few.
    return _typed(
        f"SELECT n.tier, n.key, p.id, n.latitude, n.longitude, p.name, p.municipality, p.phone, p.card, p.code, "
        f"p.confirmed_at FROM (SELECT f.tier, f.key, f.producer_id, f.latitude, f.longitude, {distance} AS d "
        f"FROM ({parts}) AS f ORDER BY f.tier, d, f.producer_id LIMIT :limit) AS n "
        f"JOIN producer AS p ON p.id = n.producer_id {where} ORDER BY n.tier, n.d, p.id"
    )


def _typed(statement: str) -> TextualSelect:
    return text(statement).columns(
        column("tier"),
        Posting.key,
        Producer.id,
        Posting.latitude,
        Posting.longitude,
        Producer.name,
        Producer.municipality,
        Producer.phone,
        Producer.card,
        Producer.code,
        Producer.confirmed_at,
    )

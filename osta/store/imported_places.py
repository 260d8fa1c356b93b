"""Places that an operator imported: written in batches, since a country has tens of thousands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import RowMapping, delete, select

from osta.store.engine import Session
from osta.store.models import ImportedPlace, Place
from osta.store.places import Counts, PlaceRow
from osta.store.upserts import insert_into

BATCH = 500
"""Places written at a time, and ids of one query: well under the variables that SQLite takes."""

_NAMES = tuple(field.name for field in fields(PlaceRow))
_COLUMNS = tuple(getattr(Place, name) for name in _NAMES)


async def save(session: Session, rows: Sequence[PlaceRow]) -> Counts:
    """Write at most `BATCH` places and note that they were imported. A stored place with the same id is overwritten.

    A place that was stored, but not imported, counts as added: until now its row was a copy of the program's own.
    """
    ids = [row.id for row in rows]
    known = {row.id: row for row in await _read(session, ids)}
    imported = set(await session.scalars(select(ImportedPlace.place_id).where(ImportedPlace.place_id.in_(ids))))
    different = [row for row in rows if known.get(row.id) != row]
    if different:
        insert = insert_into(session, Place)
        update = {name: insert.excluded[name] for name in _NAMES if name != "id"}
        statement = insert.on_conflict_do_update(index_elements=[Place.id], set_=update)
        await session.execute(statement, [_values(row) for row in different])
    new = [{"place_id": place_id} for place_id in ids if place_id not in imported]
    if new:
        await session.execute(insert_into(session, ImportedPlace).on_conflict_do_nothing(), new)
    changed = sum(row.id in imported for row in different)
    return Counts(len(new), changed, len(rows) - len(new) - changed)


async def every(session: Session) -> list[PlaceRow]:
    """All imported places, by id."""
    query = select(*_COLUMNS).join(ImportedPlace, ImportedPlace.place_id == Place.id)
    # Sorted here, because databases differ in how they sort text.
    return sorted(map(_row, (await session.execute(query)).mappings()), key=lambda row: row.id)


async def forget(session: Session, keep: Collection[str] = ()) -> int:
    """Let places, apart from those to keep, count as imported no more; returns how many. What refers to them stays."""
    stored = set(await session.scalars(select(ImportedPlace.place_id)))
    gone = sorted(stored.difference(keep))
    for start in range(0, len(gone), BATCH):
        await session.execute(delete(ImportedPlace).where(ImportedPlace.place_id.in_(gone[start : start + BATCH])))
    return len(gone)


async def _read(session: Session, ids: Sequence[str]) -> list[PlaceRow]:
    query = select(*_COLUMNS).where(Place.id.in_(ids))
    return [_row(values) for values in (await session.execute(query)).mappings()]


def _row(values: RowMapping) -> PlaceRow:
    columns: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    return PlaceRow(**columns)


def _values(row: PlaceRow) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(row).items()}

"""Generated producers into a database, as an import leaves them but in bulk: a million in minutes instead of hours."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

import asyncpg
import numpy as np
from sqlalchemy import text

from bench.generate import Generated
from osta.discovery.lexicon.model import concept_key
from osta.discovery.listing import Read, keys
from osta.discovery.places.areas import morton
from osta.discovery.places.stored import row_of
from osta.discovery.service import Discovery
from osta.store import listings
from osta.store.engine import Database, compact_json
from osta.store.models.producers import name_key
from osta.store.postings import CELL_BITS

BATCH = 20_000
WHEN = datetime(2026, 6, 1, 12, tzinfo=UTC)
_PRODUCER = (
    "id code name name_key village_place_id municipality latitude longitude phone months languages status source"
    " created_at updated_at confirmed_at card"
).split()
_OFFERING = "producer_id concept_id text role months position".split()
_POSTING = "key z producer_id latitude longitude".split()
_CODE_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
_DROP = "DROP INDEX IF EXISTS ix_posting_producer_id"
_CREATE = "CREATE INDEX ix_posting_producer_id ON posting (producer_id)"

_COUNT = f"INSERT INTO density (key, cell, n) SELECT key, z >> {CELL_BITS}, COUNT(*) FROM posting GROUP BY 1, 2"

Row = tuple[Any, ...]
Insert = Callable[[str, Sequence[str], Iterable[Row]], "Any"]


class ListingKeys:
    """Reads generated listings: each distinct item once, since there are only some thousands."""

    def __init__(self, discovery: Discovery) -> None:
        self._discovery = discovery
        self.items = lru_cache(maxsize=None)(self._items)
        self._keys = lru_cache(maxsize=None)(self._item_keys)

    def keys(self, products: Iterable[str]) -> Iterable[int]:
        """The posting keys of the whole listing: of several matches for one concept only the best."""
        best: dict[int, int] = {}
        for product in products:
            for key in self._keys(product):
                bare = key >> 3
                if key < best.get(bare, key + 1):
                    best[bare] = key
        return best.values()

    def _items(self, product: str) -> tuple[Read, ...]:
        return self._discovery.listings.read(product).items

    def _item_keys(self, product: str) -> tuple[int, ...]:
        return tuple(sorted(keys(self._discovery.lexicon, self.items(product))))


async def load(database: Database, discovery: Discovery, producers: Iterable[Generated]) -> float:
    """Fill an empty migrated database. Returns the seconds it took."""
    started = time.perf_counter()
    async with database.transaction() as session:
        await listings.add_places(session, [row_of(place) for place in discovery.gazetteer])
    reader = ListingKeys(discovery)
    arrays: list[np.ndarray[Any, Any]] = []
    if database.dialect == "sqlite":
        _load_sqlite(str(database), producers, reader, arrays)
    else:
        await _load_postgresql(database, producers, reader, arrays)
    async with database.transaction() as session:
        await session.execute(text(_COUNT))
    await _settle(database)
    return time.perf_counter() - started


def _load_sqlite(
    path: str, producers: Iterable[Generated], reader: ListingKeys, arrays: list[np.ndarray[Any, Any]]
) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -200000")
    connection.execute(_DROP)

    def insert(table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        values = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})", rows)

    when = WHEN.strftime("%Y-%m-%d %H:%M:%S.%f")
    for batch in _batches(producers):
        insert("producer", _PRODUCER, (_producer(one, reader, when) for one in batch))
        insert("offering", _OFFERING, (row for one in batch for row in _offerings(one, reader)))
        arrays.append(_postings(batch, reader))
        connection.commit()
    for rows in _sorted(arrays):
        insert("posting", _POSTING, rows)
        connection.commit()
    connection.execute(_CREATE)
    connection.commit()
    connection.close()


async def _load_postgresql(
    database: Database, producers: Iterable[Generated], reader: ListingKeys, arrays: list[np.ndarray[Any, Any]]
) -> None:
    connection = await _connect(database)
    try:
        # Loaded whole and then checked by a test on few: keys to other tables need no check a row.
        await connection.execute(f"SET session_replication_role = replica; {_DROP}")
        for batch in _batches(producers):
            rows = [_producer(one, reader, WHEN) for one in batch]
            await connection.copy_records_to_table("producer", records=rows, columns=_PRODUCER)
            offered = [row for one in batch for row in _offerings(one, reader)]
            await connection.copy_records_to_table("offering", records=offered, columns=_OFFERING)
            arrays.append(_postings(batch, reader))
        for sorted_rows in _sorted(arrays):
            await connection.copy_records_to_table("posting", records=sorted_rows, columns=_POSTING)
        await connection.execute(_CREATE)
        await connection.execute("SELECT setval(pg_get_serial_sequence('producer', 'id'), max(id)) FROM producer")
    finally:
        await connection.close()


async def _settle(database: Database) -> None:
    """What the database does by itself sooner or later, so that every run measures the same."""
    if database.dialect == "sqlite":
        connection = sqlite3.connect(str(database))
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
    else:
        server = await _connect(database)
        await server.execute("VACUUM ANALYZE")
        await server.close()


async def _connect(database: Database) -> Any:
    url = database.engine.url.set(drivername="postgresql")
    return await asyncpg.connect(url.render_as_string(hide_password=False))


def _batches(producers: Iterable[Generated]) -> Iterator[list[Generated]]:
    waiting = iter(producers)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _producer(one: Generated, reader: ListingKeys, when: Any) -> Row:
    products: list[dict[str, Any]] = [
        {
            "text": item.text,
            "concept": item.concept,
            "role": item.role,
            "months": [],
            "available": None,
        }
        for product in one.products
        for item in reader.items(product)
    ]
    card = {"village": one.village.name, "products": products}
    return (
        one.number,
        _code(one.number),
        one.name,
        name_key(one.name),
        one.village.id,
        one.village.municipality,
        one.latitude,
        one.longitude,
        one.phone,
        "[]",
        "[]",
        "published",
        "import",
        when,
        when,
        when,
        compact_json(card),
    )


def _offerings(one: Generated, reader: ListingKeys) -> Iterator[Row]:
    items = [item for product in one.products for item in reader.items(product)]
    for at, item in enumerate(items):
        yield one.number, concept_key(item.concept) if item.concept else None, item.text, item.role, "[]", at


def _postings(batch: Sequence[Generated], reader: ListingKeys) -> np.ndarray[Any, Any]:
    rows = [
        (key, z, one.number, one.latitude, one.longitude)
        for one in batch
        for z in (morton(one.latitude, one.longitude),)
        for key in reader.keys(one.products)
    ]
    names = [("key", "<i8"), ("z", "<i8"), ("id", "<i8"), ("lat", "<f8"), ("lon", "<f8")]
    return np.array(rows, dtype=names)


def _sorted(arrays: list[np.ndarray[Any, Any]]) -> Iterator[list[Row]]:
    """All postings in the order of the table's key, some at a time; what was given is let go."""
    if not arrays:
        return
    whole: np.ndarray[Any, Any] = np.concatenate(arrays)
    arrays.clear()
    order = np.lexsort((whole["id"], whole["z"], whole["key"]))
    for start in range(0, len(order), 500_000):
        yield whole[order[start : start + 500_000]].tolist()


def _code(number: int) -> str:
    """A public code like those of real producers: eight letters, another for each number."""
    letters = []
    for _ in range(8):
        number, digit = divmod(number, len(_CODE_LETTERS))
        letters.append(_CODE_LETTERS[digit])
    return "".join(letters)

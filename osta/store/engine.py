"""Opening a database: SQLite in a file by default, PostgreSQL by URL; the rest of the program sees no difference."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from osta.store.errors import DatabaseBusy, DatabaseUnreachable
from osta.store.sqlite import DRIVER

Session = AsyncSession
"""One transaction's view of the database; what the named queries of this room take."""

Dialect = Literal["sqlite", "postgresql"]

BUSY_SECONDS = 5.0
"""How long a transaction waits for another program's write to SQLite; writers of this program queue without polling."""
CONNECT_TIMEOUT_SECONDS = 10
SQLITE_CONNECTION = "sqlite_connection"
"""Where a session's ``info`` has the driver's connection, for statements that go without SQLAlchemy's layers."""
_BEGIN = "sqlite_begin"  # execution option: how a transaction starts on SQLite
_BUSY_PAUSE_SECONDS = 0.02
_SQLITE_PRAGMAS = (
    "PRAGMA busy_timeout = 20",  # milliseconds: it blocks the event loop, and only a moment's contention is left to it
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
)


class Database:
    """An open database. Make one with ``open_database``; close it when done."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.dialect: Dialect = "sqlite" if engine.dialect.name == "sqlite" else "postgresql"
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)
        self._readers = async_sessionmaker(
            engine.execution_options(**{_BEGIN: "BEGIN"})
            if self.dialect == "sqlite"
            else engine.execution_options(postgresql_readonly=True),
            expire_on_commit=False,
        )
        self._opening_errors: tuple[type[BaseException], ...] = (
            SQLAlchemyError,
            OSError,
            *_driver_errors(self.dialect),
        )
        # SQLite has one writer at a time. Waiting here is fair and wakes at once; SQLite's own wait polls.
        self._writing = asyncio.Lock() if self.dialect == "sqlite" else None
        self._writer: asyncio.Task[Any] | None = None

    def __str__(self) -> str:
        return display(self.engine.url)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Session]:
        """A session whose changes are committed at the end, or undone when the block raises.

        On SQLite the transaction holds the right to write from its start, so that what it reads stays true. Do not wait
        for a network inside, and open no second one inside. Raises DatabaseUnreachable or DatabaseBusy.
        """
        if self._writing is not None and self._writer is asyncio.current_task():
            raise RuntimeError("a transaction is open already: pass its session on")
        async with self._writing or nullcontext():
            self._writer = asyncio.current_task()
            try:
                async with await self._begun(self._sessions) as session:
                    yield session
                    await session.commit()
            finally:
                self._writer = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Session]:
        """A session to read with: one consistent snapshot, waits for no writer. Raises DatabaseUnreachable."""
        async with await self._begun(self._readers) as session:
            yield session

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()

    async def _begun(self, sessions: async_sessionmaker[Session]) -> Session:
        """A session inside its transaction."""
        clock = asyncio.get_running_loop()
        give_up = clock.time() + BUSY_SECONDS
        while True:
            session = sessions()
            try:
                _ = await session.connection()
            except self._opening_errors as error:
                await session.close()
                cause = opening_error(error, self)
                if not isinstance(cause, DatabaseBusy) or clock.time() > give_up:
                    raise cause from error
                await asyncio.sleep(_BUSY_PAUSE_SECONDS)
            except BaseException:  # cancelled while connecting
                await session.close()
                raise
            else:
                if self.dialect == "sqlite":
                    opened = session.sync_session.connection()
                    session.info[SQLITE_CONNECTION] = opened.connection.driver_connection
                return session


def open_database(url: str | Path) -> Database:
    """The database at a URL (``sqlite:///…``, ``postgresql://…``) or in a file given by its path.

    Nothing is connected yet: the first transaction does that. Raises DatabaseUnreachable for a URL that cannot be read.
    """
    return Database(create_engine(normalised_url(url)))


def normalised_url(url: str | Path) -> URL:
    """The URL with the driver that this program uses. Raises DatabaseUnreachable for one it cannot use."""
    text = str(url).strip()
    if "://" not in text:
        return URL.create(DRIVER, database=text if text == ":memory:" else str(Path(text).expanduser()))
    try:
        parsed = make_url("postgresql" + text.removeprefix("postgres") if text.startswith("postgres://") else text)
    except (ArgumentError, ValueError) as error:
        raise DatabaseUnreachable(
            "The database's address cannot be read: write a file's path or postgresql://user:password@host/name."
        ) from error
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed.set(drivername=DRIVER)
    if backend == "postgresql":
        # asyncpg takes as "ssl" what PostgreSQL's own addresses call "sslmode".
        query = {"ssl" if name == "sslmode" else name: value for name, value in parsed.query.items()}
        return parsed.set(drivername="postgresql+asyncpg", query=query)
    raise DatabaseUnreachable(
        f"The database {display(parsed)} is of an unknown kind: use a file's path or a postgresql:// address."
    )


def create_engine(url: URL, *, foreign_keys: bool = True) -> AsyncEngine:
    """An engine for a normalised URL. ``foreign_keys`` is off only while SQLite's tables are rebuilt."""
    if url.get_backend_name() == "postgresql":
        return create_async_engine(
            url,
            json_serializer=compact_json,
            pool_pre_ping=True,
            connect_args={"timeout": CONNECT_TIMEOUT_SECONDS, "server_settings": {"application_name": "osta"}},
        )
    # A database in memory lives in its one connection.
    pool: dict[str, Any] = {"pool_size": 1, "max_overflow": 0} if _in_memory(url) else {}
    engine = create_async_engine(url, json_serializer=compact_json, **pool)
    pragmas = (*_SQLITE_PRAGMAS, f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        # The driver's own transactions start too late and leave DDL and savepoints outside: none of that.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        # A reader that turns writer half-way fails when somebody else has written: writers say so at once.
        begin = connection.get_execution_options().get(_BEGIN, "BEGIN IMMEDIATE")
        driver: Any = connection.connection.driver_connection
        driver.execute(begin)  # a quarter of what a reading session takes went through the layers for this word

    return engine


def opening_error(error: BaseException, database: Database) -> DatabaseBusy | DatabaseUnreachable:
    """The cause why a connection could not be opened, as an error that names the database and the way out."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if database.dialect == "postgresql":
        reason = " ".join(str(original).split()) or type(original).__name__
        return DatabaseUnreachable(f"The database {database} cannot be opened ({reason}): check OSTA_DATABASE_URL.")
    code = getattr(original, "sqlite_errorcode", 0) & 0xFF  # the rest of an extended code only refines the cause
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return DatabaseBusy(f"The database {database} is being written by another program: try again in a moment.")
    if code == sqlite3.SQLITE_NOTADB:
        return DatabaseUnreachable(f"The file {database} is not a database: name another with --database.")
    folder = Path(str(database)).parent
    if not _in_memory(database.engine.url) and not folder.is_dir():
        return DatabaseUnreachable(f"The database {database} cannot be opened: the folder {folder} does not exist.")
    return DatabaseUnreachable(
        f"The database {database} cannot be opened ({original}): check the file and the right to write to it."
    )


def display(url: URL) -> str:
    """The database's name for people: the file's path, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)


def _in_memory(url: URL) -> bool:
    return url.database in (None, "", ":memory:")


def compact_json(value: object) -> str:
    """The value as JSON in few characters."""
    # Escapes to ASCII: so PostgreSQL's json takes every text, also one with NUL.
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def _driver_errors(dialect: Dialect) -> tuple[type[BaseException], ...]:
    if dialect == "sqlite":
        return (sqlite3.Error,)
    import asyncpg  # loaded for PostgreSQL only

    return (asyncpg.PostgresError, asyncpg.InterfaceError)

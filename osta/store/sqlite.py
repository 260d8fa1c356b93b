"""SQLite in the event loop's own thread.

A statement on a local file takes some tens of microseconds, and handing it to another thread and back several times as
long: measured with aiosqlite, a message's transaction took twice the time. So statements run where they are asked for.
What could take long does not happen there: waiting for another program's lock is osta.store.engine's, without blocking.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util.concurrency import await_

DRIVER = "sqlite+direct"


async def _nothing() -> None:
    """What there is to wait for."""


class Cursor(sqlite3.Cursor):
    """A cursor that SQLAlchemy's asyncio layer accepts."""

    async def _async_soft_close(self) -> None:
        """What the layer calls when a result is complete; there is no thread to tell."""


class Connection(sqlite3.Connection):
    """A connection that makes such cursors."""

    def cursor(self, factory: Any = Cursor) -> Any:
        """A new cursor."""
        return super().cursor(factory)


class DirectDialect(SQLiteDialect_pysqlite):
    """The standard library's driver, taken for an asynchronous one that never has to wait."""

    driver = "direct"
    is_async = True
    supports_statement_cache = True

    def create_connect_args(self, url: URL) -> Any:
        """The standard driver's arguments, and the connection class from above."""
        args, options = super().create_connect_args(url)
        return args, {**options, "factory": Connection}

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Run a statement, and be awaited once: the layer takes a statement that never waits for a mistake."""
        cursor.execute(statement, parameters)
        await_(_nothing())

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Run a statement for each of many rows, and be awaited once, as above."""
        cursor.executemany(statement, parameters)
        await_(_nothing())

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        """A pool that waits without blocking."""
        return AsyncAdaptedQueuePool

    def get_driver_connection(self, connection: Any) -> Any:
        """The connection itself: nothing stands between."""
        return connection


registry.register(DRIVER.replace("+", "."), __name__, DirectDialect.__name__)

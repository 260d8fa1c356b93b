"""Reading by statements that are too hot for SQLAlchemy: written as text, in the session's transaction all the same.

On SQLite its layers take ten times as long as a small query itself; there the driver is asked without them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from osta.store.engine import Session


def is_sqlite(session: Session) -> bool:
    """Whether the session's database is SQLite, where a statement has to differ."""
    return session.get_bind().dialect.name == "sqlite"


async def rows(session: Session, statement: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """All rows, as the driver gives them: `document` and `moment` read what SQLite keeps as text.

    ``?`` stands for each value in order. What the session has not flushed yet is not seen. The session must be one of
    ``Database.reading`` or ``Database.transaction``, which have begun.
    """
    connection = session.sync_session.connection()
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        found: Sequence[Sequence[Any]] = driver.execute(statement, values).fetchall()
        return found
    result = await (await session.connection()).exec_driver_sql(_numbered(statement), tuple(values))
    return result.all()


def document(value: Any) -> Any:
    """The JSON that the driver gave; SQLite's is text."""
    return json.loads(value) if isinstance(value, str) else value


def moment(value: Any) -> datetime | None:
    """The datetime that the driver gave; SQLite's is text in UTC."""
    if value is None or isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value).replace(tzinfo=UTC)


@lru_cache(maxsize=256)
def _numbered(statement: str) -> str:
    """The statement with $1, $2 … for its question marks."""
    first, *rest = statement.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))

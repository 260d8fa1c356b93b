"""Statements that are too hot for SQLAlchemy: written as text, in the session's transaction all the same.

On SQLite its layers take ten times as long as a small statement itself; there the driver is asked without them. What
SQLAlchemy would do to values is done here: `document_of` and `moment_of` on the way in, `document` and `moment` on the
way out; text that people wrote passes `storable` first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from osta.store.engine import SQLITE_CONNECTION, Session, compact_json
from osta.store.errors import NaiveDatetime
from osta.store.models.base import storable

__all__ = [
    "aware",
    "day",
    "day_of",
    "document",
    "document_of",
    "is_sqlite",
    "many",
    "moment",
    "moment_of",
    "rows",
    "storable",
]


def is_sqlite(session: Session) -> bool:
    """Whether the session's database is SQLite, where a statement has to differ."""
    return SQLITE_CONNECTION in session.info


async def rows(session: Session, statement: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
    """All rows, as the driver gives them; none for a statement that returns none.

    ``?`` stands for each value in order. What the session has not flushed yet is not seen. The session must be one of
    ``Database.reading`` or ``Database.transaction``, which have begun.
    """
    driver: Any = session.info.get(SQLITE_CONNECTION)
    if driver is not None:
        found: Sequence[Sequence[Any]] = driver.execute(statement, values).fetchall()
        return found
    result = await (await session.connection()).exec_driver_sql(_numbered(statement), tuple(values))
    return result.all() if result.returns_rows else ()


async def many(session: Session, statement: str, values: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for each of several rows of values; the session as above."""
    driver: Any = session.info.get(SQLITE_CONNECTION)
    if driver is not None:
        driver.executemany(statement, values)
    elif values:
        _ = await (await session.connection()).exec_driver_sql(_numbered(statement), [tuple(row) for row in values])


def listed(statement: str, rows: int, width: int = 0) -> str:
    """The statement with question marks where it has an ``@``: so many rows of ``width`` values, or bare values."""
    row = f"({', '.join('?' * width)})" if width else "?"
    return statement.replace("@", ", ".join([row] * rows))


def document(value: Any) -> Any:
    """The JSON that the driver gave; SQLite's is text."""
    return json.loads(value) if isinstance(value, str) else value


def document_of(value: object) -> str:
    """The value as JSON, for the driver."""
    return compact_json(value)


def moment(value: Any) -> datetime | None:
    """The datetime that the driver gave; SQLite's is text in UTC."""
    return None if value is None else aware(value)


def aware(value: Any) -> datetime:
    """As ``moment``, of a column that is never empty."""
    return value if isinstance(value, datetime) else datetime.fromisoformat(value).replace(tzinfo=UTC)


def moment_of(session: Session, value: datetime | None) -> Any:
    """The moment for the driver; raises NaiveDatetime for one without a timezone."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise NaiveDatetime(f"a datetime without a timezone cannot be stored: {value.isoformat()}")
    if not is_sqlite(session):
        return value
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def day(value: Any) -> date:
    """The date that the driver gave; SQLite's is text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def day_of(session: Session, value: date) -> Any:
    """The date for the driver."""
    return value.isoformat() if is_sqlite(session) else value


@lru_cache(maxsize=256)
def _numbered(statement: str) -> str:
    """The statement with $1, $2 … for its question marks."""
    first, *rest = statement.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))

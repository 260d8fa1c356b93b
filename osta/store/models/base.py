"""What every table shares: column types that refuse bad values, and names for constraints."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, ClassVar, get_args

from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, Integer, MetaData, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

from osta.store.errors import NaiveDatetime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime: stored in UTC, given back in UTC. Raises NaiveDatetime for one without a timezone."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = DateTime(timezone=True)
    cache_ok: bool | None = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveDatetime(f"a datetime without a timezone cannot be stored: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; SQLite keeps no timezone, so what it gives back is labelled."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class StoredText(TypeDecorator[str]):
    """Text of any length. NUL and lone surrogates, which PostgreSQL and UTF-8 refuse, are left out."""

    impl: TypeEngine[Any] | type[TypeEngine[Any]] = Text
    cache_ok: bool | None = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text without what no database can hold."""
        return value if value is None else storable(value)


def storable(text: str) -> str:
    """The text without what no database can hold: NUL and lone surrogates."""
    return text if text.isascii() and "\0" not in text else _UNSTORABLE.sub("", text)


# SQLite numbers rows by itself only in a column declared INTEGER, which holds 64 bits there.
BigId = BigInteger().with_variant(Integer(), "sqlite")

# JSON rather than JSONB: it keeps every escape that people can type, and nothing is searched inside it.
Json = JSON(none_as_null=True)


class Base(DeclarativeBase):
    """The base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: StoredText, datetime: UtcDateTime}


def one_of(column: str, values: Any) -> CheckConstraint:
    """A check that the column holds one of a Literal type's values (or nothing, where it may be empty)."""
    listed = ", ".join(f"'{value}'" for value in get_args(values))
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)

"""INSERT that minds what is already there, in the words of the session's database."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from osta.store.engine import Session
from osta.store.models import Base

if TYPE_CHECKING:
    from sqlalchemy.dialects.sqlite import Insert


def insert_into(session: Session, model: type[Base]) -> Insert:
    """An INSERT that takes ``on_conflict_do_nothing`` and ``on_conflict_do_update``, which both databases speak."""
    if session.get_bind().dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(model)
    from sqlalchemy.dialects import postgresql  # loaded for PostgreSQL only

    return cast("Insert", postgresql.insert(model))

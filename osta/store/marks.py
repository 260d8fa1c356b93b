"""What the database notes about its own state."""

from __future__ import annotations

from sqlalchemy import func, select

from osta.store.direct import is_sqlite
from osta.store.engine import Session
from osta.store.models import Mark


async def value(session: Session, name: str) -> str | None:
    """The value noted under a name."""
    mark = await session.get(Mark, name)
    return mark.value if mark else None


async def alone(session: Session, name: str) -> None:
    """Let no other transaction be here under this name until this one ends. On SQLite none is anyway."""
    if not is_sqlite(session):
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))


async def note(session: Session, name: str, value: str) -> None:
    """Note a value under a name, in the place of an older one."""
    await session.merge(Mark(name=name, value=value))

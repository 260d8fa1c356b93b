"""What the database notes about its own state."""

from __future__ import annotations

from osta.store.engine import Session
from osta.store.models import Mark


async def value(session: Session, name: str) -> str | None:
    """The value noted under a name."""
    mark = await session.get(Mark, name)
    return mark.value if mark else None


async def note(session: Session, name: str, value: str) -> None:
    """Note a value under a name, in the place of an older one."""
    await session.merge(Mark(name=name, value=value))

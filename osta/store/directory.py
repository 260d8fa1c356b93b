"""Finding published producers by their own names."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from osta.store import direct
from osta.store.engine import Session
from osta.store.models import Producer, name_key


async def named(session: Session, text: str, limit: int = 5) -> list[Producer]:
    """Published producers whose name is the text, with their offerings; case, dots and punctuation do not count."""
    key = name_key(text[:200])
    if not key:
        return []
    if not await direct.rows(session, _ANY, (direct.storable(key),)):
        return []  # as nearly always: then the producers need not be asked for in full
    query = select(Producer).where(Producer.name_key == key, Producer.status == "published")
    query = query.order_by(Producer.municipality, Producer.id).limit(limit)
    return list(await session.scalars(query.options(selectinload(Producer.offerings))))


async def is_name(session: Session, text: str) -> bool:
    """Whether the text is the name of a producer, published or not."""
    key = name_key(text[:200])
    return bool(key and await direct.rows(session, _ANY_AT_ALL, (direct.storable(key),)))


async def first_named(session: Session, word: str, limit: int = 3) -> list[Producer]:
    """Published producers whose name begins with the word and goes on after it, as a first name does."""
    key = name_key(word[:100])
    query = select(Producer).where(Producer.name_key.startswith(f"{key} ", autoescape=True))
    query = query.where(Producer.status == "published").order_by(Producer.name_key, Producer.id).limit(limit)
    return list(await session.scalars(query)) if key else []


_ANY = "SELECT 1 FROM producer WHERE name_key = ? AND status = 'published' LIMIT 1"
_ANY_AT_ALL = "SELECT 1 FROM producer WHERE name_key = ? LIMIT 1"

"""The gazetteer's rows."""

from __future__ import annotations

from dataclasses import dataclass

from osta.store.engine import Session
from osta.store.models import Locative, Place


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """What a file says of one place; ``id`` is its slug."""

    id: str
    name: str
    municipality: str
    kind: str
    latitude: float | None = None
    longitude: float | None = None
    radius_km: float | None = None
    postal_code: str | None = None
    alt_names: tuple[str, ...] = ()
    locative: Locative | None = None
    nearest: str | None = None
    inside: bool = True
    also: tuple[str, ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows were new, different, and as before."""

    added: int
    changed: int
    unchanged: int


async def get(session: Session, place_id: str) -> Place | None:
    """A place by its slug."""
    return await session.get(Place, place_id)

"""The gazetteer's rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select

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


async def save_rows(session: Session, rows: Iterable[PlaceRow]) -> Counts:
    """Add or change places. The same rows again change nothing; places that are not among them stay."""
    known = {place.id: place for place in await session.scalars(select(Place))}
    added = changed = unchanged = 0
    for row in rows:
        values = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(row).items()}
        place = known.get(row.id)
        if place is None:
            known[row.id] = place = Place(**values)
            session.add(place)
            added += 1
        elif any(getattr(place, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(place, name, value)
            changed += 1
        else:
            unchanged += 1
    await session.flush()
    return Counts(added, changed, unchanged)


async def get(session: Session, place_id: str) -> Place | None:
    """A place by its slug."""
    return await session.get(Place, place_id)


async def every(session: Session) -> Sequence[Place]:
    """All places, by slug."""
    return (await session.scalars(select(Place).order_by(Place.id))).all()


async def in_municipality(session: Session, municipality: str) -> Sequence[Place]:
    """A municipality's places, by name."""
    query = select(Place).where(Place.municipality == municipality).order_by(Place.name, Place.id)
    return (await session.scalars(query)).all()

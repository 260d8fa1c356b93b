"""Places of the gazetteer as rows of the store, so that people, producers and questions may refer to them."""

from __future__ import annotations

from osta.discovery.places.model import Place
from osta.store import known_places
from osta.store.engine import Session
from osta.store.places import PlaceRow


def row_of(place: Place) -> PlaceRow:
    """The place as the store keeps it."""
    return PlaceRow(
        id=place.id,
        name=place.name,
        municipality=place.municipality,
        kind=place.kind,
        latitude=place.latitude,
        longitude=place.longitude,
        radius_km=place.radius_km,
        postal_code=place.postal_code or None,
        alt_names=place.alt_names,
        locative="outer" if place.locative == "outer" else "inner",
        nearest=place.nearest or None,
        inside=place.inside,
        also=tuple(f"{name}:{meaning}" for name, meaning in place.also),
        source=place.source or None,
    )


def place_of(row: PlaceRow) -> Place:
    """The place that `row_of` made a row of."""
    return Place(
        id=row.id,
        name=row.name,
        municipality=row.municipality,
        kind=row.kind,
        latitude=row.latitude or 0.0,
        longitude=row.longitude or 0.0,
        radius_km=row.radius_km or 0.0,
        postal_code=row.postal_code or "",
        alt_names=row.alt_names,
        locative=row.locative or "inner",
        nearest=row.nearest or "",
        inside=row.inside,
        also=tuple((name, meaning) for name, _, meaning in (entry.rpartition(":") for entry in row.also)),
        source=row.source or "",
    )


async def stored(session: Session, place: Place) -> str:
    """The id of the place, which from now on certainly has a row."""
    if await known_places.is_known(session, place.id):
        return place.id
    return await known_places.ensure(session, row_of(place))

"""Places of the gazetteer as rows that others may refer to."""

from __future__ import annotations

from sqlalchemy import select

from osta.store.engine import Session
from osta.store.models import Place
from osta.store.places import PlaceRow
from osta.store.upserts import insert_into


async def ensure(session: Session, row: PlaceRow) -> str:
    """Make sure that a row of this place exists, whatever it says by now; returns its id."""
    if await session.scalar(select(Place.id).where(Place.id == row.id)) is None:
        values = {
            "id": row.id,
            "name": row.name,
            "municipality": row.municipality,
            "kind": row.kind,
            "latitude": row.latitude,
            "longitude": row.longitude,
            "radius_km": row.radius_km,
            "postal_code": row.postal_code,
            "alt_names": list(row.alt_names),
            "locative": row.locative,
            "nearest": row.nearest,
            "inside": row.inside,
            "also": list(row.also),
            "source": row.source,
        }
        await session.execute(insert_into(session, Place).values(**values).on_conflict_do_nothing())
    return row.id

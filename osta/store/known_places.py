"""Places of the gazetteer as rows that others may refer to."""

from __future__ import annotations

from osta.store import direct
from osta.store.engine import Session
from osta.store.models import Place
from osta.store.places import PlaceRow
from osta.store.upserts import insert_into


async def is_known(session: Session, place_id: str) -> bool:
    """Whether the place has a row."""
    return bool(await direct.rows(session, "SELECT 1 FROM place WHERE id = ?", (place_id,)))


async def ensure(session: Session, row: PlaceRow) -> str:
    """Make sure that a row of this place exists, whatever it says by now; returns its id."""
    if not await is_known(session, row.id):
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

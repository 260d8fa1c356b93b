"""One producer out of two that are the same."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from osta.store.engine import Session
from osta.store.models import Exposure, Favourite, FollowUp, Producer, Report

_FILLED = (
    "description village_place_id municipality postal_code phone email website business_id industry industry_version "
    "opening_hours delivery_area emblem public_kitchen_kg_month minimum_order owner_person_id confirmed_at confirmed_by"
).split()


async def merge(session: Session, kept: Producer, gone: Producer) -> list[str]:
    """Give the kept producer what only the other one has: fields, favourites, reports and follow-ups.

    Returns the names of the fields filled in. What becomes of the other's listing is the caller's business.
    """
    filled = []
    for name in _FILLED:
        if getattr(kept, name) is None and getattr(gone, name) is not None:
            setattr(kept, name, getattr(gone, name))
            filled.append(name)
    if kept.latitude is None and gone.latitude is not None:
        kept.latitude, kept.longitude = gone.latitude, gone.longitude
        filled.append("position")
    already = select(Favourite.person_id).where(Favourite.producer_id == kept.id)
    await session.execute(delete(Favourite).where(Favourite.producer_id == gone.id, Favourite.person_id.in_(already)))
    for table in (Favourite, FollowUp, Report):
        await session.execute(update(table).where(table.producer_id == gone.id).values(producer_id=kept.id))
    days = select(Exposure.day).where(Exposure.producer_id == kept.id)
    await session.execute(delete(Exposure).where(Exposure.producer_id == gone.id, Exposure.day.in_(days)))
    await session.execute(update(Exposure).where(Exposure.producer_id == gone.id).values(producer_id=kept.id))
    await session.flush()
    return filled

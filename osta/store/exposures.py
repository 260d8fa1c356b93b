"""How often listings are shown and their contacts taken, counted by day; nobody's name is kept with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select

from osta.store import direct
from osta.store.engine import Session
from osta.store.models import Exposure


async def count_shown(session: Session, producer_ids: Collection[int], day: date) -> None:
    """Each of these listings was shown once more on that day."""
    # In one order everywhere, so that two transactions never wait for each other's rows crosswise.
    await _count(session, sorted(set(producer_ids)), day, shown=1, contact_taken=0)


async def count_contact(session: Session, producer_id: int, day: date) -> None:
    """The listing's contact was taken once more on that day."""
    await _count(session, [producer_id], day, shown=0, contact_taken=1)


async def totals(session: Session, producer_id: int, since: date) -> tuple[int, int]:
    """How often a listing was shown and its contact taken, from a day on."""
    shown, taken = func.coalesce(func.sum(Exposure.shown), 0), func.coalesce(func.sum(Exposure.contact_taken), 0)
    row = (
        await session.execute(select(shown, taken).where(Exposure.producer_id == producer_id, Exposure.day >= since))
    ).one()
    return int(row[0]), int(row[1])


async def _count(session: Session, producer_ids: Sequence[int], day: date, *, shown: int, contact_taken: int) -> None:
    if not producer_ids:
        return
    on = day.isoformat() if direct.is_sqlite(session) else day
    values = [value for producer_id in producer_ids for value in (producer_id, on, shown, contact_taken)]
    await direct.rows(session, direct.listed(_COUNT, len(producer_ids), 4), values)


_COUNT = (
    "INSERT INTO exposure (producer_id, day, shown, contact_taken) VALUES @ ON CONFLICT (producer_id, day) DO UPDATE "
    "SET shown = exposure.shown + excluded.shown, contact_taken = exposure.contact_taken + excluded.contact_taken"
)

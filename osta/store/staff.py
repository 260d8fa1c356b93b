"""Who may decide, and where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from osta.store.engine import Session
from osta.store.models import StaffMember


async def add(session: Session, person_id: int, municipality: str | None, added_by: int | None, now: datetime) -> None:
    """Make a person staff, of one municipality or of all; who is staff already gets the new area."""
    member = await session.get(StaffMember, person_id)
    if member is None:
        session.add(StaffMember(person_id=person_id, municipality=municipality, added_by=added_by, added_at=now))
    else:
        member.municipality = municipality
    await session.flush()


async def municipality_of(session: Session, person_id: int) -> str | None:
    """The municipality that a staff member is limited to; None for all of them."""
    member = await session.get(StaffMember, person_id)
    return None if member is None else member.municipality


async def members(session: Session) -> list[int]:
    """The numbers of all staff."""
    return list(await session.scalars(select(StaffMember.person_id).order_by(StaffMember.person_id)))

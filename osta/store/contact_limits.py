"""How many messages a week people have asked for, where it is not the usual number."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, select

from osta.store.engine import Session
from osta.store.models import ContactLimit
from osta.store.upserts import insert_into


async def of_people(session: Session, people: Collection[int]) -> dict[int, int]:
    """The numbers that these people have asked for; who has asked for none is left out."""
    query = select(ContactLimit.person_id, ContactLimit.most_a_week).where(ContactLimit.person_id.in_(people))
    return dict((await session.execute(query)).all())


async def put(session: Session, person_id: int, most_a_week: int | None) -> None:
    """Let the person have so many messages a week; None for the usual number."""
    if most_a_week is None:
        await session.execute(delete(ContactLimit).where(ContactLimit.person_id == person_id))
        return
    await session.execute(
        insert_into(session, ContactLimit)
        .values(person_id=person_id, most_a_week=most_a_week)
        .on_conflict_do_update(index_elements=[ContactLimit.person_id], set_={"most_a_week": most_a_week})
    )

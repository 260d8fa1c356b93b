"""What people want to hear of, and what they say they are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from osta.store.engine import Session
from osta.store.models import PersonRole, Role, Subscription, SubscriptionKind
from osta.store.upserts import insert_into


async def of_person(session: Session, person_id: int, kind: SubscriptionKind) -> set[str]:
    """The areas or interests that the person has chosen; nothing chosen means all."""
    query = select(Subscription.value).where(Subscription.person_id == person_id, Subscription.kind == kind)
    return set(await session.scalars(query))


async def add(session: Session, person_id: int, kind: SubscriptionKind, values: Collection[str]) -> None:
    """Choose these too."""
    for value in sorted(values):
        await session.execute(
            insert_into(session, Subscription)
            .values(person_id=person_id, kind=kind, value=value)
            .on_conflict_do_nothing()
        )


async def remove(session: Session, person_id: int, kind: SubscriptionKind, values: Collection[str]) -> None:
    """Choose these no more."""
    await session.execute(
        delete(Subscription).where(
            Subscription.person_id == person_id, Subscription.kind == kind, Subscription.value.in_(values)
        )
    )


async def roles(session: Session, person_id: int) -> set[Role]:
    """What the person says to be, besides a resident."""
    return set(await session.scalars(select(PersonRole.role).where(PersonRole.person_id == person_id)))


async def add_role(session: Session, person_id: int, role: Role, now: datetime) -> None:
    """The person says to be this."""
    await session.execute(
        insert_into(session, PersonRole).values(person_id=person_id, role=role, added_at=now).on_conflict_do_nothing()
    )


async def remove_role(session: Session, person_id: int, role: Role) -> None:
    """The person is this no more."""
    await session.execute(delete(PersonRole).where(PersonRole.person_id == person_id, PersonRole.role == role))

"""Workshops and who said what of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select, update

from osta.store.audiences import group
from osta.store.engine import Session
from osta.store.models import Registration, RegistrationState, Workshop, WorkshopReminder
from osta.store.models.workshops import ReminderKind
from osta.store.upserts import insert_into

GOING = "workshop_going"
CONCERNED = "workshop_concerned"
CAME = "workshop_came"


async def add(session: Session, workshop: Workshop) -> int:
    """Store a new workshop; returns its number."""
    session.add(workshop)
    await session.flush()
    return workshop.id


async def get(session: Session, number: int) -> Workshop | None:
    """A workshop as it stands now."""
    return await session.get(Workshop, number, populate_existing=True)


async def hold(session: Session, number: int) -> Workshop | None:
    """The same, kept from everybody else until the transaction ends: seats are given one after the other."""
    query = select(Workshop).where(Workshop.id == number).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def coming(session: Session, now: datetime, limit: int = 50) -> list[Workshop]:
    """The announced workshops that are not over, the next first. Those announced later are not among them."""
    query = select(Workshop).where(
        Workshop.state == "announced",
        Workshop.ends_at > now,
        or_(Workshop.announce_at.is_(None), Workshop.announce_at <= now),
    )
    return list(await session.scalars(query.order_by(Workshop.starts_at, Workshop.id).limit(limit)))


async def latest(session: Session, municipality: str | None = None, limit: int = 10) -> list[Workshop]:
    """The workshops that start last, of one municipality and of all where one is given; drafts too."""
    query = select(Workshop).order_by(Workshop.starts_at.desc(), Workshop.id.desc()).limit(limit)
    if municipality is not None:
        query = query.where(or_(Workshop.municipality == municipality, Workshop.municipality.is_(None)))
    return list(await session.scalars(query))


async def starting(session: Session, after: datetime, until: datetime) -> list[Workshop]:
    """The announced workshops that start between two moments."""
    query = select(Workshop).where(
        Workshop.state == "announced", Workshop.starts_at > after, Workshop.starts_at <= until
    )
    return list(await session.scalars(query.order_by(Workshop.starts_at, Workshop.id)))


async def over(session: Session, now: datetime) -> list[Workshop]:
    """The announced workshops that have ended."""
    query = select(Workshop).where(Workshop.state == "announced", Workshop.ends_at <= now)
    return list(await session.scalars(query.order_by(Workshop.ends_at, Workshop.id)))


async def note_reminder(session: Session, number: int, kind: ReminderKind, now: datetime) -> bool:
    """Record that a reminder is sent. False when it was before."""
    noted = await session.scalar(
        insert_into(session, WorkshopReminder)
        .values(workshop_id=number, kind=kind, sent_at=now)
        .on_conflict_do_nothing()
        .returning(WorkshopReminder.workshop_id)
    )
    return noted is not None


async def reminded(session: Session, number: int) -> set[ReminderKind]:
    """The reminders that were sent."""
    return set(await session.scalars(select(WorkshopReminder.kind).where(WorkshopReminder.workshop_id == number)))


async def forget_reminders(session: Session, workshop: Workshop) -> None:
    """The workshop was moved: its reminders are due anew."""
    for kind in await reminded(session, workshop.id):
        reminder = await session.get(WorkshopReminder, (workshop.id, kind))
        if reminder is not None:
            await session.delete(reminder)
    await session.flush()


async def registration(session: Session, workshop_id: int, person_id: int) -> Registration | None:
    """What a person has said; None for one who has said nothing."""
    query = select(Registration).where(Registration.workshop_id == workshop_id, Registration.person_id == person_id)
    return await session.scalar(query.execution_options(populate_existing=True))


async def by_number(session: Session, registration_id: int) -> Registration | None:
    """A registration by its own number."""
    return await session.get(Registration, registration_id)


async def registrations(
    session: Session, workshop_id: int, states: Collection[RegistrationState]
) -> list[Registration]:
    """Those in one of these states, in the order of the line."""
    query = select(Registration).where(Registration.workshop_id == workshop_id, Registration.state.in_(states))
    return list(await session.scalars(query.order_by(Registration.number.nulls_last(), Registration.id)))


async def first_waiting(session: Session, workshop_id: int) -> Registration | None:
    """Who gets the next free seat."""
    query = select(Registration).where(Registration.workshop_id == workshop_id, Registration.state == "waiting")
    return await session.scalar(query.order_by(Registration.number).limit(1))


async def ahead_of(session: Session, waiting: Registration) -> int:
    """How many wait before this one."""
    query = select(func.count()).where(
        Registration.workshop_id == waiting.workshop_id,
        Registration.state == "waiting",
        Registration.number < waiting.number,
    )
    return await session.scalar(query) or 0


async def counts(session: Session, workshop_id: int) -> dict[RegistrationState, int]:
    """How many have said what."""
    query = select(Registration.state, func.count()).where(Registration.workshop_id == workshop_id)
    rows = await session.execute(query.group_by(Registration.state))
    return {state: n for state, n in rows}  # noqa: C416 - a row is no pair to a type checker


async def of_person(session: Session, person_id: int, now: datetime) -> dict[int, RegistrationState]:
    """What a person has said of the workshops that are not over, by workshop."""
    query = (
        select(Registration.workshop_id, Registration.state)
        .join(Workshop, Workshop.id == Registration.workshop_id)
        .where(Registration.person_id == person_id, Workshop.ends_at > now)
    )
    return {workshop: state for workshop, state in await session.execute(query)}  # noqa: C416 - as above


async def feedback(session: Session, workshop_id: int) -> tuple[dict[int, int], list[str]]:
    """How many gave each score, and the wishes, in an order that does not tell who wrote when."""
    query = select(Registration.score, func.count()).where(
        Registration.workshop_id == workshop_id, Registration.score.is_not(None)
    )
    rows = await session.execute(query.group_by(Registration.score))
    scores = {int(score): n for score, n in rows if score is not None}
    wishes = select(Registration.wish).where(Registration.workshop_id == workshop_id, Registration.wish.is_not(None))
    return scores, sorted(wish for wish in await session.scalars(wishes) if wish)


async def forget_names(session: Session, before: datetime) -> int:
    """Take the names off the lists of workshops that ended before a moment; returns how many."""
    ended = select(Workshop.id).where(Workshop.ends_at < before)
    forgotten = await session.scalars(
        update(Registration)
        .where(Registration.workshop_id.in_(ended), Registration.name.is_not(None))
        .values(name=None)
        .returning(Registration.id)
        .execution_options(synchronize_session=False)
    )
    return len(forgotten.all())


@group(GOING)
def _going(workshop_id: int) -> Select[Any]:
    return select(Registration.person_id).where(Registration.workshop_id == workshop_id, Registration.state == "going")


@group(CONCERNED)
def _concerned(workshop_id: int) -> Select[Any]:
    return select(Registration.person_id).where(
        Registration.workshop_id == workshop_id, Registration.state.in_(("going", "waiting", "maybe"))
    )


@group(CAME)
def _came(workshop_id: int) -> Select[Any]:
    """Those with a seat, without those of whom staff know that they did not come."""
    return select(Registration.person_id).where(
        Registration.workshop_id == workshop_id,
        Registration.state == "going",
        or_(Registration.attended.is_(None), Registration.attended.is_(True)),
    )

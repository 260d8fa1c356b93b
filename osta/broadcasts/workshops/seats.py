"""Seats: given in the order in which people asked, never more than there are, and passed on when one becomes free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from osta.chat.errors import OstaError
from osta.store import workshops
from osta.store.engine import Session
from osta.store.models import Registration, RegistrationState, Workshop

LONGEST_NAME = 80


class SignUpOver(OstaError):
    """The workshop takes no answers: it is not announced, has begun, or was cancelled."""


class TooFewSeats(OstaError):
    """More seats are given already than that."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a person stands now, and who got a seat because of it (numbers of people, in order)."""

    registration: Registration
    promoted: tuple[int, ...] = ()


async def sign_up(session: Session, workshop_id: int, person_id: int, name: str, now: datetime) -> Outcome:
    """Give the person a seat, or a place at the end of the line. Who has either keeps it. Raises SignUpOver.

    ``name`` is what to put on the list for somebody who is not on it under a name yet.
    """
    workshop = await _held(session, workshop_id, now)
    promoted = await _pass_on(session, workshop, now)
    registration = await workshops.registration(session, workshop_id, person_id)
    if registration is None:
        registration = Registration(
            workshop_id=workshop_id, person_id=person_id, state="no", registered_at=now, changed_at=now
        )
        session.add(registration)
    registration.name = registration.name or name.strip()[:LONGEST_NAME] or None  # one they chose themselves stays
    if registration.state not in ("going", "waiting"):
        workshop.last_number += 1
        registration.number = workshop.last_number
        registration.changed_at = now
        registration.state = "waiting"
        if _is_free(workshop):
            registration.state = "going"
            workshop.taken += 1
    await session.flush()
    return Outcome(registration, tuple(promoted))


async def decline(
    session: Session, workshop_id: int, person_id: int, state: Literal["maybe", "no"], now: datetime
) -> Outcome:
    """The person may come, or does not: a seat they had goes to the first in line. Raises SignUpOver."""
    workshop = await _held(session, workshop_id, now)
    registration = await workshops.registration(session, workshop_id, person_id)
    if registration is None:
        registration = Registration(
            workshop_id=workshop_id, person_id=person_id, state=state, registered_at=now, changed_at=now
        )
        session.add(registration)
    if registration.state == "going":
        workshop.taken -= 1
    new: RegistrationState = state
    registration.state, registration.number, registration.changed_at = new, None, now
    await session.flush()
    return Outcome(registration, tuple(await _pass_on(session, workshop, now)))


async def set_capacity(session: Session, workshop: Workshop, capacity: int | None, now: datetime) -> list[int]:
    """Change how many seats there are; returns who got one. Raises TooFewSeats when more are given already."""
    held = await workshops.hold(session, workshop.id)
    if held is None:
        return []
    await _recount(session, held)
    if capacity is not None and capacity < held.taken:
        raise TooFewSeats
    held.capacity = capacity
    await session.flush()
    return await _pass_on(session, held, now)


async def pass_on(session: Session, workshop_id: int, now: datetime) -> list[int]:
    """Give what is free to those who wait, for example after somebody was erased; returns who got a seat."""
    workshop = await workshops.hold(session, workshop_id)
    if workshop is None or workshop.state != "announced" or workshop.starts_at <= now:
        return []
    await _recount(session, workshop)
    return await _pass_on(session, workshop, now)


async def _held(session: Session, workshop_id: int, now: datetime) -> Workshop:
    workshop = await workshops.hold(session, workshop_id)
    if workshop is None or workshop.state != "announced" or workshop.starts_at <= now:
        raise SignUpOver
    await _recount(session, workshop)
    return workshop


async def _recount(session: Session, workshop: Workshop) -> None:
    """Whoever was erased has left the seat without a word."""
    going = (await workshops.counts(session, workshop.id)).get("going", 0)
    if workshop.taken != going:
        workshop.taken = going
        await session.flush()


async def _pass_on(session: Session, workshop: Workshop, now: datetime) -> list[int]:
    promoted = []
    while _is_free(workshop):
        first = await workshops.first_waiting(session, workshop.id)
        if first is None:
            break
        first.state, first.changed_at = "going", now
        workshop.taken += 1
        await session.flush()
        promoted.append(first.person_id)
    return promoted


def _is_free(workshop: Workshop) -> bool:
    return workshop.capacity is None or workshop.taken < workshop.capacity

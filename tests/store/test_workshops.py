import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from osta.broadcasts.workshops import seats
from osta.chat.messages import Address
from osta.store import audiences, people, workshops
from osta.store.audiences import Audience
from osta.store.engine import Database, Session
from osta.store.models import Workshop
from osta.store.models.workshops import RegistrationState

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def workshop(capacity: int | None = 3, days: int = 9) -> Workshop:
    starts = NOW + timedelta(days=days)
    return Workshop(
        title="Digipaja",
        topic="digital",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        link="https://example.com",
        capacity=capacity,
        state="announced",
    )


async def person(session: Session, name: str) -> int:
    return (await people.find_or_create(session, Address("test", name), NOW))[0].id


async def test_many_at_once_never_get_more_seats_than_there_are(database: Database) -> None:
    async with database.transaction() as session:
        number = await workshops.add(session, workshop(capacity=3))
        everybody = [await person(session, f"p{at}") for at in range(9)]

    async def come(who: int) -> RegistrationState:
        async with database.transaction() as session:
            return (await seats.sign_up(session, number, who, "", NOW)).registration.state

    states = await asyncio.gather(*map(come, everybody))
    assert sorted(states) == ["going"] * 3 + ["waiting"] * 6

    async def leave(who: int) -> None:
        async with database.transaction() as session:
            await seats.decline(session, number, who, "no", NOW)

    async with database.reading() as session:
        going = [one.person_id for one in await workshops.registrations(session, number, ["going"])]
        waiting = [one.person_id for one in await workshops.registrations(session, number, ["waiting"])]
    await asyncio.gather(*map(leave, going))
    async with database.reading() as session:
        now_going = [one.person_id for one in await workshops.registrations(session, number, ["going"])]
        stored = await workshops.get(session, number)
        assert stored is not None
        assert (now_going, stored.taken) == (waiting[:3], 3)
        assert await workshops.counts(session, number) == {"going": 3, "waiting": 3, "no": 3}
        first = await workshops.first_waiting(session, number)
        assert first is not None
        assert (first.person_id, await workshops.ahead_of(session, first)) == (waiting[3], 0)


async def test_the_database_itself_refuses_a_seat_too_many(session: Session) -> None:
    number = await workshops.add(session, workshop(capacity=1))
    stored = await session.get_one(Workshop, number)
    savepoint = await session.begin_nested()
    stored.taken = 2
    with pytest.raises(IntegrityError):
        await session.flush()
    await savepoint.rollback()


async def test_groups_and_lists(session: Session) -> None:
    number = await workshops.add(session, workshop(capacity=1))
    numbers = {name: await person(session, name) for name in ("aino", "otto", "iida", "eero")}
    await seats.sign_up(session, number, numbers["aino"], "Aino", NOW)
    await seats.sign_up(session, number, numbers["otto"], "Otto", NOW)
    await seats.decline(session, number, numbers["iida"], "maybe", NOW)
    await seats.decline(session, number, numbers["eero"], "no", NOW)

    async def group(name: str) -> set[str]:
        page = await audiences.page(session, Audience(group=name, group_key=number), None, ["test"], 0, 99)
        return {recipient.address.chat for recipient in page}

    assert await group(workshops.GOING) == {"aino"}
    assert await group(workshops.CONCERNED) == {"aino", "otto", "iida"}
    assert await group(workshops.CAME) == {"aino"}
    said = await workshops.registration(session, number, numbers["aino"])
    assert said is not None
    said.attended = False
    await session.flush()
    assert await group(workshops.CAME) == set()
    assert await workshops.of_person(session, numbers["otto"], NOW) == {number: "waiting"}
    said.score, said.wish = 4, "lisää"
    await session.flush()
    assert await workshops.feedback(session, number) == ({4: 1}, ["lisää"])
    assert await workshops.forget_names(session, NOW + timedelta(days=30)) == 2


async def test_what_is_coming_and_what_is_over(session: Session) -> None:
    near = await workshops.add(session, workshop(days=2))
    far = await workshops.add(session, workshop(days=20))
    hidden = workshop(days=30)
    hidden.announce_at = NOW + timedelta(days=10)
    await workshops.add(session, hidden)
    assert [one.id for one in await workshops.coming(session, NOW)] == [near, far]
    assert [one.id for one in await workshops.starting(session, NOW, NOW + timedelta(days=7))] == [near]
    assert [one.id for one in await workshops.over(session, NOW + timedelta(days=3))] == [near]
    assert [one.id for one in await workshops.latest(session, limit=2)] == [hidden.id, far]
    assert await workshops.note_reminder(session, near, "day", NOW)
    assert not await workshops.note_reminder(session, near, "day", NOW)
    stored = await session.get_one(Workshop, near)
    await workshops.forget_reminders(session, stored)
    assert await workshops.note_reminder(session, near, "day", NOW)

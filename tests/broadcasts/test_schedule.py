import asyncio
from datetime import datetime, timedelta

import pytest

from osta.broadcasts import broadcast
from osta.broadcasts.broadcast_start import start_due
from osta.broadcasts.schedule import LEASE, Schedule, Tick, start_tick
from osta.chat.messages import Address
from osta.store import broadcasts, people, staff
from osta.store.audiences import Audience
from osta.store.engine import Database, Session
from osta.store.models import BroadcastKind
from osta.store.payloads import decode_reply
from tests.broadcasts.crowd import HELLO, NOON, crowd


async def planned(
    database: Database,
    due_at: datetime,
    kind: BroadcastKind = "announcement",
    audience: Audience | None = None,
    ends_at: datetime | None = None,
) -> int:
    async with database.transaction() as session:
        made = await broadcast.create(
            session,
            kind,
            "Koe",
            HELLO,
            audience or Audience(),
            NOON - timedelta(days=9),
            due_at=due_at,
            ends_at=ends_at,
        )
        assert made is not None
        return made.id


async def state(database: Database, number: int) -> str:
    async with database.reading() as session:
        found = await broadcasts.get(session, number)
        assert found is not None
        return found.state


async def test_what_is_due_starts_and_what_is_not_waits(database: Database) -> None:
    due = await planned(database, NOON)
    later = await planned(database, NOON + timedelta(seconds=1))
    async with database.transaction() as session:
        await start_due(session, NOON)
    assert (await state(database, due), await state(database, later)) == ("running", "scheduled")


async def test_what_is_found_too_late_asks_staff_once(database: Database) -> None:
    async with database.transaction() as session:
        member, _ = await people.find_or_create(session, Address("telegram", "6"), NOON)
        await staff.add(session, member.id, None, None, NOON)
        person, _ = await people.find_or_create(session, Address("telegram", "7"), NOON)
    late = await planned(database, NOON - timedelta(hours=3))
    bearable = await planned(database, NOON - timedelta(hours=3), "alert")
    over = await planned(database, NOON - timedelta(hours=1), ends_at=NOON)
    for _ in range(2):
        async with database.transaction() as session:
            await start_due(session, NOON, [Address("telegram", "7"), Address("telegram", "nobody")])
    assert [await state(database, number) for number in (late, bearable, over)] == ["asking", "running", "asking"]
    async with database.transaction() as session:
        asked = await broadcasts.in_states(session, ["scheduled", "running"])
        notices = [one for one in asked if one.kind == "notice"]
        assert len(notices) == 2
        assert Audience.from_json(notices[0].audience).people == (member.id, person.id)
        buttons = decode_reply(notices[-1].content["fi"]).rows[0]
        assert [button.action and button.action.name for button in buttons] == ["broadcast.send", "broadcast.cancel"]
        await broadcast.send_now(session, late)
        await broadcast.cancel(session, over, NOON)
    assert (await state(database, late), await state(database, over)) == ("running", "cancelled")


async def test_nobody_is_asked_about_a_late_digest_that_nobody_reads(database: Database) -> None:
    await crowd(database, 1, "digest")
    read = await planned(database, NOON - timedelta(hours=3), "digest")
    unread = await planned(database, NOON - timedelta(hours=3), "digest", Audience(languages=("sv",)))
    async with database.transaction() as session:
        await start_due(session, NOON)
    assert (await state(database, read), await state(database, unread)) == ("asking", "running")


async def test_a_tick_goes_on_while_there_is_more_and_survives_a_mistake(sqlite_database: Database) -> None:
    calls = 0

    async def work(session: Session, now: datetime) -> bool:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise ZeroDivisionError
        return calls < 4

    tick = Tick("count", timedelta(hours=1), work)
    schedule = Schedule(sqlite_database, [tick], clock=lambda: NOON)
    await schedule.run(tick)
    assert calls == 1
    await schedule.run(tick)
    assert calls == 4


async def test_of_two_processes_one_ticks_until_it_is_gone(database: Database) -> None:
    now = NOON
    ticked: list[str] = []

    def schedule(name: str) -> tuple[Schedule, Tick]:
        async def work(session: Session, now: datetime) -> None:
            ticked.append(name)

        tick = Tick("tick", timedelta(hours=1), work)
        return Schedule(database, [tick], clock=lambda: now), tick

    first, second = schedule("first"), schedule("second")
    await first[0].run(first[1])
    await second[0].run(second[1])
    assert ticked == ["first"]
    now += LEASE + timedelta(seconds=1)
    await second[0].run(second[1])
    await first[0].run(first[1])
    assert ticked == ["first", "second"]
    await second[0].stop()
    await first[0].run(first[1])
    assert ticked == ["first", "second", "first"]


async def test_the_clockwork_runs_by_itself(sqlite_database: Database) -> None:
    number = await planned(sqlite_database, datetime.now(NOON.tzinfo))
    schedule = Schedule(sqlite_database, [start_tick()], clock=lambda: datetime.now(NOON.tzinfo))
    await schedule.start()
    async with asyncio.timeout(60):
        while await state(sqlite_database, number) != "running":
            await asyncio.sleep(0.05)
    await schedule.stop()


async def test_a_slow_tick_of_a_dead_process_is_taken_over_soon(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("osta.broadcasts.schedule.LEASE", timedelta(seconds=0.1))
    ticked = asyncio.Event()

    async def work(session: Session, now: datetime) -> None:
        ticked.set()

    tick = Tick("tick", timedelta(hours=1), work)
    await Schedule(sqlite_database, [tick], clock=lambda: datetime.now(NOON.tzinfo)).run(tick)  # and is killed
    ticked.clear()
    second = Schedule(sqlite_database, [tick], clock=lambda: datetime.now(NOON.tzinfo))
    await second.start()
    async with asyncio.timeout(60):
        await ticked.wait()
    await second.stop()


async def test_a_tick_in_the_middle_of_its_work_is_finished_before_the_program_stops(sqlite_database: Database) -> None:
    begun, done = asyncio.Event(), False

    async def work(session: Session, now: datetime) -> None:
        nonlocal done
        begun.set()
        await asyncio.sleep(0.05)
        done = True

    schedule = Schedule(sqlite_database, [Tick("slow", timedelta(hours=1), work)], clock=lambda: NOON)
    await schedule.start()
    await begun.wait()
    await schedule.stop()
    assert done

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from osta.chat.messages import Address, Reply
from osta.chat.rich import Rich
from osta.store import outbox
from osta.store.engine import Database
from osta.store.models import Lane, Outbox, Person
from osta.store.outbox import Leased

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)
LATER = NOW + timedelta(hours=1)


async def queue(database: Database, text: str, chat: str = "1", lane: Lane = "answer", due_at: datetime = NOW) -> int:
    async with database.transaction() as session:
        number = await outbox.enqueue(
            session, Address("test", chat), Reply(Rich.plain(text)), NOW, lane=lane, due_at=due_at
        )
    assert number is not None
    return number


async def lease(database: Database, now: datetime = NOW, limit: int = 10) -> list[Leased]:
    async with database.transaction() as session:
        return await outbox.lease_due(session, now, LEASE, limit)


def texts(leased: list[Leased]) -> list[str]:
    return [str(one.reply.text) for one in leased]


async def state_of(database: Database, number: int) -> str:
    async with database.reading() as session:
        return (await session.get_one(Outbox, number)).state


async def test_answers_go_before_reminders_before_broadcasts(database: Database) -> None:
    await queue(database, "news", "1", "broadcast", NOW - timedelta(hours=2))
    await queue(database, "reminder", "2", "reminder", NOW - timedelta(hours=1))
    await queue(database, "late answer", "3")
    await queue(database, "early answer", "4", due_at=NOW - timedelta(minutes=1))
    await queue(database, "not yet", "5", due_at=NOW + timedelta(seconds=1))
    assert texts(await lease(database, limit=3)) == ["early answer", "late answer", "reminder"]
    assert texts(await lease(database)) == ["news"]


async def test_lanes_can_be_left_out(database: Database) -> None:
    await queue(database, "news", lane="broadcast")
    await queue(database, "answer")
    async with database.transaction() as session:
        assert texts(await outbox.lease_due(session, NOW, LEASE, 10, ["answer"])) == ["answer"]


async def test_within_a_chat_the_next_waits_for_the_one_before(database: Database) -> None:
    await queue(database, "first", due_at=NOW)
    await queue(database, "second", due_at=NOW - timedelta(minutes=1))
    (first,) = await lease(database)
    assert str(first.reply.text) == "first"
    assert await lease(database) == []
    async with database.transaction() as session:
        assert await outbox.mark_retry(session, first, LATER, "TooManyRequests")
    assert await lease(database) == []  # the second must not overtake
    (first,) = await lease(database, LATER)
    assert (str(first.reply.text), first.attempt) == ("first", 2)
    async with database.transaction() as session:
        assert await outbox.mark_sent(session, first, LATER, "77")
    assert texts(await lease(database, LATER)) == ["second"]


async def test_several_senders_never_get_the_same_message(database: Database) -> None:
    for chat in range(20):
        await queue(database, str(chat), str(chat))
    rounds = await asyncio.gather(*(lease(database, limit=6) for _ in range(4)))
    got = [one.id for leased in rounds for one in leased]
    assert len(got) == len(set(got))
    rest = await lease(database, limit=20)
    assert len(got) + len(rest) == 20


async def test_what_is_sent_is_on_record_without_its_words(database: Database) -> None:
    number = await queue(database, "hilloja on Kursussa")
    (one,) = await lease(database)
    async with database.transaction() as session:
        assert await outbox.mark_sent(session, one, NOW, "77")
        assert not await outbox.mark_sent(session, one, NOW, "78")
    async with database.reading() as session:
        row = await session.get_one(Outbox, number)
        assert (row.state, row.sent_message_id, row.payload, row.lease_until) == ("sent", "77", {}, None)


async def test_a_sender_that_never_reports_leaves_it_unknown_and_has_lost_its_say(database: Database) -> None:
    number = await queue(database, "news", lane="broadcast")
    (lost,) = await lease(database)
    async with database.transaction() as session:
        assert await outbox.expire_leases(session, NOW + LEASE) == []
        assert await outbox.expire_leases(session, NOW + LEASE + timedelta(seconds=1)) == [number]
        assert [row.id for row in await outbox.in_state(session, "unknown")] == [number]
        assert not await outbox.mark_sent(session, lost, NOW, "77")
        assert await outbox.send_again(session, [number], LATER) == 1
        assert await outbox.send_again(session, [number], LATER) == 0
    (again,) = await lease(database, LATER)
    assert (again.id, again.attempt) == (number, 2)
    async with database.transaction() as session:
        # The first sender comes back while the second holds the lease.
        assert not await outbox.mark_sent(session, lost, LATER, "77")
        assert await outbox.mark_ended(session, again, "unknown", LATER, "OutcomeUnknown")
    assert await state_of(database, number) == "unknown"


async def test_a_person_gets_a_broadcast_once(database: Database) -> None:
    async with database.transaction() as session:
        session.add_all([Person(id=1), Person(id=2)])
        await session.flush()
        queued = [
            await outbox.enqueue(
                session, Address("test", str(person)), Reply(), NOW, lane="broadcast", person_id=person, broadcast_id=7
            )
            for person in (1, 1, 2)
        ]
    assert [number is not None for number in queued] == [True, False, True]


async def test_who_stops_gets_what_they_asked_for_and_who_blocks_nothing(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Person(id=1))
        await session.flush()
        for lane in ("answer", "broadcast"):
            await outbox.enqueue(session, Address("test", "1"), Reply(), NOW, lane=lane, person_id=1)
        await outbox.stop_person(session, 1, NOW, keep_answers=True)
        states = select(Outbox.lane, Outbox.state).order_by(Outbox.id)
        assert [tuple(row) for row in await session.execute(states)] == [("answer", "queued"), ("broadcast", "blocked")]
        await outbox.stop_person(session, 1, NOW, keep_answers=False)
        assert [row.state for row in await session.execute(states)] == ["blocked", "blocked"]


async def test_the_settled_is_forgotten_in_time_and_the_rest_is_not(database: Database) -> None:
    sent = await queue(database, "sent")
    waiting = await queue(database, "waiting")
    (one,) = await lease(database)
    async with database.transaction() as session:
        await outbox.mark_sent(session, one, NOW, None)
        await outbox.forget_finished(session, NOW)
        assert set(await session.scalars(select(Outbox.id))) == {sent, waiting}
        await outbox.forget_finished(session, LATER)
        assert (await session.scalars(select(Outbox.id))).all() == [waiting]

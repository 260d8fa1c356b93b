from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from osta.chat.messages import Address, Reply
from osta.store import answers, outbox
from osta.store.engine import Database
from osta.store.models import Outbox, Person

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)
LATER = NOW + timedelta(hours=1)
ANNA, BERIT = Address("test", "1"), Address("test", "2")


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


async def test_what_becomes_of_an_answer_is_for_who_holds_it_to_say(database: Database) -> None:
    async with database.transaction() as session:
        lost = await answers.queue(session, ANNA, [Reply()], NOW, LEASE)
        assert lost
        await answers.take_back(session, ["test"], LATER)
        again = await answers.next_in_line(session, ANNA, LATER, LEASE)
        assert isinstance(again, outbox.Leased)
        # The first sender comes back while the second holds the lease.
        assert not await outbox.mark_retry(session, lost, LATER, "ChannelDown")
        assert await outbox.mark_ended(session, again, "unknown", LATER, "OutcomeUnknown")
        assert not await outbox.mark_ended(session, again, "failed", LATER, "MessageRefused")


async def test_the_settled_is_forgotten_in_time_and_the_rest_is_not(database: Database) -> None:
    async with database.transaction() as session:
        sent = await answers.queue(session, ANNA, [Reply()], NOW, LEASE)
        assert sent
        waiting = await outbox.enqueue(session, BERIT, Reply(), NOW)
        await answers.mark_all_sent(session, [(sent, None)], NOW)
        await outbox.forget_finished(session, NOW)
        assert set(await session.scalars(select(Outbox.id))) == {sent.id, waiting}
        await outbox.forget_finished(session, LATER)
        assert (await session.scalars(select(Outbox.id))).all() == [waiting]

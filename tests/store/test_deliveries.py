"""Messages that nobody asked for: who may send, what is taken, and whose word on the outcome counts."""

import asyncio
from datetime import UTC, datetime, timedelta

from osta.chat.messages import Address, Reply
from osta.chat.rich import Rich
from osta.store import broadcasts, deliveries, outbox
from osta.store.audiences import Recipient
from osta.store.deliveries import Ended, Order
from osta.store.engine import Database, Session
from osta.store.models import Broadcast, Outbox, Person

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
UNTIL = NOW + timedelta(minutes=1)
LEASE = "test"


async def queued(database: Database, people: int, dues: tuple[datetime, ...] = (NOW,)) -> int:
    """A broadcast and a row of it for each person; when each is due, in turns."""
    async with database.transaction() as session:
        session.add_all(Person(id=number, language="sv" if number == 2 else None) for number in range(1, people + 1))
        made = Broadcast(kind="announcement", title="Koe", content={}, audience={}, state="running", due_at=NOW)
        session.add(made)
        await session.flush()
        found = [
            (Recipient(number, Address("telegram", str(number)), "fi"), dues[number % len(dues)])
            for number in range(1, people + 1)
        ]
        for _ in range(2):  # who has it does not get it again
            await broadcasts.add_rows(session, made.id, "broadcast", found, NOW, last=True)
        return made.id


async def take(session: Session, broadcast: int | None, limit: int = 99, resting: tuple[str, ...] = ()) -> list[Order]:
    return await deliveries.take(session, broadcast, "telegram", NOW, UNTIL, limit, resting)


def chats(orders: list[Order]) -> list[str]:
    return [order.address.chat for order in orders]


async def test_the_longest_due_go_first_and_each_is_taken_once(database: Database) -> None:
    number = await queued(database, 6, (NOW, NOW - timedelta(hours=1), LATER))
    async with database.transaction() as session:
        first = await take(session, number, 3)
        assert chats(first) == ["1", "4", "3"]
        assert chats(await take(session, number)) == ["6"]
        assert await take(session, number) == []
        assert {(order.attempt, order.broadcast_id, order.created_at) for order in first} == {(1, number, NOW)}
        row = await session.get_one(Outbox, first[0].id)
        assert (row.state, row.lease_until, row.attempts, row.payload) == ("sending", UNTIL, 1, {})


async def test_an_order_says_in_which_language(database: Database) -> None:
    number = await queued(database, 2)
    async with database.transaction() as session:
        assert [order.language for order in await take(session, number)] == ["fi", "sv"]


async def test_chats_that_rest_are_passed_over(database: Database) -> None:
    number = await queued(database, 5)
    async with database.transaction() as session:
        resting = tuple(f"telegram:{chat}" for chat in (1, 3, 4))
        assert chats(await take(session, number, 1, resting)) == ["2"]
        assert chats(await take(session, number, 99, resting)) == ["5"]


async def test_what_belongs_to_no_broadcast_is_taken_by_itself_and_never_an_answer(database: Database) -> None:
    number = await queued(database, 1)
    async with database.transaction() as session:
        chat = Address("telegram", "9")
        await outbox.enqueue(session, chat, Reply(Rich.plain("vastaus")), NOW)
        await outbox.enqueue(session, Address("signal", "9"), Reply(), NOW, lane="reminder")
        notice = await outbox.enqueue(session, chat, Reply(Rich.plain("ilmoitus")), NOW, lane="reminder")
        assert [order.id for order in await take(session, None)] == [notice]
        assert chats(await take(session, number)) == ["1"]


async def test_two_senders_never_take_the_same_message(database: Database) -> None:
    number = await queued(database, 20)

    async def taken() -> list[Order]:
        async with database.transaction() as session:
            return await take(session, number, 6)

    got = [order.id for orders in await asyncio.gather(*(taken() for _ in range(4))) for order in orders]
    assert len(got) == len(set(got))
    assert len(got) + len(await taken()) + len(await taken()) + len(await taken()) + len(await taken()) == 20


async def test_what_became_of_a_message_is_kept_and_its_words_are_not(database: Database) -> None:
    number = await queued(database, 3)
    async with database.transaction() as session:
        sent, again, over = await take(session, number)
        await deliveries.settle(
            session,
            [
                Ended(sent, "sent", NOW, message_id="77"),
                Ended(again, "retry", LATER, "TooManyRequests"),
                Ended(over, "failed", NOW, "MessageRefused"),
            ],
        )
    async with database.reading() as session:
        rows = [await session.get_one(Outbox, order.id) for order in (sent, again, over)]
    assert [(row.state, row.error, row.lease_until) for row in rows] == [
        ("sent", None, None),
        ("retry", "TooManyRequests", None),
        ("failed", "MessageRefused", None),
    ]
    assert (rows[0].sent_message_id, rows[0].finished_at, rows[0].payload) == ("77", NOW, {})
    assert (rows[1].due_at, rows[1].finished_at, rows[2].finished_at) == (LATER, None, NOW)


async def test_who_has_lost_a_message_has_lost_its_say(database: Database) -> None:
    number = await queued(database, 2)
    async with database.transaction() as session:
        first, second = await take(session, number)
        lost = await deliveries.lost(session, ["telegram"], UNTIL + timedelta(seconds=1))
        assert [one.id for one in lost] == [first.id, second.id]
        assert await deliveries.lost(session, ["telegram"], UNTIL) == []
        assert await deliveries.lost(session, ["signal"]) == []
        await deliveries.settle_lost(session, [first.id], [second.id], NOW)
        [again] = await take(session, number)
        assert again.unconfirmed == 1
        await deliveries.settle(session, [Ended(one, "sent", NOW) for one in (first, second)])
        states = {row.id: row.state for row in await broadcasts.listed(session, number, ["sending", "unknown", "sent"])}
        assert states == {again.id: "sending", second.id: "unknown"}


async def test_one_holds_the_lease_until_it_lets_go_or_is_late(database: Database) -> None:
    async def hold(holder: str, now: datetime) -> str | None:
        async with database.transaction() as session:
            return await deliveries.hold(session, LEASE, holder, now, now + timedelta(seconds=6))

    assert await hold("first", NOW) == "taken"
    assert await hold("second", NOW + timedelta(seconds=5)) is None
    assert await hold("first", NOW + timedelta(seconds=5)) == "held"
    assert await hold("second", NOW + timedelta(seconds=11)) is None
    assert await hold("second", NOW + timedelta(seconds=12)) == "taken"
    assert await hold("first", NOW + timedelta(seconds=13)) is None
    async with database.transaction() as session:
        await deliveries.release(session, LEASE, "first")  # not its own any more
        await deliveries.release(session, LEASE, "second")
    assert await hold("first", NOW + timedelta(seconds=13)) == "taken"

"""Answers in the line of their chat, messages taken in together, and who writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from osta.chat.messages import Address, Message, Reply, Text
from osta.chat.rich import Rich
from osta.store import answers, arrivals, conversations, outbox, people, standing
from osta.store.engine import Database, Session
from osta.store.models import Inbox, Outbox, StaffMember
from osta.store.outbox import Leased
from tests import kept

NOON = datetime(2026, 7, 12, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)
ANNA, BERIT = Address("fake", "anna"), Address("fake", "berit")


def replies(*words: str) -> list[Reply]:
    return [Reply(Rich.plain(word)) for word in words]


def message(key: str, sender: Address = ANNA, **more: object) -> Message:
    return Message(key, sender, sender, Text("hei"), NOON, **more)  # type: ignore[arg-type]


async def test_the_first_reply_is_leased_at_once_and_the_others_follow(session: Session) -> None:
    first = await answers.queue(session, ANNA, replies("1", "2"), NOON, LEASE, press_id="p")
    assert first
    assert (str(first.reply.text), first.press_id, first.attempt) == ("1", "p", 1)
    assert await answers.next_in_line(session, ANNA, NOON, LEASE) is None  # the first is being sent
    assert await answers.queue(session, ANNA, replies("3"), NOON, LEASE) is None  # and stands before this one
    said = []
    following: Leased | datetime | None = first
    while isinstance(following, Leased):
        said.append((str(following.reply.text), following.press_id))
        await answers.mark_all_sent(session, [(following, "7")], NOON)
        following = await answers.next_in_line(session, ANNA, NOON, LEASE)
    assert said == [("1", "p"), ("2", None), ("3", None)]
    assert await answers.chats_in_line(session, ["fake"]) == []
    assert {row.sent_message_id for row in await kept.in_state(session, "sent")} == {"7"}


async def test_nothing_to_say_queues_nothing(session: Session) -> None:
    assert await answers.queue(session, ANNA, [], NOON, LEASE) is None
    assert await answers.chats_in_line(session, ["fake"]) == []


async def test_what_waits_says_until_when(session: Session) -> None:
    leased = await answers.queue(session, ANNA, replies("1"), NOON, LEASE)
    assert leased
    later = NOON + timedelta(minutes=5)
    await outbox.mark_retry(session, leased, later, "ChannelDown")
    found = await answers.next_of_each(session, [ANNA, BERIT], NOON, LEASE)
    assert found == {ANNA: later, BERIT: None}
    assert await answers.chats_in_line(session, ["fake"]) == [ANNA]
    assert await answers.chats_in_line(session, ["other"]) == []


async def test_a_lost_lease_is_taken_back_and_given_up_after_some_attempts(session: Session) -> None:
    await answers.queue(session, ANNA, replies("1"), NOON, LEASE)
    now = NOON
    assert await answers.take_back(session, ["fake"], now) == 0  # somebody is at it
    for _ in range(answers.MOST_UNCONFIRMED - 1):
        now += LEASE * 2
        assert await answers.take_back(session, ["other"], now) == 0
        assert await answers.take_back(session, ["fake"], now, only=BERIT) == 0
        assert await answers.take_back(session, ["fake"], now) == 1
        assert isinstance(await answers.next_in_line(session, ANNA, now, LEASE), Leased)
    assert await answers.take_back(session, ["fake"], now + LEASE * 2, only=ANNA) == 0
    [row] = await kept.in_state(session, "unknown")
    assert row.error == "LeaseExpired"


async def test_after_an_outage_a_lost_lease_is_taken_back(session: Session) -> None:
    leased: object = await answers.queue(session, ANNA, replies("1"), NOON, LEASE)
    for _ in range(answers.MOST_UNCONFIRMED):
        assert isinstance(leased, Leased)
        await outbox.mark_retry(session, leased, NOON, "ChannelDown")
        leased = await answers.next_in_line(session, ANNA, NOON, LEASE)
    assert await answers.take_back(session, ["fake"], NOON + LEASE * 2) == 1


async def test_who_renews_a_lease_keeps_it_and_who_lost_it_cannot(session: Session) -> None:
    first = await answers.queue(session, ANNA, replies("1"), NOON, LEASE)
    assert first
    await answers.renew(session, [first], NOON + LEASE * 3)
    assert await answers.take_back(session, ["fake"], NOON + LEASE * 2) == 0
    assert await answers.take_back(session, ["fake"], NOON + LEASE * 4) == 1
    await answers.next_in_line(session, ANNA, NOON + LEASE * 4, LEASE)
    await answers.renew(session, [first], NOON + LEASE * 99)
    assert await answers.take_back(session, ["fake"], NOON + LEASE * 6) == 1


async def test_who_lost_a_lease_cannot_mark_it_sent(session: Session) -> None:
    lost = await answers.queue(session, ANNA, replies("1"), NOON, LEASE)
    assert lost
    await answers.take_back(session, ["fake"], NOON + LEASE * 2)
    await answers.next_in_line(session, ANNA, NOON + LEASE * 2, LEASE)
    await answers.mark_all_sent(session, [(lost, "7")], NOON + LEASE * 2)
    assert await kept.in_state(session, "sent") == []


async def test_a_chat_moves_with_all_that_is_kept_of_it(session: Session) -> None:
    await people.find_or_create(session, ANNA, NOON)
    conversation = await conversations.load(session, ANNA, None)
    await conversations.save(session, conversation, NOON, state="form", data={}, choices=[])
    await answers.queue(session, ANNA, replies("1"), NOON, LEASE)
    await answers.move_chat(session, ANNA, BERIT)
    session.expire_all()
    assert await people.by_address(session, ANNA) is None
    assert await people.by_address(session, BERIT)
    assert (await conversations.load(session, BERIT, None)).state == "form"
    assert await answers.take_back(session, ["fake"], NOON + LEASE * 2) == 1
    assert await answers.chats_in_line(session, ["fake"]) == [BERIT]
    assert await answers.chats_in_line(session, ["fake"], only=ANNA) == []


async def test_a_chat_that_is_known_already_keeps_its_own(session: Session) -> None:
    for address in (ANNA, BERIT):
        await people.find_or_create(session, address, NOON)
        conversation = await conversations.load(session, address, None)
        await conversations.save(session, conversation, NOON, state=address.chat, data={}, choices=[])
    await answers.move_chat(session, ANNA, BERIT)
    session.expire_all()
    assert (await conversations.load(session, BERIT, None)).state == "berit"
    assert (await conversations.load(session, ANNA, None)).state is None


async def test_messages_come_in_together_and_each_once(database: Database) -> None:
    async with database.transaction() as session:
        first = await arrivals.accept_all(session, [message("1"), message("2"), message("1")], NOON)
    assert [number is not None for number in first] == [True, True, False]
    async with database.transaction() as session:
        second = await arrivals.accept_all(session, [message("3"), message("2")], NOON)
    assert [number is not None for number in second] == [True, False]
    async with database.reading() as session:
        pending = await kept.pending(session)
    assert {kept.id: number for number, kept in pending} == {"1": first[0], "2": first[1], "3": second[0]}


async def test_left_over_messages_come_in_order_and_unreadable_ones_are_named(session: Session) -> None:
    numbers = [await kept.accept(session, message(key), NOON) for key in ("1", "2", "3")]
    elsewhere = Address("other", "1")
    await kept.accept(session, message("9", elsewhere), NOON)
    broken = await session.get(Inbox, numbers[1])
    assert broken
    broken.payload = {"#": "Telegram of 1874"}
    await session.flush()
    readable, unreadable = await arrivals.left_over(session, ["fake"], NOON)
    assert [kept.id for _, kept in readable] == ["1", "3"]
    assert unreadable == [numbers[1]]
    assert await arrivals.left_over(session, ["fake"], NOON) == (readable, [])
    assert await arrivals.left_over(session, ["fake"], NOON, only=BERIT) == ([], [])


async def test_an_unreadable_answer_fails_and_the_next_one_goes(session: Session) -> None:
    first = await answers.queue(session, ANNA, replies("1", "2"), NOON, LEASE)
    assert first
    row = await session.get(Outbox, first.id)
    assert row
    row.payload = {"#": "Telegram of 1874"}
    await answers.take_back(session, ["fake"], NOON + LEASE * 2)
    following = await answers.next_in_line(session, ANNA, NOON + LEASE * 2, LEASE)
    assert isinstance(following, Leased)
    assert str(following.reply.text) == "2"
    assert [row.error for row in await kept.in_state(session, "failed")] == ["Unreadable"]


async def test_where_a_new_person_stands(session: Session) -> None:
    stands = await standing.load(session, ANNA, ANNA, NOON, private=True)
    assert stands.new
    assert not stands.staff
    assert stands.conversation.person_id == stands.person.id


async def test_where_a_known_person_stands(session: Session) -> None:
    person, _ = await people.find_or_create(session, ANNA, NOON)
    person.blocked_at = NOON
    session.add(StaffMember(person_id=person.id))
    await session.flush()
    conversation = await conversations.load(session, ANNA, person.id)
    await conversations.save(session, conversation, NOON, state="form", data={}, choices=[])
    stands = await standing.load(session, ANNA, ANNA, NOON + timedelta(minutes=5), private=True)
    assert not stands.new
    assert stands.staff
    assert stands.conversation.state == "form"
    assert stands.person.blocked_at is None
    assert stands.person.last_seen_at == NOON  # as exact as it needs to be
    later = NOON + standing.SEEN_AGAIN
    assert (await standing.load(session, ANNA, ANNA, later, private=True)).person.last_seen_at == later


async def test_a_groups_conversation_is_nobodys(session: Session) -> None:
    group = Address("fake", "-100")
    await people.find_or_create(session, ANNA, NOON)
    stands = await standing.load(session, ANNA, group, NOON, private=False)
    assert stands.conversation.person_id is None
    assert stands.conversation.address == "fake:-100"

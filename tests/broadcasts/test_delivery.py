import asyncio
from datetime import timedelta

import pytest

from osta.broadcasts import broadcast, subscriptions
from osta.broadcasts.broadcast import NotPossible
from osta.broadcasts.budget import Pace
from osta.broadcasts.delivery import Sender
from osta.broadcasts.delivery_attempt import MOST_ATTEMPTS, MOST_FAILURES, MOST_UNCONFIRMED
from osta.chat.errors import (
    ChannelDown,
    ChannelFailing,
    ChatMoved,
    MessageRefused,
    OutcomeUnknown,
    RecipientGone,
    RecipientUntrusted,
    SendFailed,
    TooManyRequests,
)
from osta.chat.messages import Address, Picture, Reply
from osta.chat.rich import Rich
from osta.chat.texts import Language
from osta.store import broadcasts, consents, outbox, people
from osta.store.audiences import Audience
from osta.store.engine import Database
from osta.store.models import Person
from tests.broadcasts.crowd import NOON, crowd
from tests.broadcasts.postman import Postman


async def test_everybody_gets_it_once_with_why_and_the_way_out(database: Database) -> None:
    await crowd(database, 5)
    await crowd(database, 1, first=6, language="sv")
    postman = Postman(database)
    number = await postman.announce()
    await postman.turns()
    assert sorted(postman.channel.chats) == list("123456")
    texts = {chat: str(reply.text) for chat, reply in postman.channel.sent}
    assert texts["1"].startswith("Hei kaikki\n\nSaat tämän, koska")
    assert "STOP" in texts["1"]
    assert texts["6"].startswith("Hej alla\n\n")
    assert await postman.states(number) == {"sent": 6}
    assert (await postman.stored(number)).state == "done"
    assert (await postman.stored(number)).figures == {"sent": 6}


async def test_a_429_rests_the_channel_exactly_as_long_as_it_says(database: Database) -> None:
    await crowd(database, 2)
    postman = Postman(database, paces={"telegram": Pace(at_once=1)})
    postman.channel.failures["1"] = [TooManyRequests(30)]
    number = await postman.announce()
    await postman.turn(timedelta())
    row = await postman.row(number, 1)
    assert row.state == "sending"
    await postman.turn(timedelta(seconds=29.9))
    assert ((await postman.row(number, 1)).state, postman.channel.chats) == ("retry", [])
    await postman.turn(timedelta(seconds=0.1))
    assert postman.channel.chats == []
    await postman.turn()
    await postman.turns()
    assert sorted(postman.channel.chats) == ["1", "2"]
    assert await postman.states(number) == {"sent": 2}


async def test_a_channel_that_is_away_is_tried_again_until_it_is_back(database: Database) -> None:
    await crowd(database, 1)
    postman = Postman(database)
    postman.channel.failures["1"] = [ChannelDown()] * 5
    number = await postman.announce()
    await postman.turns(20, timedelta(minutes=2))
    assert (postman.channel.chats, await postman.states(number)) == (["1"], {"sent": 1})


async def test_a_channel_that_stays_away_for_days_ends_it(database: Database) -> None:
    await crowd(database, 1)
    postman = Postman(database)
    postman.channel.failures["1"] = [ChannelDown()] * 50
    number = await postman.announce(urgent=True)
    await postman.turns(30, timedelta(hours=20))
    row = await postman.row(number, 1)
    assert (row.state, row.error) == ("failed", "ChannelDown")


async def test_a_messenger_in_trouble_is_tried_again_and_nobody_is_doubted(database: Database) -> None:
    await crowd(database, 2)
    postman = Postman(database)
    postman.channel.failures["1"] = [ChannelFailing()] * (MOST_ATTEMPTS + 2)
    number = await postman.announce(urgent=True)
    await postman.turn(timedelta(seconds=0.1))
    await postman.turn()
    row = await postman.row(number, 1)
    assert (row.state, row.error, row.due_at > row.created_at) == ("retry", "ChannelFailing", True)
    await postman.turns(20, timedelta(minutes=8))
    assert sorted(postman.channel.chats) == ["1", "2"]
    assert await postman.states(number) == {"sent": 2}


async def test_a_message_at_which_the_messenger_fails_for_hours_ends_and_can_be_sent_again(database: Database) -> None:
    await crowd(database, 1)
    postman = Postman(database)
    postman.channel.failures["1"] = [ChannelFailing()] * MOST_FAILURES
    number = await postman.announce(urgent=True)
    await postman.turns(2 * MOST_FAILURES, timedelta(minutes=8))
    row = await postman.row(number, 1)
    assert (row.state, row.error, row.attempts) == ("failed", "ChannelFailing", MOST_FAILURES)
    async with database.transaction() as session:
        assert await broadcast.send_again(session, number, postman.now) == 1
    await postman.turns()
    assert await postman.states(number) == {"sent": 1}


@pytest.mark.parametrize(
    ("kind", "topic", "states"), [("announcement", "announcements", {"unknown": 1}), ("alert", "alerts", {"sent": 1})]
)
async def test_what_may_have_arrived_is_treated_by_the_kinds_policy(
    database: Database, kind: str, topic: str, states: dict[str, int]
) -> None:
    await crowd(database, 1, topic)
    postman = Postman(database)
    postman.channel.failures["1"] = [OutcomeUnknown()]
    number = await postman.announce(kind)  # type: ignore[arg-type]
    await postman.turns(10, timedelta(minutes=1))
    assert await postman.states(number) == states


async def test_a_reminder_whose_arrival_stays_unknown_is_given_up_in_the_end(database: Database) -> None:
    await crowd(database, 1, "alerts")
    postman = Postman(database)
    postman.channel.failures["1"] = [OutcomeUnknown()] * 50
    number = await postman.announce("alert", urgent=True)
    await postman.turns(30, timedelta(minutes=10))
    row = await postman.row(number, 1)
    assert (row.state, row.attempts) == ("unknown", MOST_UNCONFIRMED)


async def test_only_attempts_that_may_have_arrived_use_up_a_reminders_chances(database: Database) -> None:
    await crowd(database, 1, "alerts")
    postman = Postman(database)
    doubts: list[Exception] = [OutcomeUnknown()] * (MOST_UNCONFIRMED - 1)
    postman.channel.failures["1"] = [ChannelDown()] * MOST_ATTEMPTS + doubts
    number = await postman.announce("alert", urgent=True)
    await postman.turns(40, timedelta(minutes=10))
    row = await postman.row(number, 1)
    assert (row.state, row.attempts, row.unconfirmed) == ("sent", MOST_ATTEMPTS + MOST_UNCONFIRMED, len(doubts))


async def test_who_has_blocked_the_bot_is_asked_nothing_more(database: Database) -> None:
    await crowd(database, 2, "announcements", "polls")
    postman = Postman(database)
    postman.channel.failures["1"] = [RecipientGone()]
    number = await postman.announce()
    await postman.turns()
    assert await postman.states(number) == {"sent": 1, "blocked": 1}
    async with database.reading() as session:
        assert await consents.in_force(session, 1) == set()
        assert (await session.get_one(Person, 1)).blocked_at is not None
    other = await postman.announce("poll")
    await postman.turns()
    assert await postman.states(other) == {"sent": 1}


async def test_a_moved_chat_is_followed(database: Database) -> None:
    await crowd(database, 1)
    postman = Postman(database)
    postman.channel.failures["1"] = [ChatMoved("-1001")]
    await postman.announce()
    await postman.turns()
    assert postman.channel.chats == ["-1001"]
    async with database.reading() as session:
        assert await people.addresses(session, 1) == [Address("telegram", "-1001")]


async def test_a_refused_message_is_tried_once_as_bare_text(database: Database) -> None:
    await crowd(database, 2)
    postman = Postman(database)
    content: dict[Language, Reply] = {"fi": Reply(Rich.bold("Hei"), attachment=Picture(b"png", "kuva"))}
    async with database.transaction() as session:
        made = await broadcast.create(
            session, "announcement", "Koe", content, Audience(), postman.now, due_at=postman.now
        )
        assert made is not None
        await broadcast.send_now(session, made.id)
    postman.channel.failures["1"] = [MessageRefused()]
    postman.channel.failures["2"] = [MessageRefused(), MessageRefused()]
    await postman.turns()
    assert await postman.states(made.id) == {"sent": 1, "failed": 1}
    assert postman.channel.sent[0][1].attachment is None


async def test_whoever_is_not_trusted_is_tried_once(database: Database) -> None:
    await crowd(database, 1)
    postman = Postman(database)
    postman.channel.failures["1"] = [RecipientUntrusted()]  # a second attempt would arrive
    number = await postman.announce()
    await postman.turns()
    assert await postman.states(number) == {"failed": 1}


async def test_other_failures_are_tried_again_and_mistakes_of_a_channel_are_unknown(database: Database) -> None:
    await crowd(database, 3)
    postman = Postman(database)
    postman.channel.failures["1"] = [SendFailed(), SendFailed()]
    postman.channel.failures["2"] = [SendFailed()] * 50
    postman.channel.failures["3"] = [ZeroDivisionError()]
    number = await postman.announce(urgent=True)
    await postman.turns(30, timedelta(minutes=10))
    assert await postman.states(number) == {"sent": 1, "failed": 1, "unknown": 1}


async def test_those_it_did_not_reach_can_be_sent_it_again(database: Database) -> None:
    await crowd(database, 3)
    postman = Postman(database)
    postman.channel.failures["1"] = [OutcomeUnknown()]
    postman.channel.failures["2"] = [MessageRefused()] * 2
    number = await postman.announce()
    await postman.turns()
    async with database.transaction() as session:
        assert await broadcast.send_again(session, number, postman.now, ["failed"]) == 1
    await postman.turns()
    assert await postman.states(number) == {"sent": 2, "unknown": 1}
    async with database.transaction() as session:
        assert await broadcast.send_again(session, number, postman.now, people=[1, 3]) == 1
    await postman.turns()
    assert await postman.states(number) == {"sent": 3}
    assert sorted(postman.channel.chats) == ["1", "2", "3"]


async def test_paused_resumed_and_cancelled_in_the_middle(database: Database) -> None:
    await crowd(database, 9)
    postman = Postman(database, paces={"telegram": Pace(at_once=2)})
    number = await postman.announce()
    await postman.turn()
    async with database.transaction() as session:
        await broadcast.pause(session, number)
    await postman.turn()
    await postman.turn()
    assert await postman.states(number) == {"sent": 2, "queued": 7}
    async with database.transaction() as session:
        await broadcast.resume(session, number)
    await postman.turn()
    async with database.transaction() as session:
        await broadcast.cancel(session, number, postman.now)
    await postman.turns()
    assert await postman.states(number) == {"sent": 4, "blocked": 5}
    found = await postman.stored(number)
    assert (found.state, found.figures) == ("cancelled", {"sent": 4, "blocked": 5})
    assert found.finished_at is not None
    async with database.transaction() as session:
        with pytest.raises(NotPossible):
            await broadcast.resume(session, number)


async def test_after_its_end_nobody_gets_it(database: Database) -> None:
    await crowd(database, 4)
    postman = Postman(database, paces={"telegram": Pace(at_once=1)})
    number = await postman.announce(ends_at=postman.now + timedelta(seconds=2))
    await postman.turns()
    assert await postman.states(number) == {"sent": 2, "blocked": 2}
    assert (await postman.row(number, 4)).error == "Ended"
    assert (await postman.stored(number)).state == "done"


async def test_quiet_hours_hold_back_what_can_wait(database: Database) -> None:
    await crowd(database, 1, "announcements", "workshops")
    postman = Postman(database, now=Postman(database).now.replace(hour=20))  # 23 in Helsinki
    can_wait = await postman.announce()
    urgent = await postman.announce("workshop_change")
    await postman.turns(4)
    assert (await postman.states(can_wait), await postman.states(urgent)) == ({"queued": 1}, {"sent": 1})
    postman.now += timedelta(hours=9)
    await postman.turns()
    assert await postman.states(can_wait) == {"sent": 1}


async def test_three_unsolicited_messages_a_week_and_the_fourth_when_the_week_is_over(database: Database) -> None:
    await crowd(database, 2, "announcements", "alerts")
    async with database.transaction() as session:
        await subscriptions.limit(session, await session.get_one(Person, 2), 7)
    postman = Postman(database)
    for _ in range(3):
        await postman.announce()
        await postman.turns(4, timedelta(minutes=10))
    number = await postman.announce()
    await postman.turns(4, timedelta(minutes=10))
    assert sorted(postman.channel.chats) == ["1", "1", "1", "2", "2", "2", "2"]
    assert (await postman.row(number, 1)).state == "queued"
    asked_for = await postman.announce("alert")
    await postman.turns(4)
    assert await postman.states(asked_for) == {"sent": 2}
    postman.now += timedelta(days=7)
    await postman.turns()
    assert (await postman.row(number, 1)).state == "sent"
    assert (await postman.stored(number)).state == "done"


async def test_stop_reaches_what_is_queued_already(database: Database) -> None:
    await crowd(database, 3)
    postman = Postman(database, paces={"telegram": Pace(at_once=1)})
    number = await postman.announce()
    await postman.turn()
    async with database.transaction() as session:
        await subscriptions.stop_everything(session, await session.get_one(Person, 3), postman.now)
    await postman.turns()
    assert await postman.states(number) == {"sent": 2, "blocked": 1}
    assert await postman.states(await postman.announce()) == {}


async def test_reminders_go_before_broadcasts_and_one_at_a_time(database: Database) -> None:
    await crowd(database, 4, "announcements", "alerts")
    postman = Postman(database, paces={"telegram": Pace(at_once=2)})
    await postman.announce()
    reminder = await postman.announce("alert")
    await postman.turn()
    first = (await postman.row(reminder, 1)).state
    assert (first, await postman.states(reminder)) == ("sending", {"sending": 1, "queued": 3})
    await postman.turns()
    assert len(postman.channel.chats) == 8


async def test_a_message_that_belongs_to_no_broadcast_goes_out_too(database: Database) -> None:
    postman = Postman(database)
    async with database.transaction() as session:
        await outbox.enqueue(session, Address("telegram", "7"), Reply(Rich.plain("Hei")), postman.now, lane="reminder")
    await postman.turn()
    assert postman.channel.chats == ["7"]


async def test_another_process_sends_only_when_the_first_is_gone(database: Database) -> None:
    await crowd(database, 6)
    first = Postman(database, paces={"telegram": Pace(at_once=2)})
    second = Postman(database, paces={"telegram": Pace(at_once=2)})
    number = await first.announce()
    await first.sender.turn()  # two are on their way, and it dies before they are recorded
    await second.turn(timedelta(seconds=5))
    assert second.channel.chats == []
    await second.turn()
    await second.turns()
    assert await second.states(number) == {"unknown": 2, "sent": 4}
    await first.sender.landed()
    first.now = second.now
    await first.sender.turn()
    assert await second.states(number) == {"unknown": 2, "sent": 4}
    assert sorted(first.channel.chats + second.channel.chats) == list("123456")


async def test_a_reminder_that_a_dead_process_had_taken_is_sent_again(database: Database) -> None:
    await crowd(database, 2, "alerts")
    first, second = Postman(database), Postman(database)
    number = await first.announce("alert")
    await first.sender.turn()
    await first.sender.landed()
    second.now += timedelta(seconds=7)
    await second.turns()
    assert await second.states(number) == {"sent": 2}
    assert first.channel.chats == ["1"]
    assert sorted(second.channel.chats) == ["1", "2"]


async def test_stopping_records_what_is_on_its_way_and_hands_over_at_once(database: Database) -> None:
    await crowd(database, 3)
    first, second = Postman(database), Postman(database)
    number = await first.announce()
    await first.sender.start()
    async with asyncio.timeout(30):
        while len(first.channel.chats) < 3:
            await asyncio.sleep(0.01)
    await first.sender.stop()
    assert await second.states(number) == {"sent": 3}
    await second.turns()
    assert (await second.stored(number)).state == "done"


async def test_a_thousand_people_are_added_page_by_page(database: Database) -> None:
    await crowd(database, 1000)
    postman = Postman(database, paces={"telegram": Pace(at_once=1)})
    number = await postman.announce()
    checkpoints = []
    for _ in range(5):
        await postman.turn()
        checkpoints.append((await postman.stored(number)).checkpoint)
    assert checkpoints == [250, 500, 750, 1000, 1000]
    assert (await postman.stored(number)).materialised_at is not None
    async with database.reading() as session:
        assert await broadcasts.has_waiting(session, number)


async def test_it_stops_also_at_the_moment_in_which_something_wakes_it(sqlite_database: Database) -> None:
    sender = Sender(sqlite_database, [], clock=lambda: NOON)
    await sender.start()
    await asyncio.sleep(0.1)  # it has looked, and waits
    sender._wake.set()  # what a message that has landed does
    stopping = asyncio.create_task(sender.stop())
    await asyncio.wait([stopping], timeout=5)
    assert stopping.done()

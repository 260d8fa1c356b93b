"""How fast, and how carefully, what nobody asked for goes out."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from osta.broadcasts.budget import PACES, Metered, Pace
from osta.broadcasts.delivery import Sender
from osta.chat.errors import (
    ChannelFailing,
    MessageRefused,
    OutcomeUnknown,
)
from osta.chat.messages import Address, Reply
from osta.chat.rich import Rich
from osta.store.engine import Database, Session
from osta.store.models import Conversation
from tests.broadcasts.crowd import NOON, crowd
from tests.broadcasts.postman import FailingChannel, Postman


async def test_answers_are_counted_and_broadcasts_wait_for_them(database: Database) -> None:
    await crowd(database, 40)
    postman = Postman(database, paces={"telegram": Pace(per_second=10, burst=1)})
    answering = Metered(postman.channel, postman.spending)
    await postman.announce()
    for _ in range(30):
        await answering.send(Address("telegram", "99"), Reply(Rich.plain("Vastaus")))
    for _ in range(3):
        await postman.turn()
    assert postman.channel.chats == ["99"] * 30  # three seconds of the budget are spent
    await postman.turn()
    assert postman.channel.chats != ["99"] * 30


async def test_a_messenger_in_trouble_is_left_in_peace_and_all_get_it_when_it_is_back(database: Database) -> None:
    people = 400
    await crowd(database, people)
    postman = Postman(database, paces={"telegram": Pace(per_second=30, burst=8, at_once=40)})
    for one in range(1, people + 1):
        postman.channel.failures[str(one)] = [ChannelFailing()] * 50
    number = await postman.announce()
    for _ in range(300):
        await postman.turn()
    tried = sum(50 - len(left) for left in postman.channel.failures.values())
    assert tried < 60
    postman.channel.failures.clear()
    await postman.turns(most=400)
    assert await postman.states(number) == {"sent": people}


async def test_an_outage_of_which_nobody_knows_what_arrives_risks_few(database: Database) -> None:
    people = 400
    await crowd(database, people)
    postman = Postman(database, paces={"telegram": Pace(per_second=30, burst=8, at_once=40)})
    for one in range(1, people + 1):
        postman.channel.failures[str(one)] = [OutcomeUnknown()]
    number = await postman.announce()
    for _ in range(300):
        await postman.turn()
    states = await postman.states(number)
    assert states["unknown"] < 60
    postman.channel.failures.clear()
    await postman.turns(most=200)
    assert await postman.states(number) == {"unknown": states["unknown"], "sent": people - states["unknown"]}


class Offered:
    """The chats in which something is offered."""

    def __init__(self) -> None:
        self.chats: set[str] = set()

    async def sets_out(self, session: Session, address: Address, number: int, reply: Reply, now: datetime) -> None:
        self.chats.add(address.chat)

    async def not_arrived(self, session: Session, address: Address, number: int, reply: Reply) -> None:
        self.chats.remove(address.chat)


async def test_what_may_have_arrived_is_reckoned_with(database: Database) -> None:
    await crowd(database, 4)
    postman, offered = Postman(database), Offered()
    postman.channel.failures |= {"2": [OutcomeUnknown()], "3": [MessageRefused(), MessageRefused()]}

    postman.sender = Sender(
        database, postman.channels, clock=lambda: postman.now, spending=postman.spending, offers=offered
    )
    number = await postman.announce()
    await postman.turns()
    assert await postman.states(number) == {"sent": 2, "unknown": 1, "failed": 1}
    assert offered.chats == {"1", "2", "4"}


async def test_a_lost_answer_now_and_then_is_no_outage(database: Database) -> None:
    await crowd(database, 90)
    postman = Postman(database, paces={"telegram": Pace(per_second=30, burst=30)})
    for one in range(1, 91, 3):
        postman.channel.failures[str(one)] = [OutcomeUnknown()]
    number = await postman.announce()
    for _ in range(6):
        await postman.turn()
    assert await postman.states(number) == {"unknown": 30, "sent": 60}


async def test_a_busy_day_of_questions_keeps_nothing_back_on_signal(database: Database) -> None:
    await crowd(database, 3, channel="signal")
    paces = {"signal": replace(PACES["signal"], chat_seconds=0)}
    postman = Postman(database, FailingChannel("signal"), paces=paces)
    answering = Metered(postman.channel, postman.spending)
    number = await postman.announce()
    for _ in range(40):
        for _ in range(50):
            await answering.send(Address("signal", "99"), Reply(Rich.plain("Vastaus")))
        await postman.turn()
    assert await postman.states(number) == {"sent": 3}


@pytest.mark.parametrize("burst", [1, 2, 64])
async def test_a_day_has_room_for_so_many_who_never_wrote(database: Database, burst: int) -> None:
    await crowd(database, 8, channel="signal")
    async with database.transaction() as session:
        for chat in ("4", "7", "8"):  # the last of them, for whom the others make no way
            session.add(Conversation(address=f"signal:{chat}", person_id=int(chat), updated_at=NOON))
    paces = {"signal": Pace(per_second=burst, burst=burst, contacts_a_day=3)}
    postman = Postman(database, FailingChannel("signal"), paces=paces)
    number = await postman.announce()
    for _ in range(12):
        await postman.turn()
    assert await postman.states(number) == {"sent": 6, "queued": 2}
    assert {"4", "7", "8"} < set(postman.channel.chats)
    reminder = await postman.announce()  # who had the first today is no stranger any more
    for _ in range(12):
        await postman.turn()
    assert await postman.states(reminder) == {"sent": 6, "queued": 2}
    postman.now += timedelta(days=1)
    await postman.turns()
    assert await postman.states(number) == await postman.states(reminder) == {"sent": 8}


async def test_two_messages_into_one_chat_keep_their_distance(database: Database) -> None:
    await crowd(database, 1)
    postman = Postman(database, paces={"telegram": Pace(chat_seconds=60)})
    await postman.announce()
    await postman.turn()
    second = await postman.announce()
    await postman.turn()
    assert (postman.channel.chats, await postman.states(second)) == (["1"], {"queued": 1})

"""A number means the newest list that the person had seen when they wrote it, whatever is on its way at that moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from osta.bot.choice_lists import MOST_LISTS, answered, seen, sets_out, taken_back
from osta.bot.choices import NewestChoices
from osta.broadcasts import broadcast
from osta.broadcasts.delivery import Sender
from osta.broadcasts.kinds import RULES
from osta.chat.errors import ChannelDown, MessageRefused, OutcomeUnknown, TooManyRequests
from osta.chat.messages import Address, Button, Reply
from osta.chat.rich import Rich
from osta.handlers.route import action, command, text
from osta.handlers.turn import Turn
from osta.store import consents, people
from osta.store.audiences import Audience
from osta.store.engine import Database
from osta.store.models import BroadcastKind
from tests.bot.conftest import Bot, Clock, MakeBot, echo, said
from tests.fakes.channel import FakeChannel

ANNA = Address("fake", "anna")
T = datetime.fromisoformat("2026-07-12T12:00:00+00:00")


def list_of(*names: str) -> list[Any]:
    return [[number, name, f"1:{name}"] for number, name in enumerate(names, 1)]


def test_an_answer_replaces_what_was_in_sight_for_what_is_written_afterwards() -> None:
    old = answered([], list_of("a", "b", "c"), T)
    kept = answered(old, list_of("d"), T + timedelta(seconds=10))
    assert seen(kept) == list_of("d")
    assert seen(kept, T + timedelta(seconds=10)) == list_of("d")
    assert seen(kept, T + timedelta(seconds=9)) == list_of("a", "b", "c")
    assert seen(kept, T - timedelta(seconds=1)) == []
    assert answered(kept, [], T + timedelta(seconds=20)) == kept
    assert seen(answered(kept, list_of("e"), T + timedelta(seconds=30)), T + timedelta(seconds=9)) == []  # long ago


def test_what_nobody_asked_for_comes_before_the_answer_and_hides_none_of_it() -> None:
    kept = sets_out(answered([], list_of("a"), T), list_of("poll"), T + timedelta(seconds=5), 7)
    assert seen(kept) == [*list_of("poll"), *list_of("a")]
    assert seen(kept, T + timedelta(seconds=4)) == list_of("a")
    again = sets_out(kept, list_of("poll"), T + timedelta(seconds=60), 7)
    assert len(again) == 2
    assert seen(again, T + timedelta(seconds=59)) == list_of("a")
    assert seen(taken_back(again, 7)) == list_of("a")
    assert taken_back(again, 8) == again
    for number in range(20):
        again = sets_out(again, list_of("more"), T, number)
    assert len(again) == MOST_LISTS


def test_an_answer_that_waits_to_be_sent_is_in_nobodys_sight() -> None:
    kept = answered(answered([], list_of("a"), T), list_of("b"), T + timedelta(seconds=9))
    assert seen(kept, unsent=T + timedelta(seconds=8)) == list_of("a")
    assert seen(kept, unsent=T + timedelta(seconds=10)) == list_of("b")


def test_the_bare_choices_of_an_earlier_version_are_one_list() -> None:
    kept = list_of("a", "b")
    assert seen(kept, T) == kept
    assert seen(answered(kept, list_of("c"), T), T - timedelta(hours=1)) == kept
    assert seen(sets_out(kept, list_of("c"), T, 1), T) == [*list_of("c"), *kept]


async def menu(turn: Turn) -> list[Reply]:
    return [Reply(Rich.plain("lista"), ((Button.of("Vastaus", "chosen", "menu"),),))]


async def other(turn: Turn) -> list[Reply]:
    return [Reply(Rich.plain("toinen lista"), ((Button.of("Muu", "chosen", "other"),),))]


async def chosen(turn: Turn) -> list[Reply]:
    return [Reply(Rich.plain(f"valittu {turn.word()}"))]


class World:
    """Anna, who has a list before her, and a poll that is about to be sent to her."""

    def __init__(self, bot: Bot, database: Database, clock: Clock) -> None:
        self.bot, self.database, self.clock = bot, database, clock
        self.channel = FakeChannel()  # the sender's own view of the messenger
        self.sender = self.another_sender()

    def another_sender(self) -> Sender:
        return Sender(self.database, [self.channel], clock=self.clock, offers=NewestChoices({"fake"}))

    async def poll_is_due(self, kind: BroadcastKind) -> None:
        poll = Reply(Rich.plain("kysely"), ((Button.of("Kyllä", "chosen", "poll"),),))
        async with self.database.transaction() as session:
            person = await people.by_address(session, ANNA)
            assert person is not None
            await consents.give(session, person.id, "polls", "test", self.clock())
            made = await broadcast.create(
                session, kind, "Kysely", {"fi": poll}, Audience(people=(person.id,)), self.clock(), due_at=self.clock()
            )
            assert made is not None
            await broadcast.send_now(session, made.id)

    async def writes(self, words: str, at: datetime | None = None) -> str:
        """What the bot answers to it."""
        [answer] = await self.bot.hear(said(words, "anna", sent_at=at or self.clock()))
        return answer


@pytest.fixture
async def world(make_bot: MakeBot, database: Database, clock: Clock) -> AsyncIterator[World]:
    bot: Bot = await make_bot(
        command("menu", to=menu),
        command("other", to=other),
        action("chosen", chosen),
        text(echo),
        numbered=frozenset({"fake"}),
    )
    known = World(bot, database, clock)
    assert await known.writes("/menu") == "lista"
    clock.move(seconds=30)
    yield known
    known.channel.let_go.set()
    await known.sender.stop()


async def test_whoever_answers_before_anybody_has_confirmed_that_it_arrived_means_it(world: World) -> None:
    await world.poll_is_due("poll")
    world.channel.held = True
    before = world.clock()
    world.clock.move(seconds=1)
    await world.sender.turn()
    await world.sender.turn()
    await world.channel.sending.wait()
    assert await world.writes("1") == "valittu poll"
    assert await world.writes("kyllä") == "valittu poll"
    assert await world.writes("vastaus") == "valittu menu"
    assert await world.writes("1", at=before) == "valittu menu"  # was written before, and came late


async def test_a_notice_that_is_recorded_late_does_not_take_the_numbers_of_an_answer_that_came_after_it(
    world: World,
) -> None:
    await world.poll_is_due("poll")
    world.channel.held = True
    for _ in range(2):
        await world.sender.turn()
    await world.channel.sending.wait()
    world.clock.move(seconds=1)
    assert await world.writes("/menu") == "lista"
    world.channel.let_go.set()
    await world.sender.landed()
    await world.sender.turn()
    assert await world.writes("1") == "valittu menu"


@pytest.mark.parametrize("kind", ["poll", "notice"])
async def test_what_a_killed_sender_may_have_sent_is_meant(world: World, kind: BroadcastKind) -> None:
    await world.poll_is_due(kind)
    world.channel.held = True
    for _ in range(2):
        await world.sender.turn()
    await world.channel.sending.wait()
    world.clock.move(seconds=60)
    next_one = world.another_sender()
    world.channel.held = RULES[kind].unknown == "send again"  # tried again at once, and on its way again
    await next_one.turn()
    assert await world.writes("1") == "valittu poll"
    world.channel.let_go.set()
    await next_one.stop()


@pytest.mark.parametrize("failure", [ChannelDown(), MessageRefused()])
async def test_what_has_not_arrived_is_not_meant(world: World, failure: Exception) -> None:
    await world.poll_is_due("poll")
    world.channel.failures.extend([failure, failure])
    for _ in range(4):
        await world.sender.turn()
        await world.sender.landed()
    assert world.channel.sent == []
    assert await world.writes("1") == "valittu menu"


async def test_what_may_have_arrived_is_meant(world: World) -> None:
    await world.poll_is_due("poll")
    world.channel.failures.append(OutcomeUnknown())
    for _ in range(4):
        await world.sender.turn()
        await world.sender.landed()
    assert await world.writes("1") == "valittu poll"


async def test_while_answers_wait_to_be_sent_the_last_one_that_came_is_meant(world: World) -> None:
    world.bot.channel.failures.append(TooManyRequests(600))
    assert await world.bot.hear(said("/other", "anna", sent_at=world.clock())) == []
    world.clock.move(seconds=5)
    assert await world.bot.hear(said("1", "anna", sent_at=world.clock())) == []  # who sees no answer says it again
    world.clock.move(seconds=600)
    await world.bot.restart()
    await world.bot.router.idle()
    assert world.bot.channel.texts() == ["toinen lista", "valittu menu"]
    assert await world.writes("1") == "valittu other"

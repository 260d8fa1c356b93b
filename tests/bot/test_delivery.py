"""Each failure to send, by its cause."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from osta.bot.delivery import WORTH_RETRYING, WORTH_SENDING, simplified
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
from osta.chat.messages import Address, Button, InlineQuery, InlineResult, Reply, Venue
from osta.chat.rich import Rich
from osta.handlers.route import inline, text
from osta.handlers.turn import Turn
from osta.store import answers, people
from osta.store.engine import Database
from osta.store.models import OutboxState
from tests import kept
from tests.bot.conftest import Bot, Clock, MakeBot, echo, menu, pressed, said

CHAT = Address("fake", "1")


async def rows(database: Database, state: OutboxState) -> list[tuple[str | None, int]]:
    """The causes and attempts of the messages in a state."""
    async with database.reading() as session:
        return [(row.error, row.attempts) for row in await kept.in_state(session, state)]


async def until_sent(bot: Bot, count: int = 1) -> None:
    async with asyncio.timeout(30):
        while len(bot.channel.sent) < count:
            await asyncio.sleep(0.001)
    await bot.router.idle()


async def two(turn: Turn) -> list[Reply]:
    return [Reply(Rich.plain(f"{turn.text} {part}")) for part in ("a", "b")]


async def until_tried(bot: Bot, clock: Clock, count: int) -> None:
    """Move the clock until the channel was tried so often: a wait is over when its moment has come."""
    async with asyncio.timeout(30):
        while bot.channel.tried < count:
            clock.move(seconds=60)
            bot.router._lanes.put(CHAT, lambda: bot.router._delivery.resume(CHAT))
            await bot.router.idle()


@pytest.mark.parametrize(
    "failure", [ChannelDown(), ChannelFailing(), OutcomeUnknown(), TooManyRequests(5), SendFailed(), ValueError()]
)
async def test_what_may_succeed_later_is_tried_again_and_keeps_its_place(
    make_bot: MakeBot, clock: Clock, database: Database, failure: Exception
) -> None:
    bot: Bot = await make_bot(text(two))
    bot.channel.failures.append(failure)
    assert await bot.hear(said("1"), said("2")) == []
    await until_tried(bot, clock, 2)
    assert bot.channel.texts() == ["1 a", "1 b", "2 a", "2 b"]
    assert await rows(database, "retry") == []


async def test_a_wait_is_as_long_as_the_channel_asks_for(make_bot: MakeBot, clock: Clock, database: Database) -> None:
    bot: Bot = await make_bot()
    bot.channel.failures.append(TooManyRequests(40))
    await bot.hear(said("hei"))
    async with database.reading() as session:
        [row] = await kept.in_state(session, "retry")
        assert row.due_at == clock() + timedelta(seconds=40)
        assert row.error == "TooManyRequests"


async def test_a_wait_ends_by_itself(make_bot: MakeBot, clock: Clock) -> None:
    bot: Bot = await make_bot()
    bot.channel.failures.append(TooManyRequests(0.02))
    assert await bot.hear(said("hei")) == []
    clock.move(seconds=1)
    await until_sent(bot)
    assert bot.channel.texts() == ["echo hei"]


async def test_an_answer_of_unknown_outcome_is_given_up_after_a_few_attempts(
    make_bot: MakeBot, clock: Clock, database: Database
) -> None:
    bot: Bot = await make_bot()
    bot.channel.failures.extend([OutcomeUnknown()] * answers.MOST_UNCONFIRMED)
    await bot.hear(said("hei"))
    await until_tried(bot, clock, answers.MOST_UNCONFIRMED)
    assert await rows(database, "unknown") == [("OutcomeUnknown", answers.MOST_UNCONFIRMED)]
    assert await bot.hear(said("ja nyt")) == ["echo ja nyt"]


async def test_an_outage_before_it_leaves_an_unconfirmed_answer_its_further_attempts(
    make_bot: MakeBot, clock: Clock
) -> None:
    bot: Bot = await make_bot()
    outage: list[Exception] = [ChannelDown()] * answers.MOST_UNCONFIRMED
    bot.channel.failures.extend([*outage, OutcomeUnknown()])
    await bot.hear(said("hei"))
    await until_tried(bot, clock, len(outage) + 2)
    assert bot.channel.texts() == ["echo hei"]


@pytest.mark.parametrize(
    ("failure", "worth"),
    [(ChannelDown(), WORTH_SENDING), (ChannelFailing(), WORTH_RETRYING)],
    ids=["for a day", "for an hour when it answers that it is in trouble"],
)
async def test_a_channel_that_is_down_is_tried_long_and_logged_once(
    make_bot: MakeBot,
    clock: Clock,
    database: Database,
    capsys: pytest.CaptureFixture[str],
    failure: SendFailed,
    worth: timedelta,
) -> None:
    bot: Bot = await make_bot()
    cause = type(failure).__name__
    bot.channel.failures.extend([failure] * 8)
    await bot.hear(said("hei"))
    await until_tried(bot, clock, 7)
    assert await rows(database, "retry") == [(cause, 7)]
    clock.move(seconds=worth.total_seconds())
    await until_tried(bot, clock, 8)
    assert await rows(database, "failed") == [(cause, 8)]
    assert await bot.hear(said("hei")) == ["echo hei"]
    logged = "".join(capsys.readouterr())
    assert logged.count("channel_down") == 1
    assert logged.count("channel_up") == 1


async def test_an_answer_that_a_limit_holds_back_for_a_day_is_given_up(
    make_bot: MakeBot, clock: Clock, database: Database
) -> None:
    bot: Bot = await make_bot()
    bot.channel.failures.extend([TooManyRequests(60)] * 8)
    await bot.hear(said("hei"))
    await until_tried(bot, clock, 7)
    assert await rows(database, "retry") == [("TooManyRequests", 7)]
    clock.move(seconds=WORTH_SENDING.total_seconds())
    await until_tried(bot, clock, 8)
    assert await rows(database, "failed") == [("TooManyRequests", 8)]


async def test_a_person_who_is_gone_gets_nothing_more(make_bot: MakeBot, database: Database, clock: Clock) -> None:
    bot: Bot = await make_bot(text(two))
    bot.channel.failures.append(RecipientGone())
    assert await bot.hear(said("hei")) == []
    async with database.reading() as session:
        person = await people.by_address(session, CHAT)
        assert person
        assert person.blocked_at == clock()
    assert len(await rows(database, "blocked")) == 2


async def test_a_group_that_is_gone_is_not_a_person_who_is_gone(make_bot: MakeBot, database: Database) -> None:
    bot: Bot = await make_bot()
    bot.channel.failures.append(RecipientGone())
    await bot.hear(said("hei", address=Address("fake", "-100"), group=True))
    assert await rows(database, "blocked") == [("RecipientGone", 1)]
    async with database.reading() as session:
        person = await people.by_address(session, CHAT)
        assert person
        assert person.blocked_at is None


async def test_a_chat_with_a_new_id_is_answered_there(make_bot: MakeBot, database: Database) -> None:
    bot: Bot = await make_bot(text(two))
    await bot.hear(said("hei"))
    async with database.reading() as session:
        person = await people.by_address(session, CHAT)
        assert person
        number = person.id
    bot.channel.failures.append(ChatMoved("2"))
    assert await bot.hear(said("vielä")) == ["vielä a", "vielä b"]
    assert [to for to, _, _ in bot.channel.sent[-2:]] == [Address("fake", "2")] * 2
    async with database.reading() as session:
        moved = await people.by_address(session, Address("fake", "2"))
        assert moved
        assert moved.id == number


async def test_a_chat_that_moves_to_a_known_one_joins_it(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot()
    await bot.hear(said("hei"), said("hei", "2"))
    bot.channel.failures.append(ChatMoved("2"))
    assert await bot.hear(said("vielä")) == ["echo vielä"]
    assert await bot.hear(said("täällä", "2")) == ["echo täällä"]


async def test_a_refused_message_is_sent_in_plain_words(make_bot: MakeBot, database: Database) -> None:
    async def fine(turn: Turn) -> list[Reply]:
        return [
            Reply(
                Rich.bold("Mylly"),
                rows=((Button.of("lisää", "more"),),),
                attachment=Venue("Mylly", "Kursu", 66.8, 28.5),
                edits="5",
            )
        ]

    bot: Bot = await make_bot(text(fine))
    bot.channel.failures.append(MessageRefused())
    await bot.hear(said("hei"))
    [(_, reply, _)] = bot.channel.sent
    assert reply.rows
    assert reply.edits is None
    assert reply.attachment is None
    assert str(reply.text).startswith("Mylly\nMylly\nKursu\nhttps://")

    bot.channel.failures.extend([MessageRefused(), MessageRefused()])
    await bot.hear(said("hei"))
    assert await rows(database, "failed") == [("MessageRefused", 1)]


async def test_whoever_is_not_trusted_is_tried_once(make_bot: MakeBot, database: Database) -> None:
    bot: Bot = await make_bot()
    bot.channel.failures.append(RecipientUntrusted())
    assert await bot.hear(said("hei")) == []
    assert bot.channel.tried == 1
    assert await rows(database, "failed") == [("RecipientUntrusted", 1)]


async def test_a_refused_inline_answer_is_let_go(make_bot: MakeBot, database: Database) -> None:
    async def cards(turn: Turn) -> list[Reply]:
        return [Reply(inline=(InlineResult("1", "Mylly", "Kursu", Rich.plain("Mylly")),))]

    bot: Bot = await make_bot(inline(cards))
    bot.channel.failures.append(MessageRefused())
    await bot.hear(said(InlineQuery("q1", "peru")))
    assert await rows(database, "failed") == [("MessageRefused", 1)]
    await bot.hear(said(InlineQuery("q2", "peru")))
    assert [press for _, _, press in bot.channel.sent] == ["q2"]


async def test_a_press_is_answered_with_the_first_reply_even_when_there_is_none(make_bot: MakeBot) -> None:
    from osta.handlers.route import action

    async def silent(turn: Turn) -> list[Reply]:
        return []

    async def both(turn: Turn) -> list[Reply]:
        return [*await echo(turn), *await menu(turn)]

    bot: Bot = await make_bot(action("silent", silent), action("both", both))
    await bot.hear(pressed("silent", press_id="p1"))
    await bot.hear(pressed("both", press_id="p2"))
    assert [press for _, _, press in bot.channel.sent] == ["p1", "p2", None]


def test_plain_words_keep_the_buttons() -> None:
    reply = Reply(Rich.bold("hei"), rows=((Button.of("yksi", "one"),),), silent=True)
    assert simplified(reply) == Reply(Rich.plain("hei"), rows=reply.rows, silent=True)

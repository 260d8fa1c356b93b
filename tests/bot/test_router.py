"""Every message is stored, answered once and in order, whatever dies in between."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from osta.bot.router import LEASE, RECOVERED
from osta.chat.messages import Address, Blocked, Reply
from osta.chat.rich import Rich
from osta.handlers.route import command, text
from osta.handlers.turn import Turn
from osta.store import answers, outbox, people
from osta.store.engine import Database
from osta.store.models import OutboxState
from tests import kept
from tests.bot.conftest import Bot, Clock, MakeBot, echo, said
from tests.fakes.channel import FakeChannel

ANNA, BERIT = Address("fake", "anna"), Address("fake", "berit")


async def in_state(database: Database, state: OutboxState) -> int:
    async with database.reading() as session:
        return len(await kept.in_state(session, state))


async def test_a_message_is_answered(make_bot: MakeBot) -> None:
    bot = await make_bot()
    assert await bot.hear(said("hei")) == ["echo hei"]


async def test_a_message_delivered_twice_is_answered_once(make_bot: MakeBot) -> None:
    bot = await make_bot()
    message = said("hei")
    assert await bot.hear(message, message) == ["echo hei"]
    assert await bot.hear(message) == []


async def test_messages_of_a_chat_are_answered_in_order(make_bot: MakeBot) -> None:
    async def slow_first(turn: Turn) -> list[Reply]:
        if turn.text == "0":
            await asyncio.sleep(0.02)
        return await echo(turn)

    bot = await make_bot(text(slow_first))
    assert await bot.hear(*(said(str(n)) for n in range(5))) == [f"echo {n}" for n in range(5)]


async def test_a_chat_that_cannot_be_reached_holds_up_no_other(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot()
    bot.channel.held = True
    await bot.router.accept(said("hei", "anna"))
    await bot.channel.sending.wait()
    bot.channel.held = False
    await bot.router.accept(said("hei", "berit"))
    async with asyncio.timeout(30):
        while not bot.channel.texts(BERIT):
            await asyncio.sleep(0.001)
    assert bot.channel.texts(ANNA) == []
    bot.channel.let_go.set()
    await bot.router.idle()
    assert bot.channel.texts(ANNA) == ["echo hei"]


async def test_what_was_stored_but_not_answered_is_answered_after_a_restart(
    make_bot: MakeBot, database: Database, clock: Clock
) -> None:
    async with database.transaction() as session:
        await kept.accept(session, said("hei"), clock())
    bot = await make_bot()
    await bot.router.idle()
    assert bot.channel.texts() == ["echo hei"]


async def test_other_channels_messages_are_left_to_their_own_program(
    make_bot: MakeBot, database: Database, clock: Clock
) -> None:
    elsewhere = Address("elsewhere", "1")
    message = said("hei", address=elsewhere, sender=elsewhere)
    async with database.transaction() as session:
        await kept.accept(session, message, clock())
    bot = await make_bot()
    await bot.router.idle()
    assert bot.channel.tried == 0
    async with database.reading() as session:
        assert [left for _, left in await kept.pending(session)] == [message]


async def test_a_crash_between_storing_and_sending_loses_no_answer(
    make_bot: MakeBot, database: Database, clock: Clock
) -> None:
    bot: Bot = await make_bot()
    bot.channel.held = True
    await bot.router.accept(said("hei"))
    await bot.channel.sending.wait()
    await bot.die()
    assert bot.channel.sent == []

    clock.move(minutes=5)  # until then another program may be at it
    await bot.restart()
    await bot.router.idle()
    assert bot.channel.texts() == ["echo hei"]
    await bot.router.stop()
    assert await in_state(database, "sent") == 1


async def test_a_crash_while_answering_undoes_it_all(make_bot: MakeBot, database: Database) -> None:
    started = asyncio.Event()
    patient = False

    async def thinks(turn: Turn) -> list[Reply]:
        turn.data["count"] = turn.data.get("count", 0) + 1
        if not patient:
            started.set()
            await asyncio.sleep(3600)
        return [Reply(Rich.plain(f"count {turn.data['count']}"))]

    bot: Bot = await make_bot(text(thinks))
    await bot.router.accept(said("hei"))
    await started.wait()
    await bot.die()

    patient = True
    await bot.restart()
    await bot.router.idle()
    assert bot.channel.texts() == ["count 1"]
    await bot.router.stop()


async def test_messages_that_come_while_stopping_are_kept_for_the_next_start(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot()
    await bot.router.stop()
    await bot.router.accept(said("hei"))
    assert bot.channel.sent == []
    await bot.restart()
    await bot.router.idle()
    assert bot.channel.texts() == ["echo hei"]
    await bot.router.stop()


async def test_stopping_answers_what_was_accepted(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot()
    for n in range(5):
        await bot.router.accept(said(str(n), chat=str(n % 2)))
    await bot.router.stop()
    assert sorted(bot.channel.texts()) == [f"echo {n}" for n in range(5)]


async def test_another_process_takes_over_what_a_dead_one_left(
    make_bot: MakeBot, database: Database, clock: Clock
) -> None:
    bot: Bot = await make_bot(sweep_seconds=0.01)
    async with database.transaction() as session:
        await kept.accept(session, said("hei"), clock())  # accepted elsewhere, by a process that died
    async with asyncio.timeout(30):
        while not bot.channel.sent:
            await asyncio.sleep(0.01)
    assert bot.channel.texts() == ["echo hei"]


async def test_two_processes_at_the_same_message_answer_it_once(make_bot: MakeBot, database: Database) -> None:
    first: Bot = await make_bot()
    second: Bot = await make_bot()
    message = said("hei")
    await asyncio.gather(first.router.accept(message), second.router.accept(message))
    for bot in (first, second):
        await bot.router._sweep()
        await bot.router.idle()
    assert len(first.channel.sent) + len(second.channel.sent) == 1


async def test_a_starting_process_leaves_alone_what_another_has_in_hand(make_bot: MakeBot, clock: Clock) -> None:
    first: Bot = await make_bot()
    first.channel.held = True
    await first.router.accept(said("hei"))
    await first.channel.sending.wait()
    second: Bot = await make_bot()
    for _ in range(5):
        clock.move(seconds=LEASE.total_seconds() * 0.9)
        for bot in (first, second):
            await bot.router._sweep()
    first.channel.let_go.set()
    for bot in (first, second):
        await bot.router.idle()
    assert (first.channel.texts(), second.channel.texts()) == (["echo hei"], [])


async def test_answers_that_another_process_let_go_of_are_taken_up_and_counted(make_bot: MakeBot, clock: Clock) -> None:
    dying: Bot = await make_bot()
    dying.channel.held = True
    await dying.router.accept(said("hei"))
    await dying.channel.sending.wait()
    living: Bot = await make_bot(sweep_seconds=0.01)
    with capture_logs() as logs:
        await dying.die()
        clock.move(seconds=2 * LEASE.total_seconds())
        async with asyncio.timeout(30):
            while not living.channel.sent:
                await asyncio.sleep(0.01)
        await living.router.idle()
    assert living.channel.texts() == ["echo hei"]
    assert [(log["messages"], log["answers"]) for log in logs if log["event"] == RECOVERED] == [(0, 1)]


async def test_who_serves_one_address_leaves_the_others_alone(
    make_bot: MakeBot, database: Database, clock: Clock
) -> None:
    async with database.transaction() as session:
        for chat in ("anna", "berit"):
            await kept.accept(session, said("hei", chat), clock())
            await outbox.enqueue(session, Address("fake", chat), Reply(Rich.plain("earlier")), clock())
    bot: Bot = await make_bot(only=ANNA)
    await bot.router.idle()
    assert bot.channel.texts(ANNA) == ["earlier", "echo hei"]
    assert bot.channel.texts(BERIT) == []


async def test_a_handler_that_fails_apologises_and_changes_nothing(
    make_bot: MakeBot, capsys: pytest.CaptureFixture[str]
) -> None:
    async def fails(turn: Turn) -> list[Reply]:
        turn.data["broken"], turn.state = True, "form.broken"
        raise ValueError(f"a secret of {turn.text}")

    async def tells(turn: Turn) -> list[Reply]:
        return [Reply(Rich.plain(f"{turn.state} {sorted(turn.data)}"))]

    bot = await make_bot(command("tell", to=tells), text(fails))
    [sorry] = await bot.hear(said("salaisuus", language_hint="fi"))
    assert sorry.startswith("Anteeksi")
    assert await bot.hear(said("/tell")) == ["None []"]
    logged = "".join(capsys.readouterr())
    assert "handler_failed" in logged
    assert "ValueError" in logged
    assert "salaisuus" not in logged
    assert "secret" not in logged


async def test_a_button_that_does_not_fit_is_a_failure_of_the_handler(make_bot: MakeBot) -> None:
    from osta.chat.messages import Button

    async def too_long(turn: Turn) -> list[Reply]:
        return [Reply(Rich.plain("pick"), rows=((Button.of("one", "x", "y" * 70),),))]

    bot = await make_bot(text(too_long))
    [sorry] = await bot.hear(said("hei"))
    assert sorry.startswith("Anteeksi")


async def test_who_blocks_the_bot_gets_nothing_more_until_they_write(
    make_bot: MakeBot, database: Database, clock: Clock
) -> None:
    bot = await make_bot()
    await bot.hear(said("hei"))
    async with database.transaction() as session:
        person = await people.by_address(session, Address("fake", "1"))
        assert person
        reminder = await outbox.enqueue(
            session, Address("fake", "1"), Reply(Rich.plain("muista")), clock(), lane="reminder", person_id=person.id
        )
    await bot.hear(said(Blocked(blocked=True)))
    async with database.reading() as session:
        person = await people.by_address(session, Address("fake", "1"))
        assert person
        assert person.blocked_at == clock()
        assert [row.id for row in await kept.in_state(session, "blocked")] == [reminder]
    assert await bot.hear(said("hei taas")) == ["echo hei taas"]
    async with database.reading() as session:
        person = await people.by_address(session, Address("fake", "1"))
        assert person
        assert person.blocked_at is None


async def test_who_says_too_much_is_asked_to_pause_once_and_answered_again_later(
    make_bot: MakeBot, clock: Clock
) -> None:
    bot = await make_bot(most_a_minute=3)
    answered = await bot.hear(*(said(str(n)) for n in range(6)))
    assert answered[:3] == ["echo 0", "echo 1", "echo 2"]
    assert len(answered) == 4
    assert "monta viestiä" in answered[3]
    assert await bot.hear(said("toinen", "berit")) == ["echo toinen"]
    clock.move(minutes=1)
    assert await bot.hear(said("taas")) == ["echo taas"]


async def test_who_erases_themselves_is_not_stored_again(make_bot: MakeBot, database: Database) -> None:
    from osta.store.personal_data import delete_person

    async def erases(turn: Turn) -> list[Reply]:
        await delete_person(turn.session, turn.person.id, turn.now, with_listings=True)
        return [Reply(Rich.plain("poistettu"))]

    bot = await make_bot(command("poista", to=erases), text(echo))
    assert await bot.hear(said("hei")) == ["echo hei"]
    assert await bot.hear(said("/poista")) == ["poistettu"]
    async with database.reading() as session:
        assert await people.by_address(session, Address("fake", "1")) is None
        assert await answers.chats_in_line(session, ["fake"]) == []


async def test_a_group_is_answered_in_the_group_and_belongs_to_nobody(make_bot: MakeBot, database: Database) -> None:
    bot = await make_bot()
    group = Address("fake", "-100")
    await bot.hear(said("hei", "anna", address=group, group=True))
    assert [to for to, _, _ in bot.channel.sent] == [group]
    async with database.reading() as session:
        [row] = await kept.in_state(session, "sent")
        assert row.person_id is None


def test_the_fake_channel_fails_as_told() -> None:
    channel = FakeChannel()
    channel.failures.append(OSError("away"))

    async def run() -> None:
        with pytest.raises(OSError, match="away"):
            await channel.send(ANNA, Reply(Rich.plain("hei")))
        await channel.send(ANNA, Reply(Rich.plain("hei")), "p")

    asyncio.run(run())
    assert channel.texts(ANNA) == ["hei"]
    assert channel.texts(BERIT) == []

"""Messages that disappear: nothing of them is kept beyond their time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from osta.chat.errors import TooManyRequests
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.handlers.turn import IN_VAIN, Turn
from osta.store import disappearing
from osta.store.engine import Database
from osta.store.models import Base, Conversation, Outbox
from tests.bot.conftest import Clock, MakeBot, said, text

MINUTE = timedelta(minutes=1)


async def recalls(turn: Turn) -> list[Reply]:
    turn.data |= {"asked": {"1": turn.text}, "last": [1, 0], IN_VAIN: 1, "register": {"name": "Tila"}}
    return [Reply(Rich.plain(f"echo {turn.text}"), ((Button.of(f"label {turn.text}", "x"),),))]


async def written(database: Database) -> str:
    async with database.reading() as session:
        rows = [
            repr(tuple(row)) for table in Base.metadata.sorted_tables for row in await session.execute(select(table))
        ]
    return "\n".join(rows)


async def test_an_answered_message_is_forgotten_with_its_time_but_not_a_form(make_bot: MakeBot, clock: Clock) -> None:
    bot = await make_bot(text(recalls), sweep_seconds=0.01, lease=timedelta(seconds=0.03))
    assert await bot.hear(said("salaista", expires_at=clock.now + MINUTE)) == ["echo salaista"]
    assert await bot.hear(said("salaista myös", expires_at=clock.now + 9 * MINUTE)) == ["echo salaista myös"]
    assert "salaista" in await written(bot.database)
    clock.move(minutes=1)
    async with bot.database.transaction() as session:
        assert await disappearing.forget(session, clock.now, ["asked", "last", IN_VAIN]) == 0
    async with bot.database.reading() as session:
        [conversation] = await session.scalars(select(Conversation))
        assert conversation.data["register"] == {"name": "Tila"}
        assert "asked" not in conversation.data
        assert (conversation.choices, conversation.expires_at) == ([], None)
    assert "salaista" not in await written(bot.database)


async def test_what_the_last_time_left_is_not_used_any_more(make_bot: MakeBot, clock: Clock) -> None:
    seen = []

    async def look(turn: Turn) -> list[Reply]:
        seen.append(dict(turn.data))
        return await recalls(turn)

    bot = await make_bot(text(look))
    await bot.hear(said("salaista", expires_at=clock.now + MINUTE))
    clock.move(minutes=2)
    await bot.hear(said("pysyvä"))
    await bot.hear(said("muu"))
    assert "asked" not in seen[1]
    assert seen[2]["asked"] == {"1": "pysyvä"}
    assert "salaista" not in await written(bot.database)


async def test_nobody_is_answered_after_the_time(make_bot: MakeBot, clock: Clock) -> None:
    bot = await make_bot(text(recalls))
    assert await bot.hear(said("salaista", expires_at=clock.now)) == []
    assert "salaista" not in await written(bot.database)


async def test_what_waits_is_given_up(make_bot: MakeBot, clock: Clock) -> None:
    bot = await make_bot(text(recalls))
    bot.channel.failures.append(TooManyRequests(3600))
    await bot.hear(said("salaista", expires_at=clock.now + MINUTE))
    await bot.die()
    await bot.router.accept(said("toinen salaisuus", "2", expires_at=clock.now + MINUTE))
    clock.move(minutes=1)
    async with bot.database.transaction() as session:
        assert await disappearing.forget(session, clock.now, ["asked", "last", IN_VAIN]) == 2
        assert await disappearing.forget(session, clock.now, ["asked", "last", IN_VAIN]) == 0
    async with bot.database.reading() as session:
        [row] = await session.scalars(select(Outbox))
        assert (row.state, row.error, row.payload) == ("failed", "Expired", {})
    assert "salai" not in await written(bot.database)
    await bot.restart()
    assert await bot.hear(said("hei", "2")) == ["echo hei"]

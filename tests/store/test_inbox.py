import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from osta.chat.messages import Address, Message, Text
from osta.store import inbox
from osta.store.engine import Database
from osta.store.models import Inbox
from tests import kept

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def said(text: str, number: str, channel: str = "test") -> Message:
    chat = Address(channel, "1")
    return Message(id=number, address=chat, sender=chat, content=Text(text), sent_at=NOW)


async def test_a_message_is_taken_once(database: Database) -> None:
    async with database.transaction() as session:
        assert await kept.accept(session, said("hilloja?", "1"), NOW) is not None
        assert await kept.accept(session, said("hilloja?", "1"), NOW) is None
        assert await kept.accept(session, said("hilloja?", "1", "other"), NOW) is not None


async def test_deliveries_at_the_same_moment_are_one_message(database: Database) -> None:
    async def deliver() -> int | None:
        async with database.transaction() as session:
            return await kept.accept(session, said("hilloja?", "1"), NOW)

    numbers = await asyncio.gather(*(deliver() for _ in range(8)))
    assert sum(number is not None for number in numbers) == 1


async def test_what_waits_comes_back_whole_and_in_order(database: Database) -> None:
    messages = [said(f"{word}?", str(at)) for at, word in enumerate(("hilloja", "perunaa", "lihaa"))]
    async with database.transaction() as session:
        numbers = [await kept.accept(session, message, NOW) for message in messages]
        assert numbers[1] is not None
        assert await inbox.mark_handled(session, numbers[1], NOW)
        assert not await inbox.mark_handled(session, numbers[1], NOW)
    async with database.reading() as session:
        assert await kept.pending(session) == [(numbers[0], messages[0]), (numbers[2], messages[2])]


async def test_what_was_said_is_forgotten_once_handled_and_the_message_still_known(database: Database) -> None:
    async with database.transaction() as session:
        number = await kept.accept(session, said("hilloja?", "1"), NOW)
        assert number is not None
        await inbox.mark_handled(session, number, NOW)
        row = await session.get_one(Inbox, number, populate_existing=True)
        assert (row.address, row.payload) == ("", {})
        assert await kept.accept(session, said("hilloja?", "1"), NOW) is None
        assert await kept.accept(session, said("lihaa?", "2"), NOW) is not None
        await inbox.forget_handled(session, NOW + timedelta(seconds=1))
        assert (await session.scalars(select(Inbox.message_id))).all() == ["2"]

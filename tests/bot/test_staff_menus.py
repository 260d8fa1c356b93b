"""Staff see their menu from the moment they have a chat with the bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from osta.bot.channels.telegram import TelegramChannel
from osta.bot.staff_menus import StaffMenus
from osta.chat.messages import Address
from osta.store import bot_name, people, staff
from osta.store.engine import Database
from tests.fakes.bot_api import BotApi

NOW = datetime(2026, 7, 12, 12, tzinfo=UTC)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


async def test_who_is_staff_gets_the_menu_once_there_is_a_chat(api: BotApi, sqlite_database: Database) -> None:
    named, joined, resident = (api.user(name, started=True) for name in ("Nimetty", "Liittynyt", "Asukas"))
    channel = TelegramChannel(api.token, api_url=api.url)

    async def take(message: object) -> None:
        """Nobody writes."""

    await channel.start(take)
    menus = StaffMenus(sqlite_database, channel, [Address("telegram", str(named.id)), Address("signal", "x")])
    await menus.look()
    assert api.journal.of("setMyCommands") == []  # nobody has written yet: nothing that Telegram would refuse

    async with sqlite_database.transaction() as session:
        assert await bot_name.link(session, "w_3") == f"https://t.me/{api.username}?start=w_3"
        for person in (named, joined, resident):
            found, _ = await people.find_or_create(session, Address("telegram", str(person.id)), NOW)
            if person is joined:
                await staff.add(session, found.id, None, None, NOW)
    await menus.look()
    assert any(line.startswith("jono - ") for line in named.menu())
    assert any(line.startswith("jono - ") for line in joined.menu())
    assert resident.menu() == []
    calls = len(api.journal.calls)
    await menus.look()
    assert len(api.journal.calls) == calls
    await channel.stop()
    api.no_violations()

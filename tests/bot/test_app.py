"""The whole program: starts in order, stops in reverse, talks to Telegram by polling and by webhook."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from osta.bot.app import App, channels_of
from osta.bot.settings import Settings
from osta.chat.errors import OstaError
from osta.discovery.service import Discovery
from osta.handlers.route import Routes, text
from osta.store.engine import Database
from osta.store.errors import DatabaseUnreachable
from tests.bot.conftest import echo, menu, said
from tests.fakes.bot_api import BotApi
from tests.fakes.channel import FakeChannel

ROUTES = Routes((text(echo),), menu)
ANY = cast("Discovery", object())  # these handlers look for nothing


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def settings(**given: Any) -> Settings:
    return Settings.model_validate({"database_url": ":memory:", "web_port": 0} | given)


async def test_it_starts_and_stops_in_order(sqlite_database: Database) -> None:
    channel = FakeChannel()
    app = App(settings(), [channel], database=sqlite_database, discovery=ANY, routes=ROUTES)
    assert not await app.ready()
    async with app:
        assert await app.ready()
        assert channel.sink
        await channel.sink(said("hei"))
    assert not await app.ready()
    assert channel.history == ["start", "send", "stop"]  # what was accepted is answered before the channel closes


async def test_a_database_that_cannot_be_opened_starts_nothing(tmp_path: Path) -> None:
    channel = FakeChannel()
    app = App(settings(database_url=str(tmp_path / "no" / "x.sqlite")), [channel], routes=ROUTES)
    with pytest.raises(DatabaseUnreachable):
        async with app:
            pass
    assert channel.history == []


async def test_a_channel_that_cannot_start_stops_the_others(sqlite_database: Database) -> None:
    class Broken(FakeChannel):
        async def start(self, sink: Any) -> None:
            raise OstaError("no")

    whole = FakeChannel()
    app = App(
        settings(),
        [whole, Broken(name="broken")],
        database=sqlite_database,
        discovery=ANY,
        routes=ROUTES,
    )
    with pytest.raises(OstaError):
        async with app:
            pass
    assert whole.history == ["start", "stop"]


async def test_the_settings_name_the_channels() -> None:
    assert channels_of(settings()) == []
    both = settings(telegram_token="1:abc", signal_account="+358400000000", signal_url="unix:///run/signal")
    assert [channel.name for channel in channels_of(both)] == ["telegram", "signal"]


async def test_the_whole_program_answers_on_telegram_by_polling(sqlite_database: Database) -> None:
    async with BotApi() as api:
        given = settings(telegram_token=api.token, telegram_api_url=api.url)
        channels = channels_of(given)
        maija = api.user("Maija")
        async with App(
            given,
            channels,
            database=sqlite_database,
            discovery=ANY,
            routes=ROUTES,
        ):
            await maija.says("perunaa")
            assert (await maija.hears()).text == "echo perunaa"
        api.no_violations()


async def test_telegram_by_webhook_beside_the_pages(sqlite_database: Database) -> None:
    port = free_port()
    async with BotApi() as api:
        given = settings(
            telegram_token=api.token,
            telegram_api_url=api.url,
            telegram_webhook_url=f"http://127.0.0.1:{port}/telegram",
            web_port=port,
        )
        channels = channels_of(given)
        maija = api.user("Maija")
        async with App(
            given,
            channels,
            database=sqlite_database,
            discovery=ANY,
            routes=ROUTES,
            web=True,
        ) as app:
            await maija.says("perunaa")
            assert (await maija.hears()).text == "echo perunaa"
            async with httpx.AsyncClient(trust_env=False) as client:
                assert (await client.get(f"http://127.0.0.1:{app.web_port}/readyz")).status_code == 200
        api.no_violations()

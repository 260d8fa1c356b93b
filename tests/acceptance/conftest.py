"""The real program as a process, with the demonstration data; people talk to it on Telegram and on Signal."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.messengers import Messenger, Somebody
from tests.acceptance.on_signal import Signal
from tests.acceptance.on_telegram import Telegram
from tests.fakes.bot_api import BotApi
from tests.fakes.program import Program, load_demo
from tests.fakes.signal_daemon import SignalDaemon


@dataclass
class Service:
    """The running bot, its messenger, its database file and its staff member."""

    messenger: Messenger
    program: Program
    database: Path
    boss: Somebody

    async def arrives(self, name: str, lang: str = "fi") -> Somebody:
        """Somebody who has just said hello and would not tell where they live."""
        person = self.messenger.person(name, lang)
        await self.greets(person)
        return person

    async def greets(self, person: Somebody) -> None:
        """Say /start and skip the question for the home village."""
        await person.says("/start")
        await person.hears("Osta paikallista")
        await person.presses("Ohita")
        await person.hears("Mitä etsit?")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demonstration data, to copy."""
    path = tmp_path_factory.mktemp("demo") / "osta.sqlite"
    load_demo(path)
    return path


@pytest.fixture(params=["polling", "webhook", "signal"])
def way(request: pytest.FixtureRequest) -> str:
    """How messages come to the program.

    What waits long for the clock runs on Signal and in one of Telegram's two ways, which differ only in how updates
    come in. Every kind of conversation runs in both, if not every one.
    """
    return str(request.param)


@pytest.fixture
async def service(way: str, demo: Path, tmp_path: Path) -> AsyncIterator[Service]:
    """The program, started; in the end it stops politely, has refused nothing and said nothing of anybody."""
    database = tmp_path / "osta.sqlite"
    shutil.copyfile(demo, database)
    async with AsyncExitStack() as servers:
        api = daemon = None
        messenger: Messenger
        if way == "signal":
            daemon = await servers.enter_async_context(SignalDaemon("tcp", tmp_path))
            messenger = Signal(daemon, database)
        else:
            api = await servers.enter_async_context(BotApi())
            messenger = Telegram(api)
        boss = messenger.person("Ylläpito")
        program = Program(api, database, daemon=daemon, webhook=way == "webhook", staff=[boss.address])
        await program.start()
        try:
            await program.ready()
            yield Service(messenger, program, database, boss)
            assert await program.stop() == 0, program.logged
        finally:
            await program.kill()
        messenger.in_order()
        for secret in (
            "Traceback",
            "tick_failed",
            "handler_failed",
            "sweep_failed",
            "Ylläpito",
            "Aino",
            *messenger.secrets,
        ):
            assert secret not in program.logged, program.logged

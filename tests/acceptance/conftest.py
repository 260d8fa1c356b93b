"""The real program as a process, with the demonstration data, by polling and by webhook; people talk to it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes.bot_api import BotApi, Person
from tests.fakes.program import Program, load_demo


@dataclass
class Service:
    """The running bot, its messenger, its database file and its staff member."""

    api: BotApi
    program: Program
    database: Path
    boss: Person

    async def arrives(self, name: str, lang: str = "fi") -> Person:
        """Somebody who has just said hello and would not tell where they live."""
        person = self.api.user(name, lang)
        await self.greets(person)
        return person

    async def greets(self, person: Person) -> None:
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


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture(params=["polling", "webhook"])
async def service(request: pytest.FixtureRequest, api: BotApi, demo: Path, tmp_path: Path) -> AsyncIterator[Service]:
    """The program, started; in the end it stops politely, has refused nothing and said nothing of anybody."""
    database = tmp_path / "osta.sqlite"
    shutil.copyfile(demo, database)
    boss = api.user("Ylläpito")
    program = Program(api, database, webhook=request.param == "webhook", staff=[boss])
    await program.start()
    try:
        await program.ready()
        yield Service(api, program, database, boss)
        assert await program.stop() == 0, program.logged
    finally:
        await program.kill()
    api.no_violations()
    for secret in ("Traceback", "tick_failed", "handler_failed", "sweep_failed", api.token, "Ylläpito", "Aino"):
        assert secret not in program.logged, program.logged

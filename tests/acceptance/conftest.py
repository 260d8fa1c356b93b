"""The real program as a process, with the demonstration data; people talk to it on Telegram and on Signal."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import shutil
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from osta.broadcasts.schedule import LEASE
from tests.acceptance.messengers import Messenger, Somebody
from tests.acceptance.on_signal import Signal
from tests.acceptance.on_telegram import Telegram
from tests.fakes.bot_api import BotApi
from tests.fakes.clocked_program import LOOK_SECONDS, TICK, Clock
from tests.fakes.program import Program, load_demo
from tests.fakes.signal_daemon import SignalDaemon

TUESDAY_NOON = datetime(2026, 9, 1, 9, tzinfo=UTC)
"""When the conversations by a clock of their own begin: in Helsinki it is twelve."""
STEP = timedelta(seconds=5)
"""What passes at once for those who wait for a message: hardly a message's time at the pace of Signal."""


@dataclass
class Service:
    """The running bot, its messenger, its database file and its staff member."""

    messenger: Messenger
    program: Program
    database: Path
    boss: Somebody
    clock: Path | None = None

    async def moves(self, ahead: timedelta) -> None:
        """Let time pass, where the program goes by a clock that can be moved; never while a message is on its way.

        Returns when every tick of the schedule has looked at what is due by then.
        """
        assert self.clock is not None
        clock = Clock(self.clock)
        while not while_nothing_is_sent(self.database, lambda: clock.moves_to(clock() + ahead)):
            await asyncio.sleep(0.02)
        seen = clock() + TICK * 1.5 + LEASE
        async with asyncio.timeout(30):
            while self.program.runs and _ticking_until(self.database) < seen:
                await asyncio.sleep(0.02)

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """While somebody waits for what they have not asked for, time goes on, where the messenger has a walking pace:
        the program keeps it by its own clock.
        """
        if self.clock is None or not self.messenger.walks:
            yield
            return
        walking = asyncio.create_task(self._walks())
        try:
            yield
        finally:
            walking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await walking

    async def sends_what_is_due(self) -> None:
        """Let so much time pass that all that is due could have been sent, where there is a walking pace."""
        if self.clock is not None and self.messenger.walks:
            for _ in range(2 * (1 + self._due())):
                await self._steps()

    async def _walks(self) -> None:
        while True:
            await self._steps()

    async def _steps(self) -> None:
        assert self.clock is not None
        clock = Clock(self.clock)
        while_nothing_is_sent(self.database, lambda: clock.moves_to(clock() + STEP))
        await asyncio.sleep(LOOK_SECONDS)

    def _due(self) -> int:
        """How many messages that nobody asked for wait to be sent."""
        assert self.clock is not None
        now = Clock(self.clock)().astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        with closing(sqlite3.connect(self.database, timeout=20)) as connection:
            [(due,)] = connection.execute(
                "SELECT count(*) FROM outbox WHERE state IN ('queued', 'retry') AND lane != 'answer' AND due_at <= ?",
                [now],
            )
        return int(due)

    async def dies(self) -> None:
        """Kill the program while no message is on its way: what it is sending would come twice, as it may."""
        while not while_nothing_is_sent(self.database, lambda: os.kill(self.program.pid, signal.SIGKILL)):
            await asyncio.sleep(0.02)
        await self.program.kill()

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
    with _made_once(tmp_path_factory, "demo") as (path, made):
        if not made:
            load_demo(path)
    return path


@pytest.fixture(scope="session")
def demo_by_clock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, as it was on that Tuesday. It takes a while to load, and nothing in it may be newer than the first
    words of a script.
    """
    with _made_once(tmp_path_factory, "demo-by-clock") as (path, made):
        if not made:
            Clock(path.parent / "clock").moves_to(TUESDAY_NOON - timedelta(hours=1))
            load_demo(path, clock=path.parent / "clock")
    return path


@contextmanager
def _made_once(tmp_path_factory: pytest.TempPathFactory, name: str) -> Iterator[tuple[Path, bool]]:
    """The path of a database that one of the tests' processes makes for all, and whether it is there."""
    folder = tmp_path_factory.getbasetemp()
    folder = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / name
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "done"
        yield folder / "osta.sqlite", done.exists()
        done.touch()


@pytest.fixture(params=["polling", "webhook", "signal"])
def way(request: pytest.FixtureRequest) -> str:
    """How messages come to the program.

    What waits long for the clock runs on Signal and in one of Telegram's two ways, which differ only in how updates
    come in. Every kind of conversation runs in both, if not every one.
    """
    return str(request.param)


@pytest.fixture
def way_by_clock() -> str:
    """The same for what goes by a clock of its own: by polling, where a test does not say otherwise."""
    return "polling"


@pytest.fixture
async def service(way: str, demo: Path, tmp_path: Path) -> AsyncIterator[Service]:
    """The program, started; in the end it stops politely, has refused nothing and said nothing of anybody."""
    async with _serving(way, demo, tmp_path) as running:
        yield running


@pytest.fixture
async def service_by_clock(way_by_clock: str, demo_by_clock: Path, tmp_path: Path) -> AsyncIterator[Service]:
    """The same by a clock that stands at Tuesday noon when it starts, and moves when it is told to."""
    clock = tmp_path / "clock"
    Clock(clock).moves_to(TUESDAY_NOON)
    async with _serving(way_by_clock, demo_by_clock, tmp_path, clock) as running:
        yield running


@asynccontextmanager
async def _serving(way: str, demo: Path, folder: Path, clock: Path | None = None) -> AsyncIterator[Service]:
    database = folder / "osta.sqlite"
    shutil.copyfile(demo, database)
    async with AsyncExitStack() as servers:
        api = daemon = None
        messenger: Messenger
        if way == "signal":
            daemon = await servers.enter_async_context(SignalDaemon("tcp", folder))
            messenger = Signal(daemon)
        else:
            api = await servers.enter_async_context(BotApi())
            messenger = Telegram(api)
        boss = messenger.person("Ylläpito")
        staff = [boss.address]
        program = Program(api, database, daemon=daemon, webhook=way == "webhook", staff=staff, clock=clock)
        async with _running(Service(messenger, program, database, boss, clock)) as running:
            yield running


@asynccontextmanager
async def _running(service: Service) -> AsyncIterator[Service]:
    program = service.program
    await program.start()
    try:
        await program.ready()
        yield service
        assert await program.stop() == 0, program.logged
    finally:
        await program.kill()
    service.messenger.in_order()
    for secret in (
        "Traceback",
        "tick_failed",
        "handler_failed",
        "sweep_failed",
        "Ylläpito",
        "Aino",
        *service.messenger.secrets,
    ):
        assert secret not in program.logged, program.logged


def _ticking_until(database: Path) -> datetime:
    """Until when the schedule is somebody's: every tick moves it on."""
    with closing(sqlite3.connect(database, timeout=20)) as connection:
        found = connection.execute("SELECT held_until FROM sender_lease WHERE name = 'schedule'").fetchone()
    return datetime.fromisoformat(found[0]).replace(tzinfo=UTC) if found else datetime.min.replace(tzinfo=UTC)


def while_nothing_is_sent(database: Path, act: Callable[[], None]) -> bool:
    """Do something while no message is on its way; False, with nothing done, when one is."""
    with closing(sqlite3.connect(database, isolation_level=None, timeout=20)) as connection:
        connection.execute("BEGIN IMMEDIATE")  # who wants to send writes that down first, and waits for this
        try:
            [(sending,)] = connection.execute("SELECT count(*) FROM outbox WHERE state = 'sending'")
            if not sending:
                act()
            return not sending
        finally:
            connection.execute("ROLLBACK")

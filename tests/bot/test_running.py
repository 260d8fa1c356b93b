"""The program as a process of its own: killed at any moment, started again, stopped politely."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.test_app import free_port
from tests.fakes.bot_api import BotApi

PROGRAM = """

from osta.bot.app import App
from osta.bot.cli import serve
from osta.handlers.route import Routes, command, state, text
from osta.chat.messages import Reply
from osta.chat.rich import Rich

async def start(turn):
    turn.state = "form.name"
    return [Reply(Rich.plain("name?"))]

async def name(turn):
    turn.state = None
    return [Reply(Rich.plain("name is " + turn.text))]

async def count(turn):
    turn.data["n"] = turn.data.get("n", 0) + 1
    return [Reply(Rich.plain(f"{turn.text} is number {turn.data['n']}"))]

routes = Routes((command("form", to=start), state("form.name", name), text(count)), count)
class Small(App):
    def __init__(self, *given, **more):
        super().__init__(*given, discovery=object(), routes=routes, **more)
serve.App = Small
serve.serve_until_stopped(None)
"""


STARTING_FOR_EVER = """
import time
from osta.bot.cli import serve
from osta.discovery.index import build

def never(*_):
    print("building", flush=True)
    while True:
        time.sleep(60)

build.ensure = never
serve.serve_until_stopped(None)
"""


class Program:
    """``osta run`` with a few handlers of its own, so that it starts at once."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = {**os.environ, **environment}
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROGRAM, env=self._environment, stderr=asyncio.subprocess.PIPE
        )

    async def end(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal; the exit code and what was logged."""
        assert self._process
        if self._process.returncode is None:
            self._process.send_signal(number)
        _, logged = await self._process.communicate()
        assert self._process.returncode is not None
        return self._process.returncode, logged.decode()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture(params=["polling", "webhook"])
async def program(request: pytest.FixtureRequest, api: BotApi, tmp_path: Path) -> AsyncIterator[Program]:
    port = free_port()
    environment = {
        "OSTA_DATABASE_URL": str(tmp_path / "osta.sqlite"),
        "OSTA_TELEGRAM_TOKEN": api.token,
        "OSTA_TELEGRAM_API_URL": api.url,
        "OSTA_WEB_PORT": str(port),
        "OSTA_LOG_FORMAT": "json",
    }
    if request.param == "webhook":
        environment["OSTA_TELEGRAM_WEBHOOK_URL"] = f"http://127.0.0.1:{port}/telegram"
    running = Program(environment)
    yield running
    if running._process is not None and running._process.returncode is None:
        await running.end(signal.SIGKILL)


async def test_it_stops_politely_and_goes_on_in_the_middle_of_a_form(api: BotApi, program: Program) -> None:
    maija = api.user("Maija")
    await program.start()
    await maija.says("/form")
    assert (await maija.hears()).text == "name?"
    code, logged = await program.end(signal.SIGTERM)
    assert code == 0
    assert "Traceback" not in logged
    assert "Maija" not in logged
    await program.start()
    await maija.says("Mylly")
    assert (await maija.hears()).text == "name is Mylly"
    code, _ = await program.end(signal.SIGINT)
    assert code == 0
    api.no_violations()


async def test_killed_at_any_moment_it_loses_nothing_and_counts_nothing_twice(api: BotApi, program: Program) -> None:
    maija = api.user("Maija")
    rounds, said = 4, 0
    heard: list[str] = []
    for moment in range(rounds):
        await program.start()
        for _ in range(5):
            said += 1
            await maija.says(f"m{said}")
        heard.append((await maija.hears()).text)  # it is running, and in the middle of it
        await asyncio.sleep(0.01 * moment)
        await program.end(signal.SIGKILL)
    await program.start()
    last = f"m{said} is number {said}"
    while last not in heard:
        heard.append((await maija.hears()).text)
    # An answer may come twice when the program died while sending it; never in another order or with another number.
    assert list(dict.fromkeys(heard)) == [f"m{n} is number {n}" for n in range(1, said + 1)]
    code, _ = await program.end(signal.SIGTERM)
    assert code == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_need_not_have_started_to_be_stopped(tmp_path: Path, number: signal.Signals) -> None:
    settings = {
        "OSTA_DATABASE_URL": str(tmp_path / "osta.sqlite"),
        "OSTA_TELEGRAM_TOKEN": "123:abc",
        "OSTA_TELEGRAM_API_URL": "http://127.0.0.1:9",
        "OSTA_WEB_PORT": "0",
    }
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-c", STARTING_FOR_EVER, env={**os.environ, **settings},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert program.stdout is not None
    assert await program.stdout.readline() == b"building\n"
    program.send_signal(number)
    _, logged = await program.communicate()
    assert (program.returncode, b"Traceback" in logged) == (0, False)

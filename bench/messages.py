"""A hundred people write at once: `osta run` as a process, polling a Bot API server of the tests, on SQLite.

200 messages a second for half a minute, evenly spread over 100 chats. Whoever has written 25 leaves, and somebody new
goes on in their place: the bot asks people who write more in a minute to pause.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from bench.load import CHATS, MOST_OF_ONE, Said, said
from bench.report import Goal, Section
from bench.sampled import OWN
from bench.timing import times
from osta.discovery.producers.demo import load_demo
from osta.discovery.service import Discovery
from osta.store.engine import open_database
from osta.store.schema import prepare
from tests.fakes.bot_api import BotApi, Person

ROOT = Path(__file__).parent.parent
A_SECOND = 200
SECONDS = 30
SAMPLED_SECONDS = 10
WARM_UP_SECONDS = 3
P95_MS = 300.0
CPU_MS = 2.5
_LATE_SECONDS = 20.0  # what is not answered by then is not answered


@dataclass(slots=True)
class _Talk:
    """What one person has asked, and what they have heard, with the moments of both."""

    person: Person
    asked: list[tuple[Said, float]] = field(default_factory=list)
    heard: list[tuple[str, float]] = field(default_factory=list)


@dataclass(slots=True)
class _Found:
    """What one run found; ``waits`` in nanoseconds."""

    asked: int
    answered: int
    disordered: int
    waits: list[int]
    cpu_ms: float
    shares: dict[str, float]


def run(seconds: int = SECONDS, a_second: int = A_SECOND) -> Section:
    """The real program once for the times, and once more with a sampler for whose code the time goes to."""
    inside = _inside()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(_measured(Path(folder), seconds, a_second, sampled=False))
    with tempfile.TemporaryDirectory() as folder:
        shares = asyncio.run(_measured(Path(folder), min(seconds, SAMPLED_SECONDS), a_second, sampled=True)).shares
    taken = times(found.waits)
    title = f"{found.asked} messages of {CHATS} chats at once, {a_second} a second"
    section = Section("messages", title, ("figure", "whole program", "without Telegram"))
    section.rows = [
        ("answered", f"{found.answered} of {found.asked}", "all"),
        ("out of order", str(found.disordered), "0"),
        ("arrival to answer, ms (median / p95)", str(taken), ""),
        ("processor time a message, ms", f"{found.cpu_ms:.2f}", f"{inside['cpu_ms']:.2f}"),
        *(
            (f"of it {owner}", f"{shares.get(owner, 0.0):.0%}", f"{inside['shares'].get(owner, 0.0):.0%}")
            for owner in {**shares, **inside["shares"]}
        ),
    ]
    section.figures = {
        "asked": found.asked,
        "answered": found.answered,
        "disordered": found.disordered,
        "wait_ms": {"median": taken.median, "p95": taken.p95, "worst": taken.worst},
        "cpu_ms": found.cpu_ms,
        "shares": shares,
        "handling": inside,
    }
    section.goals = [
        Goal("messages not answered", found.asked - found.answered, 1, "messages"),
        Goal("answers out of order", found.disordered, 1, "answers"),
        Goal("arrival to answer, p95", round(taken.p95, 1), P95_MS, "ms"),
        Goal("processor time a message, without Telegram", inside["cpu_ms"], CPU_MS, "ms"),
    ]
    section.note = f"{shares.get(OWN, 0.0):.0%} of the program's processor time is {OWN}."
    return section


def _inside() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.handling"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


async def _measured(folder: Path, seconds: int, a_second: int, *, sampled: bool) -> _Found:
    discovery = Discovery.open()
    database = open_database(folder / "messages.sqlite")
    await prepare(database)
    await load_demo(database, discovery, datetime.now(UTC))
    await database.close()
    shares = folder / "shares.json"
    command = [sys.executable, "-m", *(("bench.sampled", str(shares)) if sampled else ("osta", "run"))]
    async with BotApi() as api:
        environment = os.environ | {
            "OSTA_DATABASE_URL": str(folder / "messages.sqlite"),
            "OSTA_TELEGRAM_TOKEN": api.token,
            "OSTA_TELEGRAM_API_URL": api.url,
            "OSTA_WEB_PORT": "0",
        }
        log = folder / "log"
        with log.open("wb") as output:
            bot = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            await api.polled()
            crowd = _Crowd(api, said(discovery))
            await crowd.write(WARM_UP_SECONDS, a_second)
            crowd.talks.clear()
            if sampled:
                bot.send_signal(signal.SIGUSR1)
            before = _cpu_seconds(bot.pid)
            await crowd.write(seconds, a_second)
            spent = _cpu_seconds(bot.pid) - before
        finally:
            bot.send_signal(signal.SIGTERM)
            await asyncio.wait_for(bot.wait(), _LATE_SECONDS)
        assert bot.returncode == 0, log.read_text(encoding="utf-8")[-1000:]
        api.no_violations()
    found = crowd.found()
    found.cpu_ms = round(spent / max(1, found.asked) * 1000, 3)
    found.shares = json.loads(shares.read_text(encoding="utf-8")) if sampled else {}
    return found


def _cpu_seconds(process: int) -> float:
    spent = psutil.Process(process).cpu_times()
    return float(spent.user + spent.system)


class _Crowd:
    """People who write at their own pace, whether they are answered or not."""

    def __init__(self, api: BotApi, questions: Iterator[Said]) -> None:
        self._api = api
        self._questions = questions
        self.talks: dict[int, _Talk] = {}

    async def write(self, seconds: int, a_second: int) -> None:
        """Write for so long, then wait for the answers."""
        listening = asyncio.create_task(self._listen())
        started = time.perf_counter()
        here: list[_Talk | None] = [None] * CHATS
        for number in range(seconds * a_second):
            await asyncio.sleep(max(0.0, started + number / a_second - time.perf_counter()))
            talk = here[number % CHATS]
            if talk is None or len(talk.asked) == MOST_OF_ONE:
                talk = here[number % CHATS] = _Talk(self._api.user("Aino"))
                self.talks[talk.person.id] = talk
            question = next(self._questions)
            talk.asked.append((question, time.perf_counter()))
            await talk.person.says(question.text)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LATE_SECONDS), self._api.world.happened:
                await self._api.world.happened.wait_for(
                    lambda: all(len(talk.heard) >= len(talk.asked) for talk in self.talks.values())
                )
        listening.cancel()

    async def _listen(self) -> None:
        world = self._api.world
        at = len(world.events)
        while True:
            async with world.happened:
                await world.happened.wait()
            now = time.perf_counter()
            for event in world.events[at:]:
                if event.kind == "message" and event.chat_id in self.talks:
                    self.talks[event.chat_id].heard.append((event.text, now))
            at = len(world.events)

    def found(self) -> _Found:
        """How everybody was answered: each answer must be to the question in its place."""
        waits, disordered = [], 0
        for talk in self.talks.values():
            for (question, then), (words, now) in zip(talk.asked, talk.heard, strict=False):
                disordered += question.answer not in words.casefold()
                waits.append(round((now - then) * 1e9))
        asked = sum(len(talk.asked) for talk in self.talks.values())
        return _Found(asked, len(waits), disordered, waits, 0.0, {})

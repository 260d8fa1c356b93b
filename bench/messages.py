"""A hundred people write at once: `osta run` as a process, polling a Bot API server of the tests, on SQLite.

200 messages a second for half a minute, evenly spread over 100 chats. Whoever has written 25 leaves, and somebody new
goes on in their place: the bot asks people who write more in a minute to pause.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from bench.crowd import LATE_SECONDS, Crowd, Found
from bench.load import CHATS, said
from bench.report import Goal, Section
from bench.sampled import OWN
from bench.timing import times
from osta.discovery.producers.demo import load_demo
from osta.discovery.service import Discovery
from osta.store.engine import open_database
from osta.store.schema import prepare
from tests.fakes.bot_api import BotApi

ROOT = Path(__file__).parent.parent
A_SECOND = 200
SECONDS = 30
SAMPLED_SECONDS = 10
WARM_UP_SECONDS = 3
P95_MS = 300.0
CPU_MS = 2.5


def run(seconds: int = SECONDS, a_second: int = A_SECOND) -> Section:
    """The real program once for the times, and once more with a sampler for whose code the time goes to."""
    inside = _inside()
    with tempfile.TemporaryDirectory() as folder:
        found, cpu_ms, _ = asyncio.run(_measured(Path(folder), seconds, a_second, sampled=False))
    with tempfile.TemporaryDirectory() as folder:
        _, _, shares = asyncio.run(_measured(Path(folder), min(seconds, SAMPLED_SECONDS), a_second, sampled=True))
    taken = times(found.waits)
    title = f"{found.asked} messages of {CHATS} chats at once, {a_second} a second"
    section = Section("messages", title, ("figure", "whole program", "without Telegram"))
    section.rows = [
        ("answered", f"{found.answered} of {found.asked}", "all"),
        ("out of order", str(found.disordered), "0"),
        ("arrival to answer, ms (median / p95)", str(taken), ""),
        ("processor time a message, ms", f"{cpu_ms:.2f}", f"{inside['cpu_ms']:.2f}"),
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
        "cpu_ms": cpu_ms,
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


async def _measured(
    folder: Path, seconds: int, a_second: int, *, sampled: bool
) -> tuple[Found, float, dict[str, float]]:
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
            crowd = Crowd(api, said(discovery))
            await crowd.write(WARM_UP_SECONDS, a_second)
            crowd.talks.clear()
            if sampled:
                bot.send_signal(signal.SIGUSR1)
            before = _cpu_seconds(bot.pid)
            await crowd.write(seconds, a_second)
            spent = _cpu_seconds(bot.pid) - before
        finally:
            bot.send_signal(signal.SIGTERM)
            await asyncio.wait_for(bot.wait(), LATE_SECONDS)
        assert bot.returncode == 0, log.read_text(encoding="utf-8")[-1000:]
        api.no_violations()
    found = crowd.found()
    cpu_ms = round(spent / max(1, found.asked) * 1000, 3)
    return found, cpu_ms, json.loads(shares.read_text(encoding="utf-8")) if sampled else {}


def _cpu_seconds(process: int) -> float:
    spent = psutil.Process(process).cpu_times()
    return float(spent.user + spent.system)

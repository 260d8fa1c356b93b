"""From typing `osta ask` to the first answer: the program as a fresh process, and what the time goes into."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.answers import LABELLED
from bench.report import Goal, Section
from osta.discovery.producers.importing import import_producers
from osta.discovery.service import Discovery
from osta.store.engine import open_database
from osta.store.schema import upgrade

ROOT = Path(__file__).parent.parent
QUESTION = "kuka myy perunaa Sallassa"
TIMES = 7
START_S = 1.0


def run() -> Section:
    """Start the program several times; the first start, which fills the file cache, does not count."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cold.sqlite"
        asyncio.run(_prepare(path))
        environment = os.environ | {"OSTA_DATABASE_URL": f"sqlite:///{path}"}
        asked = [sys.executable, "-m", "osta", "ask", QUESTION]
        seconds = _seconds(asked, environment)
        steps = [_steps(path) for _ in range(TIMES)]
    section = Section("cold start", f"Cold start, milliseconds, the fastest of {TIMES}", ("step", "ms"))
    spent = {name: min(one[name] for one in steps) for name in steps[0]}
    bare = _seconds([sys.executable, "-c", "pass"], environment)
    section.rows = [("Python itself", f"{bare * 1000:.0f}"), *((name, f"{ms:.0f}") for name, ms in spent.items())]
    section.rows.append(("osta ask, start to end", f"{seconds * 1000:.0f}"))
    section.figures = {"ask_s": round(seconds, 3), "python_s": round(bare, 3), "steps_ms": spent}
    section.goals = [Goal("cold start of `osta ask` to its answer", round(seconds, 2), START_S, "s")]
    return section


async def _prepare(path: Path) -> None:
    database = open_database(path)
    await upgrade(database)
    await import_producers(database, Discovery.open(), LABELLED / "producers.csv", now=datetime.now(UTC))
    await database.close()


def _seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """The shortest time that the command takes from start to end: what else the machine does only ever adds."""
    measured = []
    for number in range(TIMES + 1):
        started = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        if number:
            measured.append(time.perf_counter() - started)
    return min(measured)


def _steps(path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.cold", str(path), QUESTION]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    steps: dict[str, float] = json.loads(done.stdout)["steps"]
    return steps

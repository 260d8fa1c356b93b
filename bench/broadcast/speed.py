"""Messages a second with no limit on the messenger's side, and the memory they take, by the number of people."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.broadcast.announced import add_people, announce, empty_database
from bench.databases import Kind
from bench.report import Goal, Section
from osta.store.engine import open_database

ROOT = Path(__file__).parents[2]
PEOPLE = (10_000, 100_000, 1_000_000)
A_SECOND = 1000.0
GROWTH_MB = 10.0
"""What a process may vary by while it allocates and frees: a million rows loaded would be hundreds."""


def run(people: Sequence[int], kinds: Sequence[Kind], say: Callable[[str], None]) -> Section:
    """Each number of people on each database, in a sending process of its own."""
    section = Section(
        "broadcast-speed",
        "An announcement with no limits on the messenger's side",
        ("database", "people", "messages/s", "a second of processor", "memory", "grown by", "longest stall, processor"),
        note="Memory and processor are the sending process's; it grows from the 2,000th message on. A stall is work "
        "that anything else in the process had to wait for.",
    )
    for kind in kinds:
        smallest = 0.0
        for count in people:
            say(f"{kind}: {count:,} people")
            found = asyncio.run(_measured(kind, count))
            assert found["sent"] == count
            smallest = smallest or found["highest_mb"]
            _add(section, kind, count, found, found["highest_mb"] - smallest)
    return section


async def _measured(kind: Kind, people: int) -> dict[str, Any]:
    async with empty_database(kind) as url:
        database = open_database(url)
        await add_people(database, people)
        number = await announce(database)
        await database.close()
        sending = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.broadcast.sending", url, str(number), cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        printed, _ = await sending.communicate()
        assert sending.returncode == 0
        found: dict[str, Any] = json.loads(printed.splitlines()[-1])
        return found


def _add(section: Section, kind: Kind, people: int, found: dict[str, Any], more_than_smallest: float) -> None:
    a_second, of_cpu = found["sent"] / found["seconds"], found["sent"] / found["cpu_seconds"]
    grown = found["highest_mb"] - found["warm_mb"]
    section.rows.append(
        (
            kind,
            f"{people:,}",
            f"{a_second:,.0f}",
            f"{of_cpu:,.0f}",
            f"{found['highest_mb']:.0f} MB",
            f"{grown:.1f} MB",
            f"{found['stall_ms']:.0f} ms",
        )
    )
    section.figures[f"{kind} {people}"] = {
        "a_second": round(a_second),
        "a_cpu_second": round(of_cpu),
        "grown_mb": round(grown, 1),
        **{name: round(value, 1) for name, value in found.items()},
    }
    name = f"{kind}, {people:,} people"
    section.goals.append(Goal(f"{name}: messages a second", round(a_second), A_SECOND, "messages/s", at_least=True))
    section.goals.append(Goal(f"{name}: memory grown while sending", round(grown, 1), GROWTH_MB, "MB"))
    section.goals.append(Goal(f"{name}: memory above the least", round(more_than_smallest, 1), GROWTH_MB, "MB"))

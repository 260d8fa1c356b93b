"""Two senders on one PostgreSQL; the one that sends is killed: how soon the other goes on, and what is doubled."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Callable

from bench.broadcast.announced import add_people, announce, empty_database, until_done
from bench.broadcast.kills import sending_program
from bench.report import Goal, Section
from osta.broadcasts.delivery import LEASE
from osta.store import broadcasts
from osta.store.engine import open_database
from tests.fakes.sink import SinkServer, doubled

PEOPLE = 2000
TIMES = 3
SECONDS = 10.0
_CALL_SECONDS = 0.01


def run(people: int, say: Callable[[str], None]) -> Section:
    """A few times with the program's own lease."""
    section = Section(
        "broadcast-takeover",
        "Two processes on one PostgreSQL, the sending one killed",
        ("run", "people", "taken over after", "sent", "unknown", "doubled"),
    )
    for number in range(1, TIMES + 1):
        say(f"takeover {number}")
        seconds, states, twice = asyncio.run(_measured(people))
        unsettled = people - states["sent"] - states["unknown"]
        row = (number, people, f"{seconds:.1f} s", states["sent"], states["unknown"], twice)
        section.rows.append(tuple(map(str, row)))
        section.figures[f"run {number}"] = {"people": people, "seconds": round(seconds, 2), "doubled": twice, **states}
        section.goals.append(Goal(f"run {number}: taken over after", round(seconds, 1), SECONDS, "s"))
        section.goals.append(Goal(f"run {number}: messages doubled", twice, 1, "messages"))
        section.goals.append(Goal(f"run {number}: people in no final state", unsettled, 1, "people"))
    return section


async def _measured(people: int) -> tuple[float, Counter[str], int]:
    async with empty_database("postgresql") as url:
        database = open_database(url)
        await add_people(database, people)
        number = await announce(database)
        sink = SinkServer(seconds=_CALL_SECONDS)
        await sink.start()
        first = await sending_program(url, sink.port, LEASE.total_seconds())
        await sink.until(people // 4)
        second = await sending_program(url, sink.port, LEASE.total_seconds())
        await sink.until(people // 2)
        first.send_signal(signal.SIGKILL)
        died = time.perf_counter()
        await first.wait()
        await asyncio.sleep(20 * _CALL_SECONDS)  # what it had sent is still arriving
        await sink.until(sink.arrived.total() + 1)
        seconds = time.perf_counter() - died
        await until_done(database, number)
        second.send_signal(signal.SIGKILL)
        await second.wait()
        await sink.stop()
        async with database.reading() as session:
            figures = await broadcasts.figures(session, number)
        await database.close()
        return (
            seconds,
            Counter({str(state): count for state, count in figures.items()}),
            doubled(sink.arrived, {str(person) for person in range(1, people + 1)}),
        )

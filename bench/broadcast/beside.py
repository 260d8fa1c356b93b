"""People who ask while a hundred thousand messages wait to go out: answered as fast as without them?

One process of `osta run` throughout: first nothing goes out, then an announcement is put into the queue person by
person, then it is sent at Telegram's pace.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from bench.broadcast.announced import announce, stored
from bench.broadcast.running import Running, running
from bench.crowd import Crowd, Found
from bench.databases import Kind
from bench.report import Goal, Section
from bench.timing import times

PEOPLE = 100_000
SECONDS = 60
A_SECOND = 5
P95_MS = 300.0
SLOWER_MS = 25.0
"""What a median answer may take longer beside a broadcast: nothing that anybody notices."""
_QUEUEING_SECONDS = 5


def run(people: int, seconds: int, kinds: Sequence[Kind], say: Callable[[str], None]) -> Section:
    """The same questions in three situations, on each database."""
    section = Section(
        "broadcast-beside",
        f"Questions beside an announcement to {people:,} people, {A_SECOND} a second",
        ("database", "meanwhile", "answered", "answer, ms (median / p95)", "worst", "processor"),
        note="One process throughout. Processor is the program's share of one core.",
    )
    for kind in kinds:
        say(f"{kind}: {people:,} people")
        asyncio.run(_measured(section, kind, people, seconds))
    return section


async def _measured(section: Section, kind: Kind, people: int, seconds: int) -> None:
    async with running(kind, people) as bot:
        without = await _asked(section, kind, "nothing goes out", bot, seconds)
        number = await announce(bot.database)

        async def queueing(crowd: Crowd) -> None:
            while (await stored(bot.database, number)).materialised_at is None:
                await crowd.write(_QUEUEING_SECONDS, A_SECOND)

        await _asked(section, kind, "people are added to the queue", bot, seconds, queueing)
        beside = await _asked(section, kind, "the queue is sent", bot, seconds)
        refused = bot.refused()
    slower = times(beside.waits).median - times(without.waits).median
    section.goals.append(Goal(f"{kind}: median answer slower by", round(slower, 1), SLOWER_MS, "ms"))
    section.goals.append(Goal(f"{kind}: messages refused with 429", refused, 3, "messages"))


async def _asked(
    section: Section,
    kind: Kind,
    meanwhile: str,
    bot: Running,
    seconds: int,
    asking: Callable[[Crowd], Awaitable[None]] | None = None,
) -> Found:
    crowd = next(bot.crowds)
    spent, began = bot.cpu_seconds(), time.perf_counter()
    await (crowd.write(seconds, A_SECOND) if asking is None else asking(crowd))
    share = (bot.cpu_seconds() - spent) / (time.perf_counter() - began)
    found = crowd.found()
    waits = times(found.waits)
    answered = f"{found.answered} of {found.asked}"
    section.rows.append((kind, meanwhile, answered, str(waits), f"{waits.worst:.0f}", f"{share:.0%}"))
    section.figures[f"{kind}, {meanwhile}"] = {
        "asked": found.asked,
        "answered": found.answered,
        "cpu_share": round(share, 3),
        "wait_ms": {"median": waits.median, "p95": waits.p95, "worst": waits.worst},
    }
    name = f"{kind}, while {meanwhile}"
    section.goals.append(Goal(f"{name}: questions not answered", found.asked - found.answered, 1, "questions"))
    section.goals.append(Goal(f"{name}: question to answer, p95", round(waits.p95, 1), P95_MS, "ms"))
    return found

"""Telegram's own limits: how much of them a broadcast uses, while somebody asks every second and is answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

from bench.broadcast.announced import announce
from bench.broadcast.running import Running, running
from bench.crowd import Found
from bench.databases import Kind
from bench.report import Goal, Section
from bench.timing import times

SECONDS = 300
A_SECOND = 30.0
SHARE = 0.98
REFUSED = 3
P95_MS = 300.0


def run(seconds: int, kinds: Sequence[Kind], say: Callable[[str], None]) -> Section:
    """The real program against a server that lets 30 messages a second pass, and one a second into a chat."""
    section = Section(
        "broadcast-limits",
        f"An announcement within Telegram's limits for {seconds} s, with a question every second",
        ("database", "messages/s", "of 30", "refused (429)", "answered", "answer, ms (median / p95)", "processor"),
        note="Messages are those of the announcement and the answers together. Processor is the program's share of one "
        "core.",
    )
    for kind in kinds:
        say(f"{kind}: {seconds} s")
        figures, found = asyncio.run(_measured(kind, seconds))
        _add(section, kind, figures, found)
    return section


async def _measured(kind: Kind, seconds: int) -> tuple[dict[str, Any], Found]:
    async with running(kind, round(seconds * (A_SECOND + 1)) + 500) as bot:
        crowd = next(bot.crowds)
        await announce(bot.database)
        await _until_sent(bot, _sent(bot) + 1)
        sent, refused, spent, began = _sent(bot), bot.refused(), bot.cpu_seconds(), time.perf_counter()
        asking = asyncio.create_task(crowd.write(seconds, 1))
        await asyncio.sleep(seconds)
        took = time.perf_counter() - began
        figures = {
            "seconds": round(took, 1),
            "a_second": round((_sent(bot) - sent) / took, 3),
            "refused": bot.refused() - refused,
            "cpu_share": round((bot.cpu_seconds() - spent) / took, 3),
        }
        await asking
        return figures, crowd.found()


def _sent(bot: Running) -> int:
    return sum(call.code == 200 and call.method == "sendMessage" for call in bot.api.journal.calls)


async def _until_sent(bot: Running, messages: int) -> None:
    async with bot.api.world.happened:
        await bot.api.world.happened.wait_for(lambda: _sent(bot) >= messages)


def _add(section: Section, kind: Kind, figures: dict[str, Any], found: Found) -> None:
    waits, share = times(found.waits), figures["a_second"] / A_SECOND
    section.rows.append(
        (
            kind,
            f"{figures['a_second']:.2f}",
            f"{share:.1%}",
            str(figures["refused"]),
            f"{found.answered} of {found.asked}",
            str(waits),
            f"{figures['cpu_share']:.0%}",
        )
    )
    section.figures[kind] = figures | {
        "asked": found.asked,
        "answered": found.answered,
        "wait_ms": {"median": waits.median, "p95": waits.p95, "worst": waits.worst},
    }
    section.goals += [
        Goal(f"{kind}: share of 30 messages a second", round(share, 4), SHARE, "", at_least=True),
        Goal(f"{kind}: messages refused with 429", figures["refused"], REFUSED, "messages"),
        Goal(f"{kind}: questions not answered", found.asked - found.answered, 1, "questions"),
        Goal(f"{kind}: answers to something else", found.disordered, 1, "answers"),
        Goal(f"{kind}: question to answer, p95", round(waits.p95, 1), P95_MS, "ms"),
    ]

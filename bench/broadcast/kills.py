"""The sender killed over and over while one answer in a hundred of the messenger is lost: nobody may be skipped."""

from __future__ import annotations

import asyncio
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.broadcast.announced import add_people, announce, empty_database, until_done
from bench.databases import Kind
from bench.report import Goal, Section
from osta.broadcasts.kinds import RULES
from osta.store import broadcasts
from osta.store.engine import Database, open_database
from osta.store.models import BroadcastKind, Outbox, OutboxState
from tests.fakes.sink import SinkServer, doubled

ROOT = Path(__file__).parents[2]
PEOPLE = 5000
KILLS = 100
_WHAT: tuple[tuple[BroadcastKind, int], ...] = (("announcement", 1), ("alert", 10))
"""Alerts go out one after the other: a tenth of the people and kills is enough for them."""
_LOST = 0.01
_CALL_SECONDS = 0.004
_PATIENCE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Found:
    """How often it was killed in the middle, and who ended how. ``skipped`` neither got it nor is listed as unknown;
    ``unfinished`` are in no final state.
    """

    kills: int
    states: Counter[OutboxState]
    skipped: int
    doubled: int
    unfinished: int
    lost_answers: int


def run(people: int, kills: int, kinds: Sequence[Kind], say: Callable[[str], None]) -> Section:
    """An announcement, which nobody may get twice, and a reminder, which everybody must get."""
    section = Section(
        "broadcast-kills",
        "The sender killed at random moments, 1 % of the messenger's answers lost",
        ("database", "what", "people", "kills", "sent", "unknown", "other", "answers lost", "skipped", "doubled"),
        note="Unknown ones are listed for staff. An alert of which nobody knows whether it arrived is sent again: one "
        "for each kill or lost answer at most.",
    )
    for database in kinds:
        for kind, part in _WHAT:
            say(f"{database}: {kind} to {people // part:,} people, {kills // part} kills")
            found = asyncio.run(_killed(database, kind, people // part, kills // part))
            _add(section, database, kind, people // part, found)
    return section


async def _killed(database_kind: Kind, kind: BroadcastKind, people: int, kills: int) -> Found:
    async with empty_database(database_kind) as url:
        database = open_database(url)
        await add_people(database, people, topic=RULES[kind].topic or "announcements")
        number = await announce(database, kind)
        sink = SinkServer(lost_share=_LOST, seconds=_CALL_SECONDS)
        await sink.start()
        dice = random.Random()
        killed = 0
        for left in range(kills, -1, -1):
            still = people - await _taken(database, number)
            program = await sending_program(url, sink.port)
            try:
                if left and still:
                    # Always some are left for the next kill.
                    more = dice.randint(1, max(1, 2 * still // (left + 2)))
                    async with asyncio.timeout(_PATIENCE_SECONDS):
                        await sink.until(sink.arrived.total() + more)
                    await asyncio.sleep(dice.random() * 0.02)
                    killed += 1
                else:
                    await until_done(database, number)
                    break
            finally:
                program.send_signal(signal.SIGKILL)
                await program.wait()
        await sink.stop()
        async with database.reading() as session:
            rows = await broadcasts.listed(session, number, _FINAL, limit=people + 1)
        await database.close()
        return _found(rows, people, killed, sink)


async def _taken(database: Database, number: int) -> int:
    """How many people's messages nobody will begin to send any more."""
    async with database.reading() as session:
        figures = await broadcasts.figures(session, number)
    return sum(figures.get(state, 0) for state in (*_FINAL, "sending"))


_FINAL: tuple[OutboxState, ...] = ("sent", "unknown", "failed", "blocked")


def _found(rows: Sequence[Outbox], people: int, kills: int, sink: SinkServer) -> Found:
    states: Counter[OutboxState] = Counter(row.state for row in rows)
    chats = {str(person) for person in range(1, people + 1)}
    listed = {row.address.partition(":")[2] for row in rows if row.state == "unknown"}
    arrived = {chat for chat in chats if sink.arrived[chat]}
    return Found(
        kills,
        states,
        skipped=len(chats - arrived - listed),
        doubled=doubled(sink.arrived, chats),
        unfinished=people - len({row.person_id for row in rows}),
        lost_answers=sink.lost,
    )


def _add(section: Section, database: Kind, kind: BroadcastKind, people: int, found: Found) -> None:
    sent, unknown = found.states["sent"], found.states["unknown"]
    other = people - sent - unknown
    whole = (people, found.kills, sent, unknown, other, found.lost_answers, found.skipped, found.doubled)
    section.rows.append((database, kind, *(f"{figure:,}" for figure in whole)))
    section.figures[f"{database} {kind}"] = dict(zip(section.columns[2:], whole, strict=True))
    name = f"{database}, {kind}"
    again = RULES[kind].unknown == "send again"
    section.goals += [
        Goal(f"{name}: people in no final state", found.unfinished + other, 1, "people"),
        Goal(f"{name}: people skipped", found.skipped, 1, "people"),
        Goal(
            f"{name}: messages doubled", found.doubled, found.kills + found.lost_answers + 1 if again else 1, "messages"
        ),
    ]


async def sending_program(url: str, port: int, lease_seconds: float = 0.6) -> asyncio.subprocess.Process:
    """A process that sends what is due and does nothing else."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.sending_program", url, str(port), str(lease_seconds),
        cwd=ROOT, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip

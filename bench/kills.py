"""The program killed at random moments of running conversations, again and again: nothing may be lost."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.report import Goal, Section
from tests.databases import running_postgresql
from tests.fakes.killing import Outcome, killed_again_and_again
from tests.fakes.program import load_demo

PEOPLE = 8
_SEED = 50


def run(kills: int, say: Callable[[str], None]) -> Section:
    """Kill it so often with polling on SQLite, and once more as often with a webhook on PostgreSQL."""
    section = Section(
        "kills",
        "Killed in the middle of conversations",
        ("how", "kills", "messages", "lost", "handled twice", "forms broken", "answers sent again"),
        note="An answer of which nobody knew whether it had arrived is sent again: that is allowed.",
    )
    with tempfile.TemporaryDirectory(prefix="osta-kills-") as folder, running_postgresql() as server:
        file, served = str(Path(folder) / "osta.sqlite"), server.url(server.lend(migrated=True))
        for how, url, webhook in (("polling, SQLite", file, False), ("webhook, PostgreSQL", served, True)):
            say(f"{how}: {kills} kills")
            load_demo(url)
            talked = killed_again_and_again(url, kills=kills, people=PEOPLE, seed=_SEED + webhook, webhook=webhook)
            _add(section, how, asyncio.run(talked))
    return section


def _add(section: Section, name: str, found: Outcome) -> None:
    whole = (found.kills, found.messages, found.lost, found.handled_twice, found.forms_broken, found.sent_again)
    section.rows.append((name, *map(str, whole)))
    section.figures[name] = dict(zip(section.columns[1:], whole, strict=True))
    section.goals.append(Goal(f"{name}: messages lost", found.lost, 1, "messages"))
    section.goals.append(Goal(f"{name}: messages handled twice", found.handled_twice, 1, "messages"))
    section.goals.append(Goal(f"{name}: open forms that did not go on", found.forms_broken, 1, "forms"))

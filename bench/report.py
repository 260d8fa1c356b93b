"""What a part of the benchmark found: a table for people, and figures for a file."""

from __future__ import annotations

import json
import os
import platform
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Goal:
    """Something to reach: ``reached`` below ``limit``, in ``unit``; with ``at_least``, not below it."""

    what: str
    reached: float
    limit: float
    unit: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether it is reached."""
        return self.reached >= self.limit if self.at_least else self.reached < self.limit


@dataclass(slots=True)
class Section:
    """One part's findings. ``figures`` go into the file, ``rows`` into the table."""

    name: str
    title: str
    columns: Sequence[str]
    rows: list[Sequence[str]] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    goals: list[Goal] = field(default_factory=list)
    note: str = ""


def show(section: Section, console: Console) -> None:
    """Print the section's table and how its goals were met."""
    table = Table(title=section.title, title_justify="left", caption=section.note or None, caption_justify="left")
    for number, column in enumerate(section.columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    for row in section.rows:
        table.add_row(*row)
    console.print(table)
    for goal in section.goals:
        mark = "[green]reached[/]" if goal.met else "[red]missed[/]"
        sign = "≥" if goal.at_least else "<"
        console.print(f"  {mark}: {goal.what}: {goal.reached:g} {goal.unit}, goal {sign} {goal.limit:g} {goal.unit}")
    console.print()


def machine() -> str:
    """The machine and versions that figures belong to, for people."""
    return (
        f"{os.cpu_count()} cores of {_processor()}, {platform.system()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


def save(sections: Sequence[Section], folder: Path = RESULTS) -> Path:
    """Add the figures to the machine's file; parts and sizes that were not run keep their earlier ones."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (re.sub(r"[^a-z0-9]+", "-", f"{platform.node()}-{_processor()}".lower()).strip("-") + ".json")
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    known["machine"] = machine()
    for section in sections:
        earlier = known.get(section.name, {})
        goals = {goal.what: {"reached": goal.reached, "limit": goal.limit} for goal in section.goals}
        known[section.name] = {
            **earlier,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            **section.figures,
            "goals": earlier.get("goals", {}) | goals,
        }
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found[1].strip() if found else platform.processor() or platform.machine()

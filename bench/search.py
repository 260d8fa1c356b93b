"""Time of one answer at each size on each database, with the memory of the process that answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench import databases
from bench.databases import Kind, Made
from bench.measure import WARM_UP
from bench.questions import questions
from bench.report import Goal, Section
from bench.timing import times
from osta.discovery.service import Discovery

ROOT = Path(__file__).parent.parent
QUESTIONS = 3000
P95_MS = {("sqlite", 100_000): 1.0, ("sqlite", 1_000_000): 2.0, ("postgresql", 1_000_000): 4.0}
RUNS = 3
TIMES = ("answer", "read", "find", "sql", "answer_again", "cpu")
MEMORY_MB = {("sqlite", 100_000): 150.0}


def run(sizes: Sequence[int], kinds: Sequence[Kind], say: Callable[[str], None] = print) -> Section:
    """Measure every size on every database."""
    discovery = Discovery.open()
    asked = [one.text for one in questions(QUESTIONS + WARM_UP, discovery.lexicon, discovery.gazetteer)]
    section = Section(
        "search",
        f"One answer, milliseconds: median / 95th percentile of {QUESTIONS} questions, the fastest of {RUNS} runs",
        ("database", "producers", "whole answer", "reading", "finding", "SQL alone", "asked again", "processor",
         "memory MB", "build s", "size MB"),
        note="whole answer: reading the question and finding who answers, a transaction of its own included; "
        "processor: what of it the process worked",
    )  # fmt: skip
    with ExitStack() as open_until_done:
        address = open_until_done.enter_context(databases.server()) if "postgresql" in kinds else None
        for size in sizes:
            for kind in kinds:
                made = databases.make(kind, size, discovery, address, say)
                say(f"measuring {size:,} producers on {kind} …")
                _add(section, made, measure(made.url, asked))
    return section


def measure(url: str, asked: Sequence[str]) -> dict[str, Any]:
    """Let fresh processes answer these questions from the database.

    Each question counts with its fastest run: what else the machine does only ever adds.
    """
    runs = [_run(url, asked) for _ in range(RUNS)]
    found: dict[str, Any] = {"load": round(os.getloadavg()[0], 2), "memory_mb": max(run["memory_mb"] for run in runs)}
    for name in TIMES:
        found[name] = asdict(times([min(same) for same in zip(*(run[name] for run in runs), strict=True)]))
    return found


def _run(url: str, asked: Sequence[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "questions.json"
        path.write_text(json.dumps(asked), encoding="utf-8")
        command = [sys.executable, "-m", "bench.measure", url, str(path)]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _add(section: Section, made: Made, found: dict[str, Any]) -> None:
    def cell(name: str) -> str:
        return f"{found[name]['median']:.2f} / {found[name]['p95']:.2f}"

    section.rows.append(
        (
            made.kind,
            f"{made.size:,}",
            *(cell(name) for name in TIMES),
            str(found["memory_mb"]),
            f"{made.build_s:.0f}",
            f"{made.size_mb:.0f}",
        )
    )
    section.figures[f"{made.kind} {made.size}"] = found | {
        "build_s": made.build_s,
        "size_mb": made.size_mb,
        "postings": made.postings,
    }
    case = (made.kind, made.size)
    where = f"{made.kind}, {made.size:,}"
    if case in P95_MS:
        section.goals.append(Goal(f"reading and searching, p95, {where}", found["answer"]["p95"], P95_MS[case], "ms"))
    if case in MEMORY_MB:
        section.goals.append(Goal(f"memory, {where}", found["memory_mb"], MEMORY_MB[case], "MB"))

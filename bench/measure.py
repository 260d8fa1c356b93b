"""Measures one database in a process of its own, which loads only what the bot loads: ``python -m bench.measure``.

Prints one JSON object: nanoseconds of each whole answer, of reading, of SQL …, and the process's memory.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter_ns, thread_time_ns
from typing import Any, NamedTuple

import psutil

from osta.discovery.service import Discovery
from osta.store import postings
from osta.store.engine import Database, open_database

WARM_UP = 200


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="bench.measure")
    parser.add_argument("database")
    parser.add_argument("questions", type=Path, help="a JSON list of texts")
    options = parser.parse_args()
    texts = json.loads(options.questions.read_text(encoding="utf-8"))
    print(json.dumps(asyncio.run(_measured(options.database, texts))))


async def _measured(url: str, texts: Sequence[str]) -> dict[str, Any]:
    before = memory_mb()
    started = perf_counter_ns()
    discovery = Discovery.open()
    opened = perf_counter_ns() - started
    database = open_database(url)
    try:
        await answer(database, discovery, texts[:WARM_UP])
        gc.collect()
        # Every question is new to the process, as are many of its words and keys.
        first = await answer(database, discovery, texts[WARM_UP:])
        again = await answer(database, discovery, texts[WARM_UP:])
        memory = memory_mb()
        sql = await _sql_alone(database, discovery, texts[WARM_UP:])
    finally:
        await database.close()
    return {
        "answer": [spent.whole for spent in first],
        "read": [spent.read for spent in first],
        "find": [spent.find for spent in first],
        "cpu": [spent.cpu for spent in first],
        "answer_again": [spent.whole for spent in again],
        "sql": sql,
        "open_ms": round(opened / 1e6),
        "memory_mb": round(memory),
        "memory_bare_mb": round(before),
    }


class Spent(NamedTuple):
    """Nanoseconds of one answer: reading the question, finding who answers, and what of both the processor worked."""

    read: int
    find: int
    cpu: int

    @property
    def whole(self) -> int:
        """The whole answer."""
        return self.read + self.find


async def answer(database: Database, discovery: Discovery, texts: Sequence[str]) -> list[Spent]:
    """Answer each question, in a transaction of its own."""
    spent = []
    for text in texts:
        worked, started = thread_time_ns(), perf_counter_ns()
        question = discovery.read(text)
        read = perf_counter_ns()
        async with database.reading() as session:
            await discovery.find(session, question, now=datetime.now(UTC))
        found = perf_counter_ns()
        spent.append(Spent(read - started, found - read, thread_time_ns() - worked))
    return spent


async def _sql_alone(database: Database, discovery: Discovery, texts: Sequence[str]) -> list[int]:
    """The nanoseconds that the search query takes, once for each question that comes to it."""
    nearest = postings.nearest
    measured: list[int] = []

    async def timed(*arguments: Any) -> Any:
        started = perf_counter_ns()
        found = await nearest(*arguments)
        measured.append(perf_counter_ns() - started)
        return found

    postings.nearest = timed  # type: ignore[assignment]
    try:
        await answer(database, discovery, texts)
    finally:
        postings.nearest = nearest
    return measured


def memory_mb() -> float:
    """The process's resident memory in megabytes."""
    return float(psutil.Process(os.getpid()).memory_info().rss) / 1e6


if __name__ == "__main__":
    main()

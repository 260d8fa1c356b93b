"""Measures one database in a process of its own, which loads only what the bot loads: ``python -m bench.measure``.

Prints one JSON object: milliseconds of the whole answer, of reading and of SQL, and the process's memory.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import psutil

from bench.timing import times
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
        "questions": len(texts) - WARM_UP,
        "answer": asdict(times([read + found for read, found in first])),
        "answer_again": asdict(times([read + found for read, found in again])),
        "read": asdict(times([read for read, _ in first])),
        "find": asdict(times([found for _, found in first])),
        "sql": asdict(times(sql)),
        "open_ms": round(opened / 1e6),
        "memory_mb": round(memory),
        "memory_bare_mb": round(before),
    }


async def answer(database: Database, discovery: Discovery, texts: Sequence[str]) -> list[tuple[int, int]]:
    """For each question the nanoseconds of reading it and of finding who answers, the transaction included."""
    measured = []
    for text in texts:
        started = perf_counter_ns()
        question = discovery.read(text)
        read = perf_counter_ns()
        async with database.reading() as session:
            await discovery.find(session, question)
        measured.append((read - started, perf_counter_ns() - read))
    return measured


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

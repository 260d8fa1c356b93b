"""Commands that load and write data."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import typer

from osta.bot.cli.opening import discovery, opened, progress_bar
from osta.bot.database_url import chosen_database_url
from osta.discovery.producers.report import Report
from osta.store import schema
from osta.store.engine import Database, open_database
from osta.store.models import utc_now

Outcome = TypeVar("Outcome")


def load_producers(url: str | None, path: Path, *, dry_run: bool) -> None:
    """Import a file and print the report. Leaves with 1 when a row was refused."""
    from osta.discovery.producers.importing import import_producers

    async def load(database: Database) -> Report:
        known = await discovery(database)
        with progress_bar() as progress:
            return await import_producers(database, known, path, dry_run=dry_run, progress=progress, now=utc_now())

    report = with_database(url, load)
    for line in report.lines():
        print(line)
    if report.refused:
        raise typer.Exit(1)


def load_demo(url: str | None) -> None:
    """Load the demonstration producers."""
    from osta.discovery.producers import demo

    async def load(database: Database) -> Report:
        known = await discovery(database)
        with progress_bar() as progress:
            return await demo.load_demo(database, known, utc_now(), progress)

    print(with_database(url, load).totals())


def write_producers(url: str | None, path: Path | None) -> None:
    """Export to a file, or as CSV to standard output."""
    from osta.discovery.producers.exporting import export_producers

    async def write(database: Database) -> int:
        return await export_producers(database, path or sys.stdout.buffer)

    count = with_database(url, write)
    if path is not None:
        print(f"{path}: {count} producers")


def build_index(url: str | None) -> None:
    """Build the word index if it is not current, then read every listing with it."""
    from osta.discovery.producers.catalogue import reindex

    async def read_again(database: Database) -> int:
        known = await discovery(database)
        async with database.transaction() as session:
            with progress_bar() as progress:
                return await reindex(session, known, progress)

    print(f"The index is ready; {with_database(url, read_again)} listings were read with it.")


def upgrade(url: str | None) -> None:
    """Bring the schema up to this program's."""

    async def run() -> str:
        database = open_database(chosen_database_url(url))
        try:
            await schema.upgrade(database)
        finally:
            await database.close()
        return str(database)

    print(f"{asyncio.run(run())}: up to date")


def with_database(url: str | None, work: Callable[[Database], Awaitable[Outcome]]) -> Outcome:
    """Open the database, do the work, close it."""

    async def run() -> Outcome:
        async with opened(url) as database:
            return await work(database)

    return asyncio.run(run())

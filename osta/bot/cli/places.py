"""``osta import places``: other places than the built-in ones, or more of them."""

from __future__ import annotations

from pathlib import Path

import typer

from osta.bot.cli.files import with_database
from osta.bot.cli.opening import discovery, progress_bar
from osta.discovery.places import imported
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.places.importing import PlacesReport, import_places
from osta.discovery.producers.upkeep import keep_current
from osta.store.engine import Database


def load_places(url: str | None, path: Path, *, only: bool, inside: str | None) -> None:
    """Import a file, print the report, and make the word index for what is served now. Leaves with 1 when a row was
    refused.
    """
    names = None if inside is None else {name.strip() for name in inside.split(",") if name.strip()}

    async def load(database: Database) -> PlacesReport:
        with progress_bar() as progress:
            report = await import_places(database, path, Gazetteer.load(), only=only, inside=names, progress=progress)
        await _ready(database)
        return report

    report = with_database(url, load)
    for line in report.lines():
        print(line)
    if report.refused:
        raise typer.Exit(1)


def forget_places(url: str | None) -> None:
    """Serve the built-in places alone again."""

    async def forget(database: Database) -> int:
        async with database.transaction() as session:
            count = await imported.forget(session)
        await _ready(database)
        return count

    print(f"{with_database(url, forget)} imported places were forgotten; the built-in ones are served.")


async def _ready(database: Database) -> None:
    """Build the index and place the listings now rather than at the next question."""
    known = await discovery(database)
    with progress_bar() as progress:
        await keep_current(database, known, progress)

"""Commands that write what the programme has gathered: polls, workshops, demand, and who got what."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import TextIO

from osta.bot.cli.files import with_database
from osta.bot.cli.opening import discovery
from osta.chat.errors import OstaError
from osta.chat.texts import Language
from osta.store.engine import Database
from osta.store.models import utc_now

WEEKS = 52
"""How many weeks of demand are written where no beginning is named."""


class NoSuchThing(OstaError):
    """Nothing has this number."""


def write_poll(url: str | None, number: int, path: Path | None, language: Language) -> None:
    """A poll's answers as CSV, with no name in it."""
    from osta.broadcasts.polls.export import poll_csv
    from osta.store import polls

    async def read(database: Database) -> str:
        async with database.reading() as session:
            found = await poll_csv(session, number, language)
            if found is None:
                raise _missing("poll", number, [(poll.id, poll.title) for poll in await polls.latest(session)])
            return found

    _write(with_database(url, read), path)


def write_workshop(url: str | None, number: int, path: Path | None) -> None:
    """A workshop's sign-ups as CSV."""
    from osta.broadcasts.workshops.export import workshop_csv
    from osta.store import workshops

    async def read(database: Database) -> str:
        async with database.reading() as session:
            found = await workshop_csv(session, number)
            if found is None:
                known = [(workshop.id, workshop.title) for workshop in await workshops.latest(session)]
                raise _missing("workshop", number, known)
            return found

    _write(with_database(url, read), path)


def write_demand(
    url: str | None, path: Path | None, since: date | None, until: date | None, language: Language
) -> None:
    """Demand by week, area and concept as CSV; of the last year where no beginning is named."""
    from osta.broadcasts.demand.weeks import demand_csv, recount

    async def read(database: Database) -> str:
        known = await discovery(database)
        now = utc_now()
        async with database.transaction() as session:
            await recount(session, now)
            last = until or now.date()
            return await demand_csv(session, known, since or last - timedelta(weeks=WEEKS), last, language)

    _write(with_database(url, read), path)


def write_delivery(url: str | None, number: int, path: Path | None) -> None:
    """What became of each message of a broadcast as CSV; it names nobody."""
    from osta.broadcasts.figures import STATES, delivery_table
    from osta.store import broadcasts

    async def read(database: Database) -> None:
        async with database.reading() as session:
            found = await broadcasts.get(session, number)
            if found is None:
                latest = await broadcasts.in_states(session, list(STATES), limit=10)
                raise _missing("broadcast", number, [(one.id, one.title) for one in latest])
            await _stream(delivery_table(session, found), path)

    with_database(url, read)


async def _stream(pieces: AsyncIterator[str], path: Path | None) -> None:
    if path is None:
        await _pass_on(pieces, sys.stdout)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        await _pass_on(pieces, file)
    print(path)


async def _pass_on(pieces: AsyncIterator[str], out: TextIO) -> None:
    async for piece in pieces:
        out.write(piece)


def _write(text: str, path: Path | None) -> None:
    if path is None:
        sys.stdout.write(text)
        return
    # With a byte order mark, so that a spreadsheet reads ä and ö as they are.
    path.write_text(text, encoding="utf-8-sig", newline="")
    print(path)


def _missing(kind: str, number: int, known: list[tuple[int, str]]) -> NoSuchThing:
    listed = ", ".join(f"{one} ({title})" for one, title in known)
    hint = f"the latest are {listed}" if listed else "there is none yet"
    return NoSuchThing(f"There is no {kind} {number}: {hint}.")

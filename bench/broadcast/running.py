"""`osta run` as a process, with producers, people who want announcements, and others who ask it for things."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

import psutil

from bench.broadcast.announced import add_people, empty_database
from bench.crowd import Crowd
from bench.databases import Kind
from bench.load import said
from osta.discovery.producers.demo import load_demo
from osta.discovery.service import Discovery
from osta.store.engine import Database, open_database
from tests.fakes.bot_api import BotApi, Limits
from tests.fakes.program import Program

WARM_UP_SECONDS = 5


@dataclass(slots=True)
class Running:
    """The program and what surrounds it; the server enforces Telegram's limits."""

    api: BotApi
    database: Database
    process: psutil.Process

    crowds: Iterator[Crowd]
    """People who have not asked anything yet; always others."""

    def refused(self) -> int:
        """How many messages were answered with 429."""
        return sum(call.code == 429 for call in self.api.journal.calls)

    def cpu_seconds(self) -> float:
        """Processor time that the program has spent."""
        spent = self.process.cpu_times()
        return float(spent.user + spent.system)


@asynccontextmanager
async def running(kind: Kind, people: int) -> AsyncIterator[Running]:
    """Start the program for so many people, none of whom is written to yet; it has answered its first questions."""
    async with empty_database(kind) as url, BotApi(limits=Limits(enforced=True)) as api:
        database = open_database(url)
        discovery = Discovery.open()
        await load_demo(database, discovery, datetime.now(UTC))
        # Made now: what keeps this process busy later holds up the server.
        questions = said(discovery)
        first, *_ = [api.user("Lukija", started=True) for _ in range(people)]
        await add_people(database, people, first_chat=first.id)
        program = Program(api, url)
        await program.start()
        await program.ready()
        found = Running(api, database, psutil.Process(program.pid), (Crowd(api, questions) for _ in count()))
        await next(found.crowds).write(WARM_UP_SECONDS, 10)
        try:
            yield found
        finally:
            code = await program.stop()
            await database.close()
        assert code == 0, program.logged[-2000:]
        api.no_violations()

"""Broadcasts: how fast, in how much memory, within Telegram's limits, and killed over and over.

``python -m bench.broadcast speed|limits|kills|takeover``; each prints one line for each run.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter, process_time

import asyncpg
import psutil
from sqlalchemy import insert, text

from bench.databases import server
from bench.timing import times
from osta.broadcasts import broadcast
from osta.broadcasts.budget import PACES, Metered, Spending
from osta.broadcasts.delivery import Sender
from osta.broadcasts.quiet import QuietHours
from osta.chat.channel import Sent, Sink
from osta.chat.messages import Address, Message, Reply
from osta.chat.rich import Rich
from osta.chat.texts import Language
from osta.store import broadcasts
from osta.store.audiences import Audience
from osta.store.engine import Database, open_database
from osta.store.models import Broadcast, Consent, Person, PersonAddress, utc_now
from osta.store.schema import upgrade
from tests.fakes.bot_api import BotApi
from tests.fakes.bot_api.limits import Limits
from tests.fakes.sink import SinkServer, doubled

ROOT = Path(__file__).parent.parent
NEVER_QUIET = QuietHours(begins=time(0), ends=time(0))
TEXT: dict[Language, Reply] = {"fi": Reply(Rich.plain("Torikauppaa lauantaina Sallan torilla klo 10–14. Tervetuloa!"))}
ROWS_A_PAGE = 5000


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="bench.broadcast")
    parser.add_argument("part", choices=["speed", "limits", "kills", "takeover"])
    parser.add_argument("--people", type=int, help="recipients")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=300, help="of the part limits")
    asyncio.run(_run(parser.parse_args()))


async def _run(options: argparse.Namespace) -> None:
    async with _database(options.database) as url:
        match options.part:
            case "speed":
                print(await speed(url, options.people or 100_000))
            case "limits":
                print(await limits(url, options.seconds))
            case "kills":
                print(await kills(url, options.people or 5000, options.kills))
            case _:
                print(await takeover(url, options.people or 2000))


async def speed(url: str, people: int) -> str:
    """Messages a second with no limit on the messenger's side, and how the memory grows with the people."""
    database = open_database(url)
    await add_people(database, people)
    number = await send(database)
    nowhere = _Nowhere()
    sender = Sender(database, [nowhere], clock=utc_now, spending=Spending({}), quiet=NEVER_QUIET)
    process = psutil.Process()
    began, worked, bare = perf_counter(), process_time(), process.memory_info().rss
    early = 0
    await sender.start()
    while not (done := await is_done(database, number)):
        await asyncio.sleep(0.2)
        if not early and nowhere.sent > min(people // 2, 10_000):
            early = process.memory_info().rss
    took, cpu = perf_counter() - began, process_time() - worked
    grown = (process.memory_info().rss - (early or bare)) / 1e6
    await sender.stop()
    await database.close()
    assert done
    assert nowhere.sent == people
    return (
        f"{people} people: {people / took:.0f} messages/s, {people / cpu:.0f} a second of CPU, "
        f"memory {process.memory_info().rss / 1e6:.0f} MB, grown by {grown:+.1f} MB after the first thousands"
    )


async def limits(url: str, seconds: int) -> str:
    """The share of 30 messages a second that is used against a server that enforces them, and its refusals; meanwhile
    somebody writes every second and is answered.
    """
    from osta.bot.channels.telegram import TelegramChannel

    database = open_database(url)
    async with BotApi(limits=Limits(enforced=True)) as api:
        readers = [api.user(f"Lukija {number}", started=True) for number in range(seconds * 31 + 100)]
        await add_people(database, len(readers), chats=[str(reader.id) for reader in readers])
        number = await send(database)
        spending = Spending(PACES)
        channel = TelegramChannel(api.token, api_url=api.url)
        answering = Metered(channel, spending)

        async def answer(message: Message) -> None:
            await answering.send(message.address, Reply(Rich.plain(f"Vastaus: {message.id}")))

        await answering.start(answer)
        sender = Sender(database, [channel], clock=utc_now, spending=spending, quiet=NEVER_QUIET)
        resident = api.user("Asukas", started=True)
        await sender.start()
        began, waited = perf_counter(), []
        while perf_counter() - began < seconds:
            asked = perf_counter()
            await resident.says(f"kysymys {asked}")
            await resident.hears()
            waited.append(int((perf_counter() - asked) * 1e9))
            await asyncio.sleep(max(0.0, 1 - (perf_counter() - asked)))
        took = perf_counter() - began
        sent = sum(call.code == 200 for call in api.journal.calls if call.method == "sendMessage")
        refused = api.limits.exceeded
        async with database.transaction() as session:
            await broadcast.pause(session, number)
        await sender.stop()
        await answering.stop()
    await database.close()
    return (
        f"{took:.0f} s: {sent / took:.2f} messages/s, {sent / took / 30:.1%} of 30, {refused} times refused; "
        f"answers {times(waited)} ms (median / p95)"
    )


async def kills(url: str, people: int, times_killed: int) -> str:
    """Kill the sender over and over while one answer in a hundred is lost, then look at everybody."""
    database = open_database(url)
    await add_people(database, people)
    number = await send(database)
    sink = SinkServer(lost_share=0.01, seconds=0.004)
    await sink.start()
    dice = random.Random()
    for left in range(times_killed, -1, -1):
        program = await _program(url, sink.port)
        before = sink.arrived.total()
        if left:
            await sink.until(before + dice.randint(1, max(1, 2 * (people - before) // (left + 1))))
            await asyncio.sleep(dice.random() * 0.02)
        else:
            await until_done(database, number)
        program.send_signal(signal.SIGKILL)
        await program.wait()
    await sink.stop()
    async with database.reading() as session:
        figures = await broadcasts.figures(session, number)
        unknown = {row.person_id for row in await broadcasts.listed(session, number, ["unknown"], limit=people)}
    await database.close()
    never = {person for person in range(1, people + 1) if not sink.arrived[str(person)]}
    too_many = doubled(sink.arrived, [str(person) for person in range(1, people + 1)])
    assert sum(figures.values()) == people
    assert set(figures) <= {"sent", "unknown"}
    assert never <= unknown
    assert too_many <= times_killed
    return f"{people} people, {times_killed} kills: {figures}; {too_many} doubled, {len(never)} not reached, all listed"


async def takeover(url: str, people: int) -> str:
    """Two senders on one database; the first is killed: how long until the second goes on, and who got it twice."""
    database = open_database(url)
    await add_people(database, people)
    number = await send(database)
    sink = SinkServer(seconds=0.01)
    await sink.start()
    first = await _program(url, sink.port, "6")
    await sink.until(people // 4)
    second = await _program(url, sink.port, "6")
    await sink.until(people // 2)
    first.send_signal(signal.SIGKILL)
    await first.wait()
    await asyncio.sleep(0.2)  # what it had sent is still arriving
    died, had = perf_counter(), sink.arrived.total()
    await sink.until(had + 1)
    gap = perf_counter() - died + 0.2
    await until_done(database, number)
    second.send_signal(signal.SIGKILL)
    await second.wait()
    await sink.stop()
    async with database.reading() as session:
        figures = await broadcasts.figures(session, number)
    await database.close()
    too_many = doubled(sink.arrived, [str(person) for person in range(1, people + 1)])
    assert too_many == 0
    assert sum(figures.values()) == people
    return (
        f"{people} people: the second process went on {gap:.1f} s after the first was killed; {figures}, none doubled"
    )


async def add_people(database: Database, people: int, chats: list[str] | None = None) -> None:
    """People with a chat each who have agreed to announcements."""
    now = datetime.now(UTC) - timedelta(days=30)
    for start in range(1, people + 1, ROWS_A_PAGE):
        page = range(start, min(people + 1, start + ROWS_A_PAGE))
        async with database.transaction() as session:
            await session.execute(insert(Person), [{"id": one, "created_at": now, "last_seen_at": now} for one in page])
            await session.execute(
                insert(PersonAddress),
                [
                    {
                        "channel": "telegram",
                        "chat": chats[one - 1] if chats else str(one),
                        "person_id": one,
                        "added_at": now,
                    }
                    for one in page
                ],
            )
            await session.execute(
                insert(Consent),
                [{"person_id": one, "topic": "announcements", "text_version": "1", "given_at": now} for one in page],
            )
    if database.dialect == "postgresql":
        async with database.transaction() as session:
            await session.execute(text("ANALYZE"))  # as the server does by itself within a minute


async def send(database: Database) -> int:
    """An announcement to everybody, which goes out."""
    async with database.transaction() as session:
        now = utc_now()
        made = await broadcast.create(session, "announcement", "Torikauppaa", TEXT, Audience(), now, due_at=now)
        assert made is not None
        await broadcast.send_now(session, made.id)
        return made.id


async def is_done(database: Database, number: int) -> bool:
    """Whether everybody's message is settled."""
    async with database.reading() as session:
        return (await session.get_one(Broadcast, number)).state == "done"


async def until_done(database: Database, number: int) -> None:
    """Wait until everybody's message is settled."""
    while not await is_done(database, number):  # noqa: ASYNC110 - another program settles them
        await asyncio.sleep(0.1)


class _Nowhere:
    """A messenger that takes everything at once."""

    name = "telegram"

    def __init__(self) -> None:
        self.sent = 0

    async def start(self, sink: Sink) -> None:
        """Receives nothing."""

    async def stop(self) -> None:
        """Has nothing to finish."""

    async def send(self, address: Address, reply: Reply, press_id: str | None = None) -> Sent:
        """Count it."""
        self.sent += 1
        await asyncio.sleep(0)
        return Sent(str(self.sent))


async def _program(url: str, port: int, lease: str = "0.6") -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.sending_program", url, str(port), lease, cwd=ROOT
    )


@asynccontextmanager
async def _database(kind: str) -> AsyncIterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="osta-bench-"))
    try:
        if kind == "sqlite":
            url = str(folder / "osta.sqlite")
            await _upgraded(url)
            yield url
            return
        with server(folder / "pg") as address:
            connection = await asyncpg.connect(address)
            await connection.execute("CREATE DATABASE osta_broadcast")
            await connection.close()
            url = address.replace("/postgres?", "/osta_broadcast?")
            await _upgraded(url)
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _upgraded(url: str) -> None:
    database = open_database(url)
    await upgrade(database)
    await database.close()


if __name__ == "__main__":
    main()

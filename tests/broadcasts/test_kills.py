"""The delivery guarantee, proven by killing the sender: see docs/adr."""

import asyncio
import random
import signal
import sys
from pathlib import Path

import pytest

from osta.broadcasts import broadcast
from osta.store import broadcasts
from osta.store.audiences import Audience
from osta.store.engine import Database, open_database
from osta.store.models import BroadcastKind, ConsentTopic, utc_now
from tests.broadcasts.crowd import HELLO, add_people
from tests.conftest import NewUrl
from tests.fakes.sink import SinkServer, doubled

ROOT = Path(__file__).parents[2]
KILLS = 3


async def send_and_kill(database: Database, url: str, number: int, sink: SinkServer, people: int) -> None:
    """Run senders one after the other, kill each at a random moment but the last, until the broadcast is done."""
    dice = random.Random()
    for left in range(KILLS, -1, -1):
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.fakes.sending_program", url, str(sink.port), cwd=ROOT
        )
        try:
            if left:
                so_far = sink.arrived.total()
                await sink.until(so_far + dice.randint(1, max(1, (people - so_far) // (left + 1))))
                await asyncio.sleep(dice.random() * 0.01)
            else:
                await until_done(database, number)
        finally:
            program.send_signal(signal.SIGKILL)
            await program.wait()


async def until_done(database: Database, number: int) -> None:
    while True:
        async with database.reading() as session:
            found = await broadcasts.get(session, number)
            if found is not None and found.state == "done":
                return
        await asyncio.sleep(0.05)


@pytest.mark.parametrize(("kind", "topic", "people"), [("announcement", "announcements", 240), ("alert", "alerts", 80)])
async def test_nobody_is_skipped_and_a_kill_doubles_one_message_at_most(
    new_url: NewUrl, kind: BroadcastKind, topic: ConsentTopic, people: int
) -> None:
    url = new_url(True)
    database = open_database(url)
    async with database.transaction() as session:
        everybody = await add_people(session, people, topic)
        made = await broadcast.create(session, kind, "Koe", HELLO, Audience(), utc_now(), due_at=utc_now())
        assert made is not None
        await broadcast.send_now(session, made.id)
    sink = SinkServer(lost_share=0.01, seconds=0.004, seed=people)
    await sink.start()
    await send_and_kill(database, url, made.id, sink, people)
    await sink.stop()
    async with database.reading() as session:
        figures = await broadcasts.figures(session, made.id)
        unknown = {row.person_id for row in await broadcasts.listed(session, made.id, ["unknown"])}
        rows = await broadcasts.listed(session, made.id, ["sent", "unknown"], limit=people + 1)
    await database.close()
    assert sorted(row.person_id or 0 for row in rows) == everybody  # each once, and in a final state
    assert set(figures) <= {"sent", "unknown"}
    never = {person for person in everybody if not sink.arrived[str(person)]}
    assert never <= unknown  # whoever may not have got it is listed
    too_many = doubled(sink.arrived, list(map(str, everybody)))
    if kind == "announcement":
        assert too_many == 0
    else:
        assert never == set()
        assert too_many <= KILLS + sink.unanswered.total()

"""What only Signal has, through the real program: the daemon, ways to pick, messages that disappear, two messengers."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest

from tests.acceptance.messengers import Somebody, until
from tests.acceptance.on_signal import BOT_NAME
from tests.acceptance.signal_people import SignalPerson
from tests.fakes.bot_api import BotApi
from tests.fakes.program import Program
from tests.fakes.signal_daemon import SignalDaemon

# The first of these tests on a machine builds the word index.
pytestmark = pytest.mark.timeout(600)

Transport = Literal["http", "tcp", "unix"]


@pytest.fixture
def database(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(demo, tmp_path / "osta.sqlite"))


@pytest.fixture
def transport() -> Transport:
    return "tcp"


@pytest.fixture
async def daemon(transport: Transport, tmp_path: Path) -> AsyncIterator[SignalDaemon]:
    async with SignalDaemon(transport, tmp_path) as running:
        yield running
        assert running.violations == []
        assert running.lost == []


@pytest.fixture
async def program(daemon: SignalDaemon, database: Path) -> AsyncIterator[Program]:
    running = Program(None, database, daemon=daemon)
    yield running
    await running.kill()
    assert "Traceback" not in running.logged


def rows(database: Path, query: str, *values: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query, values).fetchall()


@pytest.mark.parametrize("transport", ["http", "tcp", "unix"])
async def test_whenever_the_daemon_is_there_nothing_is_lost_or_said_twice(
    daemon: SignalDaemon, program: Program, database: Path
) -> None:
    aino = SignalPerson(daemon, "Aino")
    await daemon.stop()
    await aino.says("/start")
    await program.start()  # before the daemon
    await program.ready()
    await daemon.start()
    await aino.hears("Missä kylässä asut?")
    await aino.presses("Ohita")
    await aino.hears("Mitä etsit?")

    # Read, typing, answered: in this order.
    said = await aino.says("perunoita Sallasta")
    answer = await aino.hears("Perunoita Sallan läheltä")
    kinds = [(heard.kind, heard.params.get("targetTimestamp")) for heard in aino.phone.heard]
    assert ("receipt", [said]) in kinds
    assert [kind for kind, _ in kinds if kind in {"typing", "message"}][-2:] == ["typing", "message"]
    assert "Perunoita Sallan läheltä" in aino.phone.heard[-1].styled("BOLD")

    # It is restarted, is away for a while, hangs, and gives a message a second time.
    await daemon.stop()
    again = await aino.says("hillaa Savukoskelta")
    await daemon.start()
    await aino.hears("Hillaa Savukosken läheltä")
    daemon.deliver(aino.phone.envelope(again, dataMessage=aino.phone.data(again, "hillaa Savukoskelta")))
    daemon.hung = True
    await aino.says("poroa Posiolta")
    await asyncio.sleep(0.3)  # is how long it hangs
    daemon.hung = False
    await aino.hears("Posion läheltä")
    await aino.says("/kiitos")
    await aino.hears()
    assert [heard.text for heard in aino.history()].count(answer.text) == 1
    assert [heard.text.splitlines()[0] for heard in aino.history()].count("Hillaa Savukosken läheltä") == 1
    assert await program.stop() == 0
    assert aino.unheard() == []


async def test_every_way_to_pick(daemon: SignalDaemon, program: Program, database: Path) -> None:
    await program.start()
    await program.ready()
    aino = SignalPerson(daemon, "Aino")
    phone = aino.phone
    await aino.says("/start")
    await aino.hears("Missä kylässä asut?")
    home = await phone.hears("poll")
    assert home.params["option"][:2] == ["1 Valitse luettelosta", "2 Ohita"]
    phone.votes(home.timestamp, 1)
    await aino.hears("Mitä etsit?")
    await aino.says("perunoita Sallasta")
    found = await aino.hears("Perunoita Sallan läheltä")
    first = re.search(r"^1\. (.+)$", found.text, re.MULTILINE)
    assert first is not None

    # Nothing was written below the list: it becomes the card, and its numbers are the card's from now on.
    phone.reacts(found.id, "1\ufe0f\u20e3")
    card = await phone.hears("edit")
    assert card.text.startswith(first[1])
    assert card.params["editTimestamp"] == found.id
    await aino.hears(first[1])
    await aino.says("kartalla")
    assert "https://www.openstreetmap.org/?mlat=" in (await aino.hears()).text
    await aino.says("2")  # the card's still: a place offers nothing
    await aino.hears("040 000")
    await aino.hears("1 Saat kysyä")
    for named in (found.id, card.timestamp):  # whichever of the two somebody's telephone names
        phone.quotes(named, "1")
        assert "https://www.openstreetmap.org/?mlat=" in (await aino.hears()).text
    # A vote from long ago, after a restart, on what the bot no longer has in mind.
    assert await program.stop() == 0
    await program.start()
    phone.votes(home.timestamp, 0)
    await aino.hears("Valitse ensin kunta")
    phone.votes(home.timestamp - 5000, 0)  # on what nobody knows
    await aino.hears("ei enää toimi")
    assert await program.stop() == 0


async def test_in_a_group_and_with_messages_that_disappear(
    daemon: SignalDaemon, program: Program, database: Path
) -> None:
    await program.start()
    await program.ready()
    aino = SignalPerson(daemon, "Aino")
    village = daemon.group("Kyläyhdistys", aino.phone)
    there = aino.in_group(village)
    await there.says("kuka myy perunoita")
    await there.says(f"{BOT_NAME}! kuka myy perunoita Sallassa")
    await there.hears("Perunoita Sallan läheltä")
    mention = {"start": 0, "length": 1, "number": daemon.account, "uuid": daemon.uuid, "name": BOT_NAME}
    aino.phone.says("\ufffc hillaa Savukoskelta", village, mentions=[mention])
    await there.hears("Hillaa Savukosken läheltä")
    assert aino.unheard() == []

    # What disappears for her is not kept here either; her question counts, without its words.
    eero = SignalPerson(daemon, "Eero")
    eero.phone.timer_seconds = 2
    await eero.says("onko kellään myydä hämypötköä tai perunaa Sallassa")
    await eero.hears("Sallan läheltä")
    everything = "SELECT count(*) FROM {} WHERE {} LIKE '%hämypötkö%'"
    kept = ("inbox", "payload"), ("outbox", "payload"), ("conversation", "data"), ("question_log", "text")

    def forgotten() -> bool:
        found = [rows(database, everything.format(*column)) for column in kept]
        choices = rows(database, "SELECT choices FROM conversation WHERE address = ?", eero.address)
        return found == [[(0,)]] * len(kept) and choices == [("[]",)]

    await until(forgotten)
    assert rows(database, "SELECT count(*) FROM unknown_word WHERE text LIKE '%hämypötkö%'") == [(0,)]
    [(heard,)] = rows(database, "SELECT count(*) FROM question_log WHERE text IS NULL")
    assert heard == 1
    assert await program.stop() == 0


async def test_one_person_on_both_is_asked_once_and_counted_once(daemon: SignalDaemon, database: Path) -> None:
    async with BotApi() as api:
        boss, aino = api.user("Ylläpito"), api.user("Aino")
        aino_too, eero = (SignalPerson(daemon, name) for name in ("Aino", "Eero"))
        others: list[Somebody] = [*(api.user(f"Asukas {number}") for number in range(3)), eero]
        program = Program(api, database, daemon=daemon, staff=[boss.address])
        await program.start()
        try:
            await program.ready()
            for person in [aino, aino_too, *others]:
                await person.says("/start")
                await person.hears("Missä kylässä asut?")
                await person.presses("Ohita")
                await person.hears("Mitä etsit?")
                await person.says("/tilaukset")
                await person.hears("Mistä saan kertoa sinulle")
                await person.presses("Kyselyt: mitä alueella tarvitaan")
                await person.hears()
            await aino_too.says("/yhdista")
            code = re.search(r"/yhdista \w+", (await aino_too.hears("/yhdista ")).text)
            assert code is not None
            await aino.says(code[0])
            await aino.hears("Jatka vain, jos teit koodin itse")
            await aino.presses("Yhdistä")
            await aino.hears("Yhdistetty.")
            await aino_too.hears("yhdistetty toiseen sovellukseen")

            await boss.says("/kysely Mitä ostaisit?\n- kalaa\n- hillaa")
            await boss.hears("Mitä ostaisit?")
            await boss.presses("Lähetä…")
            await boss.hears()
            await boss.presses("Lähetä")
            for person in [aino, *others]:
                await person.hears("Mitä ostaisit?")
                await person.presses("kalaa")
                await person.hears("Kiitos vastauksistasi!")
            assert aino_too.unheard() == []
            await boss.says("/kyselyt")
            await boss.hears("Viimeisimmät kyselyt")
            await boss.presses("Mitä ostaisit? · auki")
            await boss.hears("n = 5\n• kalaa: 5 (100\xa0%)")
            assert await program.stop() == 0
        finally:
            await program.kill()
        api.no_violations()

"""The program goes on: stopped in the middle of a form, cut off, refused, slowed down; and nobody presses what is not
theirs. On Telegram, whose server goes wrong on order.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.acceptance.conftest import Service
from tests.acceptance.messengers import until
from tests.acceptance.on_telegram import Telegram
from tests.fakes.bot_api import BotApi, Person
from tests.fakes.bot_api.faults import Fault, Kind

# The first of these tests on a machine builds the word index.
pytestmark = pytest.mark.timeout(600)


def server(service: Service) -> BotApi:
    assert isinstance(service.messenger, Telegram)
    return service.messenger.api


def rows(service: Service, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(service.database)) as database:
        return database.execute(query).fetchall()


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_a_stop_in_the_middle_of_a_form(service: Service) -> None:
    eero: Person = await service.arrives("Eero")
    await eero.says("/myyn")
    await eero.hears("1/5")
    await eero.says("Eeron Hedelmä")
    await eero.hears("2/5")
    assert await service.program.stop() == 0
    await eero.says("omenoita, päärynöitä")  # Telegram keeps it until the program is back
    await service.program.start()
    await eero.hears("Ymmärsin tuotteesi")
    await eero.presses("Oikein, jatka")
    await eero.hears("3/5")
    await eero.says("salla")  # accepted, and stopped at once: it is answered before the program ends
    await service.messenger.settled()
    assert await service.program.stop() == 0
    await eero.hears("4/5")
    await service.program.start()
    await eero.says("040 000 9999")
    await eero.hears("5/5")
    assert eero.unheard() == []  # nothing was said twice

    # Old buttons and foreign ones explain themselves, and do nothing.
    asked = eero.history()[-1]
    await eero.presses("Lähetä hyväksyttäväksi")
    await eero.hears("tarkistettavana")
    await eero.presses_data("1:register.send:", asked)
    await eero.hears("Tätä luonnosta ei enää ole.")
    greta: Person = await service.arrives("Greta")
    [(review,)] = rows(service, "SELECT id FROM review")
    [(code,)] = rows(service, "SELECT code FROM producer WHERE name = 'Eeron Hedelmä'")
    for forged in (f"1:queue.ok:{review}", f"1:mine.hide:{code}", f"1:register.edit:{code}", f"1:staff.archive:{code}"):
        press = await greta.presses_data(forged, greta.history()[-1])
        await server(service).idle()
        assert isinstance(await greta.toast(press), str)
    assert rows(service, "SELECT status FROM producer WHERE name = 'Eeron Hedelmä'") == [("pending",)]
    assert rows(service, "SELECT decided_at FROM review") == [(None,)]


@pytest.mark.parametrize("way", ["polling"])
async def test_a_network_that_fails_and_chats_side_by_side(service: Service) -> None:
    aino: Person = await service.arrives("Aino")
    eero: Person = await service.arrives("Eero")
    api = server(service)

    # Telegram does not answer when the bot writes to Aino. She goes on, and will be answered in the order of her words.
    api.fault(Fault("hang", "sendMessage", chat_id=aino.id))
    await aino.says("perunoita Sallasta")
    await until(lambda: any(call.words == "hang" for call in api.journal.calls))
    await aino.says("hillaa Sallasta")

    # Meanwhile others are served. What one says quickly is answered in order, too.
    near = {"Sallasta": "Sallan", "Posiolta": "Posion", "Savukoskelta": "Savukosken", "Kursusta": "Kursun"}
    for village in near:
        await eero.says(f"perunoita {village}")
    for name in near.values():
        assert f"Perunoita {name} läheltä" in (await eero.hears("Perunoita ")).text

    # Somebody drives along: what is near moves with them.
    shared = await eero.shares_location(66.77, 28.20, live_seconds=900)
    in_kursu = await eero.hears("läheltäsi")
    await eero.moves(shared, 65.92, 28.01)  # Anetjärvi, in Posio
    await eero.says("perunaa lähelläni")
    in_posio = await eero.hears("Perunoita läheltäsi")
    assert "1. Keitinpiirin Peruna" in in_posio.text
    assert "1. Keitinpiirin Peruna" not in in_kursu.text

    # The server fails in every way that it can, to everybody at another moment: all are answered.
    api.fault(Fault("bad_gateway", "getUpdates", count=2))
    people = [api.user(f"Asukas {number}") for number in range(5)]
    kinds: tuple[Kind, ...] = ("error_500", "bad_gateway", "lost_before", "too_many", "garbage")
    for person, kind in zip(people, kinds, strict=True):
        api.fault(Fault(kind, "sendMessage", chat_id=person.id))
        await person.says("kuka myy hillaa Sallassa")
    for person in people:
        await person.hears("Hillaa Sallan läheltä")
    assert aino.unheard() == []
    await aino.hears("Perunoita Sallan läheltä")
    await aino.hears("Hillaa Sallan läheltä")
    await aino.says("kiitos")
    await aino.hears("Ole hyvä")

    # What went wrong is in the log, once for each outage.
    assert await service.program.stop() == 0
    logged = service.program.logged
    assert logged.count("receiving_failing") == logged.count("receiving_recovered") == 1
    assert logged.count("channel_down") <= 1
    await service.program.start()
    await service.program.ready()

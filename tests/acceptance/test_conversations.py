"""What people and the bot say to each other, through the real program: one conversation for each kind of people."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import httpx
import pytest

from tests.acceptance.conftest import Service
from tests.acceptance.messengers import Somebody, until

# The first of these tests on a machine builds the word index.
pytestmark = pytest.mark.timeout(600)


async def registers(person: Somebody, name: str, products: str) -> None:
    """Make a listing in five answers."""
    await person.says("/myyn")
    await person.hears("1/5")
    await person.says(name)
    await person.hears("2/5")
    await person.says(products)
    await person.hears("Ymmärsin tuotteesi")
    await person.presses("Oikein, jatka")
    await person.hears("3/5")
    await person.says("Kursusa")
    await person.hears("4/5")
    await person.says("040 000 9999")
    await person.hears(name)
    await person.hears("5/5")
    await person.presses("Lähetä hyväksyttäväksi")
    await person.hears("tarkistettavana")


async def test_set_up(service: Service) -> None:
    aino = service.messenger.person("Aino")
    await aino.says("/start")
    hello = await aino.hears("Osta paikallista")
    assert "På svenska" in hello.labels
    async with httpx.AsyncClient(trust_env=False) as client:
        for page in ("healthz", "readyz", "metrics"):
            assert (await client.get(f"http://127.0.0.1:{service.program.port}/{page}")).status_code == 200

    emil = service.messenger.person("Emil", "sv")
    await service.greets(service.boss)
    await service.messenger.knows_staff(service.boss, aino)
    await service.messenger.introduced(aino, emil)

    # A link opens a producer's card.
    with sqlite3.connect(service.database) as database:
        code, name = database.execute("SELECT code, name FROM producer ORDER BY id LIMIT 1").fetchone()
    await emil.says(f"/start p_{code}")
    await emil.hears(name)

    # In a group only commands and calls are answered.
    village = service.messenger.group("Kyläyhdistys", aino, emil)
    aino_there = aino.in_group(village)
    await aino_there.says("kuka myy perunoita")
    await aino_there.says(service.messenger.called("kuka myy perunoita Sallassa"))
    answer = await aino_there.hears()
    assert "Perunoita Sallan läheltä" in answer.text


@pytest.mark.parametrize("way", ["polling", "signal"])
async def test_residents(service: Service) -> None:
    aino, messenger = service.messenger.person("Aino"), service.messenger
    await aino.says("/start")
    await aino.hears("Missä kylässä asut?")
    await aino.says("kelosselkä")
    await aino.hears("Kelloselän läheltä")

    await aino.says("kuka myy perunoita")
    found = await aino.hears("Perunoita Kelloselän läheltä")
    assert {"1", "2", "3", "Lisää", "Vain Salla"} <= set(found.labels)
    await aino.presses("1", found)
    card = await aino.hears("Puhelin:", kind="edited")
    messenger.in_place(card, found)
    await aino.presses("Kartalla")
    messenger.place(await aino.hears())
    await aino.presses("Yhteystieto")
    messenger.contact(await aino.hears())
    await aino.hears("ostitko?")
    await aino.presses("Lisää suosikkeihin")
    await aino.hears(kind="edited")
    await aino.says("/suosikit")
    await aino.hears(card.text.partition("\n")[0])

    await aino.says("entä Posiolla?")
    await aino.hears("Posion läheltä")
    await aino.shares_location(66.83, 28.66)
    await aino.hears("läheltäsi")
    await aino.says("hilloja")
    both = await aino.hears("hillo tai hilla")
    assert {"hillo", "hilla"} <= set(both.labels)
    await aino.says("/selaa")
    await aino.hears("Mistä kunnasta")
    await aino.presses("Savukoski")
    await aino.hears(kind="edited")
    await messenger.from_elsewhere(aino, "perunaa Salla")

    # A stale listing reaches staff.
    await aino.presses("Tieto on vanhentunut", await opened(aino))
    await aino.hears("ei pidä paikkaansa")
    await aino.presses("Toiminta on loppunut")
    await aino.hears("Kiitos")
    await service.greets(service.boss)
    await service.boss.hears("1 asia odottaa päätöstä.")


async def opened(person: Somebody) -> Any:
    """The first card of an answer."""
    await person.says("kuka myy perunoita Sallassa")
    newest = await person.hears("Perunoita")
    await person.presses("1", newest)
    return await person.hears("Puhelin:", kind="edited")


@pytest.mark.parametrize("way", ["webhook", "signal"])
async def test_entrepreneurs_and_staff(service: Service) -> None:
    aino, eero = await service.arrives("Aino"), await service.arrives("Eero")
    await aino.says("kuka myy banaaneja Sallassa")
    await aino.hears("banaaneja")
    await aino.presses("Kerro minulle, kun löytyy")
    await aino.hears("Kerron, kun joku myy banaaneja")

    # The form is left open, answers a question in between, and goes on after an update of the program.
    await eero.says("/myyn")
    await eero.hears("1/5")
    await eero.says("Eeron Hedelmä")
    await eero.hears("2/5")
    assert await service.program.stop() == 0
    await service.program.start()
    await eero.says("kuka myy hillaa?")
    await eero.hears("Hillaa")
    await eero.hears("2/5")
    await eero.says("banaaneja, omenoita")
    await eero.hears("Ymmärsin tuotteesi")
    await eero.presses("Oikein, jatka")
    await eero.hears("3/5")
    await eero.says("salla")
    await eero.hears("4/5")
    await eero.says("040 000 9999")
    await eero.hears("Eeron Hedelmä")
    await eero.hears("5/5")
    await eero.presses("Lähetä hyväksyttäväksi")
    await eero.hears("tarkistettavana")

    # Staff are told as soon as they have written, invite a colleague, and decide with a tap.
    boss = service.boss
    await service.greets(boss)
    await boss.says("/kutsu Salla")
    code = (await boss.hears("/start staff_")).text.rpartition("/start ")[2].split()[0]
    ulla = await service.arrives("Ulla")
    await ulla.says(f"/start {code}")
    await ulla.hears("Tervetuloa ylläpitoon")
    await ulla.hears("1 asia odottaa päätöstä.")
    await until(lambda: any("1 asia odottaa päätöstä." in told.text for told in boss.history()))
    await ulla.presses("Avaa jono")
    await ulla.hears("Eeron Hedelmä")
    await ulla.presses("Hyväksy")
    await ulla.hears(kind="edited")
    await service.messenger.knows_staff(ulla, aino, eero)
    await eero.hears("on nyt näkyvissä")
    await boss.says("/loki")
    await boss.hears("Viimeisimmät muutokset")

    # Everybody finds it.
    await aino.says("banaaneja Sallasta")
    await aino.hears("Eeron Hedelmä")
    await eero.says("/omat")
    await eero.hears("Eeron Hedelmä")


async def test_privacy(service: Service) -> None:
    aino = await service.arrives("Aino")
    await registers(aino, "Testitilan Perunat", "perunaa, hillaa")
    await aino.says("kuka myy hillaa?")
    await aino.hears("Hillaa")
    await aino.says("/tietosuoja")
    await aino.hears("Mitä sinusta säilytetään")
    await aino.presses("Lähetä omat tiedot")
    everything = json.loads(await service.messenger.document(aino))
    assert "Testitilan Perunat" in json.dumps(everything, ensure_ascii=False)
    await aino.says("/poista")
    await aino.hears("Sinulla on ilmoitus: Testitilan Perunat")
    await aino.presses("Poista tietoni ja ilmoitus")
    await aino.hears("Tietosi on poistettu")
    await service.program.stop()
    with sqlite3.connect(service.database) as database:
        people = database.execute("SELECT count(*) FROM person_address WHERE chat = ?", (str(aino.id),)).fetchone()
        assert people == (0,)
        told = [*database.execute("SELECT payload FROM inbox"), *database.execute("SELECT payload FROM outbox")]
        assert "Testitilan" not in str(told)
    await service.program.start()

    # Who blocks the bot is left alone.
    eero = await service.arrives("Eero")
    await eero.says("kuka myy banaaneja Sallassa")
    await eero.presses("Kerro minulle, kun löytyy", await eero.hears("banaaneja"))
    await eero.hears("Kerron, kun")
    await eero.blocks()
    await service.messenger.settled()
    await service.program.stop()
    with sqlite3.connect(service.database) as database:
        agreed = database.execute("SELECT count(*) FROM consent WHERE withdrawn_at IS NULL").fetchone()
        assert agreed == (0,)


async def test_abuse(service: Service) -> None:
    aino, eero = await service.arrives("Aino"), await service.arrives("Eero")
    for kind in ("voice", "photo", "sticker", "document"):
        await aino.sends(kind)
        await aino.hears()
    await aino.forwards("kuka myy perunaa")
    await aino.hears()
    written = await aino.says("perunoita Sallasta")
    found = await aino.hears("Perunoita")
    await aino.edits(written, "hillaa Sallasta")
    await aino.hears()
    await service.messenger.forged(eero)
    await aino.presses("1", found)  # an old message's buttons still work
    await aino.hears("Puhelin:", kind="edited")
    for number in range(40):
        await eero.says(f"viesti {number}")
    await eero.hears("minuutin päästä")
    await aino.says("hillaa")  # nobody else notices
    await aino.hears("Hillaa")

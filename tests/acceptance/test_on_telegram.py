"""What only Telegram has: groups with buttons for everybody, cards shared into other chats, kinds of messages that
nobody can answer in words.
"""

from __future__ import annotations

import pytest

from tests.acceptance.conftest import Service
from tests.acceptance.messengers import until
from tests.acceptance.on_telegram import Telegram
from tests.fakes.bot_api import BotApi, Heard, Person
from tests.fakes.bot_api.people import Group

# The first of these tests on a machine builds the word index.
pytestmark = pytest.mark.timeout(600)


def server(service: Service) -> BotApi:
    assert isinstance(service.messenger, Telegram)
    return service.messenger.api


def village_of(service: Service, *people: Person) -> Group:
    return server(service).group("Kyläyhdistys", *people)


@pytest.mark.parametrize("way", ["webhook"])
async def test_in_a_group(service: Service) -> None:
    api, aino, emil = server(service), await service.arrives("Aino"), service.messenger.person("Emil", "sv")
    village = village_of(service, aino, emil)
    there, emil_there = aino.in_group(village), emil.in_group(village)

    # People talk, greet other bots, pass on messages and show pictures: none of it is the bot's business.
    await there.says("kuka myy perunoita Sallassa")
    await there.says("/start@ToinenBotti")
    await there.says("@ToinenBotti kuka myy perunoita")
    await there.forwards("@OstaTestBot hillaa Sallasta")
    await there.sends("photo")
    await there.sends("sticker")
    await there.shares_location(66.83, 28.66)
    written = await there.says("hei kaikki")
    await there.edits(written, f"@{api.username} poroa")
    await api.idle()

    # Who calls it is answered there, where everybody can press.
    await there.says(f"/selaa@{api.username}")
    assert "Mistä kunnasta etsit?" in (await there.hears()).text
    assert [heard.text for heard in there.unheard()] == []
    await there.says(f"kuka myy perunoita Sallassa, @{api.username}?")
    found = await there.hears("Perunoita Sallan läheltä")
    assert "Kerro kotikylä" not in found.labels
    await emil_there.presses("1", found)
    card = await there.hears("Kaarnaposken Puikula", kind="edited")
    assert card.id == found.id
    await emil_there.presses("Yhteystieto", card)
    await there.hears()
    assert there.unheard() == []  # whether one bought something is asked of nobody here

    # What is somebody's own is for two.
    for own in ("/omattiedot", "/poista", "/myyn", "/suosikit", "/tilaukset", "/start claim_x", "/start w_1"):
        await there.says(own)
        await there.hears("Tämä hoidetaan kahden kesken")
    await aino.says("kiitos")
    await aino.hears("Ole hyvä")
    assert aino.unheard() == []  # nothing of all that went to her own chat
    await until(lambda: ("all_group_chats", "fi") in api.world.commands)
    offered = {command["command"] for command in api.world.commands["all_group_chats", "fi"]}
    assert offered == {"selaa", "apua"}


@pytest.mark.parametrize("way", ["polling"])
async def test_a_card_is_shared_into_another_chat(service: Service) -> None:
    api, aino = server(service), service.messenger.person("Aino")  # who has never written to the bot
    results = await aino.asks_inline("perunaa Salla")
    first = results[0]
    assert first["title"] == "Kaarnaposken Puikula"
    assert first["description"].startswith("Ahvenselkä, Salla")
    shared = await aino.shares_result(first)
    assert shared.content["text"].startswith("Kaarnaposken Puikula\nKotoisin – Itä-Lapista\nAhvenselkä, Salla\n")
    assert "040 000 1455" in shared.content["text"]
    assert len({result["id"] for result in results}) == len(results) > 2

    # What is no search finds nothing; letters come as they are typed, and say nothing in her chat.
    for typed in ("", "p", "hei", "kiitos", "zorbakoita", "x" * 256):
        assert await aino.asks_inline(typed) == []
    emil = service.messenger.person("Emil", "sv")
    assert (await emil.asks_inline("potatis Salla"))[0]["title"] == "Kaarnaposken Puikula"
    for _ in range(40):
        await aino.types_inline("perunaa Salla")  # more than anybody may write in a minute
    await api.idle()
    assert await aino.asks_inline("hillaa Savukoski") != []
    assert aino.history() == []


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_what_is_not_written(service: Service) -> None:
    aino: Person = await service.arrives("Aino")
    answers = {
        "voice": "En osaa kuunnella ääntä. Kirjoita, mitä etsit.",
        "photo": "En osaa katsoa kuvia. Kirjoita, mitä etsit.",
        "sticker": "Kiitos! Jos etsit jotain, kirjoita se sanoin.",
        "document": "Tätä en osaa lukea. Kirjoita sanoin, mitä etsit.",
    }
    for kind, answer in answers.items():
        await aino.sends(kind)
        assert (await aino.hears()).text == answer
    await aino.forwards("kuka myy perunaa")
    await aino.hears("Välitettyä viestiä en lue.")
    await aino.shares_contact("040 000 1111")
    await aino.hears("yhteystietoja en tarvitse")
    written = await aino.says("perunoita Sallasta")
    found = await aino.hears("Perunoita Sallan läheltä")
    await aino.edits(written, "hillaa Sallasta")
    seen: Heard = await aino.hears("Näin, että muutit viestiä.")
    assert seen.silent
    assert "Perunoita" in found.text

    # In the middle of a form they leave the question open, and it is asked again.
    await aino.says("/myyn")
    await aino.hears("1/5")
    await aino.sends("voice")
    await aino.hears("En osaa kuunnella ääntä.")
    await aino.hears("1/5")
    await aino.says("Ainon Peruna")
    await aino.hears("2/5")

    # A button of an answer that is long past still works; one that was never the bot's explains itself, once.
    await aino.presses("1", found)
    await aino.hears("Puhelin:", kind="edited")
    toast = await aino.presses_data("9:unknown:1", found)
    assert await aino.toast(toast) == "Painike on vanhentunut."
    await aino.hears("Tuo painike ei enää toimi.")

"""Somebody who writes from two messengers is asked and told once."""

import re

import pytest

from osta.chat.messages import Action
from tests.fakes.post import Post, agrees
from tests.fakes.talk import Talker, Town


@pytest.fixture
def post(town: Town) -> Post:
    return Post(town)


async def code_of(talker: Talker) -> str:
    found = re.search(r"/yhdista (\w+)", await talker.says("/yhdista"))
    assert found is not None
    return found[1]


async def linked(town: Town) -> tuple[Talker, Talker]:
    phone, tablet = town.person("aino"), town.person("aino2")
    code = await code_of(phone)
    assert "Jatka vain, jos teit koodin itse" in await tablet.says(f"/yhdista {code}")
    assert "Yhdistetty." in await tablet.presses("Yhdistä")
    return phone, tablet


async def test_home_and_favourites_are_the_same_in_both(town: Town) -> None:
    phone = town.person("aino")
    await phone.says("/koti")
    await phone.says("Kursu")
    await phone.says("perunoita")
    await phone.presses("1")
    await phone.presses("Lisää suosikkeihin")
    phone, tablet = await linked(town)
    assert "Perunoita Kursun läheltä" in await tablet.says("perunoita")
    kept = await phone.says("/suosikit")
    assert kept.startswith("Suosikkisi\n\n1. ")
    assert await tablet.says("/suosikit") == kept


async def test_a_code_is_somebodys_own_and_good_once(town: Town) -> None:
    phone, tablet = town.person("aino"), town.person("aino2")
    code = await code_of(phone)
    assert "toisessa sovelluksessa" in await phone.says(f"/yhdista {code}")
    assert "ei kelpaa" in await tablet.says("/yhdista abc")
    await tablet.says(f"/yhdista {code}")
    assert "mitään ei yhdistetty" in await tablet.presses("Älä yhdistä")
    await tablet.says(f"/yhdista {code}")
    await tablet.presses("Yhdistä")
    assert "ei kelpaa" in await tablet.presses_action(Action("link.ok", (code,)))
    assert "ei kelpaa" in await tablet.presses_action(Action("link.ok"))
    assert "yksityisviesti" in await town.person("aino", group="kylä").says("/yhdista")


async def test_both_are_told_and_can_part(town: Town, post: Post) -> None:
    phone, tablet = await linked(town)
    assert "yhdistetty toiseen sovellukseen" in (await post.comes(phone, tablet))["aino"]
    assert "Erotettu" in await phone.says("/erota")
    assert "ei ole yhdistetty" in await phone.says("/erota")
    assert "ei ole yhdistetty" in await tablet.says("/erota")


async def test_a_poll_comes_once_and_tallies_over_both(town: Town, post: Post) -> None:
    phone = await agrees(town.person("aino"), "polls")
    tablet = await agrees(town.person("aino2"), "polls")
    others = [await agrees(town.person(f"asukas{number}"), "polls") for number in range(4)]
    staff = town.person("staff")
    await staff.says("/kysely Mikä?\n- peruna\n- hilla")
    await staff.presses("Lähetä…")
    await staff.presses("Lähetä")
    came = await post.comes(phone, tablet, *others)
    assert {"aino", "aino2"} <= set(came)
    await phone.presses("peruna")
    await tablet.presses("hilla")
    phone, tablet = await linked(town)
    await post.comes(phone, tablet)
    for other in others:
        await other.presses("hilla")
    await staff.says("/kyselyt")
    results = await staff.presses("Mikä?")
    assert "n = 5\n• peruna: 0 (0\xa0%)\n• hilla: 5" in results
    await staff.says("/kysely Toinen?\n- a\n- b")
    await staff.presses("Lähetä…")
    await staff.presses("Lähetä")
    came = await post.comes(phone, tablet)
    assert len(came) == 1

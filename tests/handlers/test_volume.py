"""Volume together: a need, parts of it that nobody else sees, and an introduction by consent."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from osta.chat.messages import Action, Address
from osta.store import people
from osta.store.models import Producer
from tests.fakes.post import Post, agrees
from tests.fakes.talk import Talker, Town


@pytest.fixture
def post(town: Town) -> Post:
    return Post(town)


async def owner(town: Town, name: str, code: str) -> Talker:
    talker = await agrees(town.person(name), "announcements")
    async with town.database.transaction() as session:
        producer = await session.scalar(select(Producer).where(Producer.code == code))
        known = await people.by_address(session, Address("test", name))
        assert producer is not None
        assert known is not None
        producer.owner_person_id = known.id
    return talker


async def posted(town: Town) -> Talker:
    """A school kitchen's need, which staff have let through."""
    keittio = town.person("keittio")
    await keittio.says("/start")
    await keittio.says("/yhdessa")
    await keittio.presses("Ilmoita tarve")
    assert "En löytänyt määrää" in await keittio.says("perunaa kouluun")
    assert "Kuinka kauan" in await keittio.says("Koulukeittiö tarvitsee 500 kg perunaa kuussa, syyskuusta, Salla")
    await keittio.presses("2 viikkoa")
    assert "tarkistetaan" in await keittio.says("040 000 1234")
    staff = town.person("staff")
    await staff.says("/tarpeet")
    await staff.presses("Tarve odottaa: Koulukeittiö")
    await staff.presses("Avaa")
    return keittio


async def pledges(talker: Talker, amount: str, price: str, consent: str) -> str:
    await talker.presses("Lupaan osan")
    await talker.says(amount)
    await (talker.says(price) if price else talker.presses("En kerro hintaa"))
    return await talker.presses(consent)


async def test_pledges_fill_the_bar_and_the_willing_are_introduced(town: Town, post: Post) -> None:
    liisa = await owner(town, "liisa", "puikula2")
    pekka = await owner(town, "pekka", "peruna22")
    poro = await owner(town, "poro", "poro2222")
    keittio = await posted(town)
    staff = town.person("staff")
    read = await post.comes(liisa, pekka, poro, keittio)
    assert set(read) == {"liisa", "keittio"}  # Posio is far, reindeer is no potato
    assert "Tarpeesi on nyt auki" in read["keittio"]
    assert "500 kg kuussa" in read["liisa"]
    assert "vielä tyhjä" in read["liisa"]
    await liisa.presses("Lupaan osan")
    assert "Kirjoita määrä lukuna" in await liisa.says("paljon")
    assert "yksikössä kg" in await liisa.says("20 litraa")
    await liisa.says("200 kg")
    await liisa.says("1,20–1,50")
    seen = await liisa.presses("Saa antaa")
    assert "Oma lupauksesi: 200 kg\nHinta: 1,20–1,50 €/kg" in seen
    assert "noin 40\N{NO-BREAK SPACE}% luvattu" in seen
    await pekka.says("/yhdessa")
    seen = await pekka.presses("Koulukeittiö")
    assert "200" not in seen
    seen = await pledges(pekka, "150", "", "Ei saa")
    assert "noin 70\N{NO-BREAK SPACE}% luvattu" in seen
    assert "Yhteystietojasi ei anneta kenellekään." in seen
    await poro.says("/yhdessa")
    await poro.presses("Koulukeittiö")
    seen = await pledges(poro, "150 kg", "1", "Saa antaa")
    assert "täynnä" in seen
    read = await post.comes(liisa, pekka, poro, keittio, staff)
    assert set(read) == {"liisa", "pekka", "poro", "keittio", "staff"}
    assert "Kursun Puikula, Salla, 200 kg" in read["staff"]
    assert "Posion Peruna: 150 kg (ei halua yhteyttä)" in await staff.presses("Kaikki lupaukset")
    for name in ("liisa", "poro", "keittio"):
        # From the exact sum a seller could reckon what the one who agreed to nothing has pledged.
        assert ("luvattu yhteensä 500 kg" in read[name]) == (name == "keittio")
        assert "Kursun Puikula, Salla, 200 kg, 1,20–1,50 €/kg, 040 000 1021" in read[name]
        assert "Poropirtti" in read[name]
        assert "Ostajan yhteystieto: 040 000 1234" in read[name]
        assert "Posion Peruna" not in read[name]
    assert "Yhteistarve täyttyi" in read["pekka"]
    assert "Kursun Puikula" not in read["pekka"]
    assert "040 000 1234" not in read["pekka"]
    assert "täyttynyt tai päättynyt" in await liisa.presses_action(Action("volume.pledge", ("1",)))


async def test_a_pledge_can_be_changed_and_taken_back_until_the_end(town: Town, post: Post) -> None:
    liisa = await owner(town, "liisa", "puikula2")
    keittio = await posted(town)
    await post.comes(liisa)
    await pledges(liisa, "200", "", "Saa antaa")
    await liisa.presses("Muuta lupaustani")
    await liisa.says("300")
    await liisa.presses("En kerro hintaa")
    assert "noin 60\N{NO-BREAK SPACE}% luvattu" in await liisa.presses("Saa antaa")
    assert "vielä tyhjä" in await liisa.presses("Perun lupaukseni")
    await pledges(liisa, "100", "2", "Saa antaa")
    read = await post.comes(liisa, keittio, later=timedelta(days=15))
    assert "Yhteistarve päättyi" in read["keittio"]
    assert "1 tuottaja lupasi osansa." in read["keittio"]
    assert "Kursun Puikula" in read["liisa"]


async def test_staff_see_every_pledge_and_can_call_a_need_off(town: Town, post: Post) -> None:
    liisa = await owner(town, "liisa", "puikula2")
    await posted(town)
    await post.comes(liisa)
    await pledges(liisa, "200", "2", "Ei saa")
    staff = town.person("staff")
    read = await post.comes(staff)
    assert "odottaa hyväksyntää" not in read.get("staff", "")  # decided already
    await staff.says("/tarpeet")
    seen = await staff.presses("Tarve: Koulukeittiö")
    assert "• Kursun Puikula: 200 kg, 2,00 €/kg (ei halua yhteyttä)" in seen
    assert "Perutaanko tarve" in await staff.presses("Peru tarve…")
    await staff.presses("Peru tarve")
    assert "tarve peruttu" in await staff.says("/loki")
    read = await post.comes(liisa)
    assert "Yhteistarve on peruttu" in read["liisa"]


async def test_staff_hear_of_a_need_that_waits_once(town: Town, post: Post) -> None:
    staff, keittio = town.person("staff"), town.person("keittio")
    await staff.says("/start")
    await keittio.says("/start")
    await keittio.presses_action(Action("volume.post"))
    await keittio.says("20 kg perunaa viikossa, Salla")
    await keittio.presses("2 viikkoa")
    await keittio.presses("Ohita")
    read = await post.comes(staff)
    assert "Uusi tarve odottaa hyväksyntää: 20 kg perunaa viikossa, Salla" in read["staff"]
    assert "20 kg viikossa" in await staff.presses("Katso")
    assert await post.comes(staff) == {}


async def test_only_sellers_pledge(town: Town) -> None:
    await posted(town)
    aino = town.person("aino")
    await aino.says("/start")
    await aino.says("/yhdessa")
    await aino.presses("Koulukeittiö")
    assert "kun omat tuotteesi" in await aino.presses("Lupaan osan")

"""From what nobody sells to somebody who offers it, and to those who waited."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from osta.broadcasts.demand.weeks import demand_csv
from osta.chat.messages import Action, Address
from osta.store import consents, people
from osta.store.models import Demand, Producer
from tests.fakes.post import Post, agrees
from tests.fakes.talk import Talker, Town

BERRIES = "mustikkaa Savukoskella?"


@pytest.fixture
def post(town: Town) -> Post:
    return Post(town)


async def owner(town: Town, name: str, code: str) -> Talker:
    """Somebody who keeps up one of the town's listings and answers polls."""
    talker = await agrees(town.person(name), "polls")
    async with town.database.transaction() as session:
        producer = await session.scalar(select(Producer).where(Producer.code == code))
        known = await people.by_address(session, Address("test", name))
        assert producer is not None
        assert known is not None
        producer.owner_person_id = known.id
    return talker


async def seekers(town: Town, n: int, text: str = "banaania Sallassa?") -> list[Talker]:
    found = []
    for at in range(n):
        talker = town.person(f"etsija{at}")
        await talker.says("/start")
        await talker.says(text)
        found.append(talker)
    return found


async def test_a_seller_sees_what_three_people_near_them_looked_for(town: Town) -> None:
    liisa = await owner(town, "liisa", "puikula2")
    await seekers(town, 2)
    assert "ei ole 30 päivään" in await liisa.says("/kysynta")
    await seekers(town, 3)
    await seekers(town, 3, "perunaa Kursussa")
    seen = await liisa.says("/kysynta")
    assert "Kukaan ei vielä myy:\n• banaani: 3 ihmistä" in seen
    assert "Näitä jo myydään:\n• peruna: 3 ihmistä" in seen
    far = await owner(town, "pekka", "peruna22")
    assert "banaani" not in await far.says("/kysynta")
    town.now += timedelta(days=31)
    assert "banaani" not in await liisa.says("/kysynta")


async def test_who_sells_nothing_is_told_how_to_see_it(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("/start")
    assert "Tee omasi" in await aino.says("/kysynta")


async def test_two_taps_ask_the_sellers_and_a_yes_reaches_those_who_wait(town: Town, post: Post) -> None:
    liisa = await owner(town, "liisa", "hilla222")
    etsijat = await seekers(town, 3, BERRIES)
    await etsijat[0].presses("Kerro")
    staff = town.person("staff")
    seen = await staff.says("/tarpeet")
    assert "• mustikka, Savukoski: 3 ihmistä turhaan, 3 kaikkiaan" in seen
    seen = await staff.presses("Kysy tuottajilta: mustikka, Savukoski (3)")
    assert "3 ihmistä Savukosken seudulla etsi viime kuussa mustikkaa." in seen
    assert "Tämä lähtisi 1 yrittäjälle." in seen
    assert "Kysymys lähtee 1 yrittäjälle." in await staff.presses("Kysy heiltä")
    read = await post.comes(liisa, *etsijat)
    assert list(read) == ["liisa"]
    assert "3 ihmistä Savukosken seudulla etsi viime kuussa mustikkaa. Voisitko tarjota?" in read["liisa"]
    asked = liisa.replies
    assert "myöhemmin" in await liisa.presses("Ehkä myöhemmin")
    liisa.replies = asked
    assert "Paljonko" in await liisa.presses("Kyllä")
    assert "Mistä alkaen" in await liisa.says("5 kg viikossa")
    seen = await liisa.says("lokakuusta")
    assert "Kerroin siitä yhdelle, joka odotti tätä." in seen
    assert "Määrä: 5 kg viikossa\nSaatavilla: lokakuusta" in seen
    read = await post.comes(*etsijat)
    assert list(read) == ["etsija0"]
    assert "Nyt tarjoaa Suon Helmi." in read["etsija0"]
    seen = await etsijat[0].presses("Katso tarjous")
    assert "Tarjous: mustikka\nMäärä: 5 kg viikossa" in seen
    assert "Suon Helmi" in seen
    assert "Suon Helmi" in await etsijat[1].says(BERRIES)  # searches find it by now
    assert await post.comes(*etsijat, later=timedelta(minutes=20)) == {}  # nobody hears of it twice
    town.now += timedelta(days=8)
    read = await post.comes(liisa)
    assert "Tarjoustasi (mustikka) on katsonut 1 ihminen." in read["liisa"]
    liisa.replies = asked
    assert "Voit vaihtaa sen" in await liisa.presses("En")
    assert "ei ole enää voimassa" in await etsijat[0].presses_action(Action("offer.see", ("1",)))


async def test_nobody_is_asked_twice_in_a_week(town: Town, post: Post) -> None:
    await owner(town, "liisa", "hilla222")
    await seekers(town, 3, BERRIES)
    await seekers(town, 3, "mustikkaa Pelkosenniemellä")
    staff = town.person("staff")
    await staff.says("/tarpeet")
    await staff.presses("Kysy tuottajilta: mustikka, Savukoski")
    await staff.presses("Kysy heiltä")
    await staff.says("/tarpeet")
    seen = await staff.presses("Kysy tuottajilta: mustikka, Savukoski")
    assert "Keneltäkään ei voi nyt kysyä." in seen
    assert "1 on saanut kysymyksen jo tällä viikolla." in seen
    assert "Kysy heiltä" not in staff.labels


async def test_what_is_wanted_most_is_asked_every_week_by_itself(town: Town, post: Post) -> None:
    liisa = await owner(town, "liisa", "hilla222")
    await seekers(town, 3, BERRIES)
    read = await post.comes(liisa)  # a Tuesday at noon
    assert "Voisitko tarjota?" in read["liisa"]
    assert await post.comes(liisa, later=timedelta(days=7)) == {}  # the same is not asked again so soon


async def test_nothing_is_asked_without_consent(town: Town, post: Post) -> None:
    liisa = await owner(town, "liisa", "hilla222")
    async with town.database.transaction() as session:
        known = await people.by_address(session, Address("test", "liisa"))
        assert known is not None
        await consents.withdraw(session, known.id, town.now)
    await seekers(town, 3, BERRIES)
    assert await post.comes(liisa) == {}


async def test_demand_is_counted_by_concept_area_and_week(town: Town, post: Post) -> None:
    etsijat = await seekers(town, 2)
    await etsijat[0].presses("Kerro")
    await seekers(town, 1, "perunaa Posiolta")
    await post.comes()
    await post.comes()  # counting again changes nothing
    async with town.database.reading() as session:
        rows = await session.scalars(select(Demand).order_by(Demand.concept))
        found = [(row.concept, row.area, row.people, row.unmet, row.questions, row.alerts) for row in rows]
        table = await demand_csv(session, town.discovery, town.now.date() - timedelta(days=7), town.now.date())
    assert found == [("banaani", "Salla", 2, 2, 2, 1), ("peruna", "Posio", 1, 0, 1, 0)]
    assert "2026-08-31,Salla,banaani,banaani,2,2,2,1,0" in table.splitlines()


async def test_a_seller_who_named_only_a_village_is_near_it(town: Town) -> None:
    liisa = await owner(town, "liisa", "puikula2")
    await seekers(town, 3, "perunaa Kursussa")
    async with town.database.transaction() as session:
        for producer in await session.scalars(select(Producer)):
            producer.latitude = producer.longitude = None
    seen = await liisa.says("/kysynta")
    assert "Näitä jo myydään:\n• peruna: 3 ihmistä" in seen
    assert "Kukaan ei vielä myy" not in seen


async def test_who_has_not_agreed_is_not_counted_as_asked_and_may_agree_with_a_tap(town: Town, post: Post) -> None:
    liisa = await owner(town, "liisa", "hilla222")
    async with town.database.transaction() as session:
        known = await people.by_address(session, Address("test", "liisa"))
        assert known is not None
        await consents.withdraw(session, known.id, town.now)
    await seekers(town, 3, BERRIES)
    assert await post.comes(liisa) == {}  # the weekly run finds nobody to ask, and uses up nobody's week
    staff = town.person("staff")
    await staff.says("/tarpeet")
    seen = await staff.presses("Kysy tuottajilta: mustikka, Savukoski")
    assert "Keneltäkään ei voi nyt kysyä." in seen
    assert "1 ei ole antanut lupaa kysyä." in seen
    await liisa.says("/kysynta")
    assert "enintään kerran viikossa" in await liisa.presses("Kysy minulta, kun jotain puuttuu")
    await liisa.says("/kysynta")
    assert not any(label.startswith("Kysy minulta") for label in liisa.labels)
    assert "Voisitko tarjota?" in (await post.comes(liisa, later=timedelta(hours=1)))["liisa"]

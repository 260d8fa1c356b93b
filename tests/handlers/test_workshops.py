"""Workshops from the staff's one message to the feedback afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from osta.chat.messages import Action, Document, Venue
from tests.fakes.post import Post, agrees
from tests.fakes.talk import Talker, Town

WRITTEN = """Digimarkkinoinnin perusteet
aika: 12.10. klo 17–19
paikka: Sallan kirjasto, Salla
vetäjä: Maija Malli
paikkoja: 2
Opit tekemään sivun."""


@pytest.fixture
def post(town: Town) -> Post:
    return Post(town)


async def people(town: Town, *names: str) -> list[Talker]:
    return [await agrees(town.person(name), "workshops") for name in names]


async def announced(town: Town, post: Post, readers: list[Talker], written: str = WRITTEN) -> Talker:
    staff = town.person("staff")
    await staff.says(f"/tyopaja {written}")
    await staff.presses("Julkaise…")
    await staff.presses("Heti")
    await post.comes(*readers)
    return staff


def calendar(talker: Talker) -> Calendar:
    (file,) = [reply.attachment for reply in talker.replies if isinstance(reply.attachment, Document)]
    assert file.media_type == "text/calendar"
    return Calendar.from_ical(file.content)


async def test_a_workshop_is_made_in_one_message_and_announced_in_time(town: Town, post: Post) -> None:
    (aino,) = await people(town, "aino")
    staff = town.person("staff")
    await staff.says("/tyopaja")
    assert "Aika puuttuu" in await staff.says("Digipaja")
    assert "mennyt" in await staff.says("Digipaja\naika: 1.9.2026 klo 8\npaikka: Salla")
    assert "En tunne paikkaa" in await staff.says("Digipaja\naika: 12.10. klo 17\npaikka: Xyzzy")
    seen = await staff.says(WRITTEN)
    assert "ma 12.10. klo 17–19\nSallan kirjasto, Salla\ndigitaidot, suomeksi\nVetäjä: Maija Malli" in seen
    assert "Paikkoja 2/2 vapaana" in seen
    seen = await staff.presses("Julkaise…")
    assert "1 ihminen" in seen
    await staff.presses("7 päivää ennen: ma 5.10. klo 9")
    assert "ei ole nyt tulossa" in await aino.says("/tyopajat")
    assert await post.comes(aino, later=timedelta(days=33)) == {}
    town.now = datetime(2026, 10, 5, 6, 0, 5, tzinfo=UTC)
    read = await post.comes(aino)
    assert "Digimarkkinoinnin perusteet" in read["aino"]
    assert "työpajoista" in read["aino"]


async def test_seats_are_taken_waited_for_and_passed_on(town: Town, post: Post) -> None:
    aino, otto, iida = await people(town, "aino", "otto", "iida")
    staff = await announced(town, post, [aino, otto, iida])
    seen = await aino.presses("Ilmoittaudun")
    assert "Ilmoittauduit nimellä aino" in seen
    assert "Sinulla on paikka." in seen
    event = calendar(aino).walk("VEVENT")[0]
    assert event.decoded("dtstart") == datetime(2026, 10, 12, 14, tzinfo=UTC)
    assert event["dtstart"].params["TZID"] == "Europe/Helsinki"
    assert str(event["location"]) == "Sallan kirjasto, Salla"
    await otto.presses("Ilmoittaudun")
    seen = await iida.presses("Ilmoittaudun")
    assert "Olet jonossa ensimmäinen" in seen
    assert "Paikat ovat täynnä" in seen
    assert "✓ Digimarkkinoinnin perusteet" in "".join([await iida.says("/tyopajat"), *iida.labels])
    seen = await staff.presses("Ilmoittautuneet")
    assert "Tulossa 2/2\n1. aino\n2. otto" in seen
    assert "Jonossa 1\n1. iida" in seen
    await aino.says("/tyopajat")
    await aino.presses("✓ Digimarkkinoinnin")
    assert "ettet pääse" in await aino.presses("Perun ilmoittautumisen")
    read = await post.comes(aino, otto, iida)
    assert list(read) == ["iida"]
    assert "Sait paikan!" in read["iida"]
    assert calendar(iida).walk("VEVENT")[0]["uid"] == event["uid"]
    seen = await aino.presses("Ilmoittaudun")
    assert "Olet jonossa ensimmäinen" in seen


async def test_people_stand_on_the_list_under_the_name_they_want(town: Town, post: Post) -> None:
    (aino,) = await people(town, "aino")
    staff = await announced(town, post, [aino])
    await aino.presses("Ilmoittaudun")
    await aino.presses("Vaihda nimi")
    assert "nimellä Aino Esimerkki" in await aino.says("Aino Esimerkki")
    await aino.presses_action(Action("workshop.no", ("1",)))
    assert "nimellä Aino Esimerkki" in await aino.presses("Ilmoittaudun")
    assert "1. Aino Esimerkki" in await staff.presses("Ilmoittautuneet")


async def test_reminders_come_a_week_a_day_and_two_hours_before_to_those_signed_up(town: Town, post: Post) -> None:
    aino, otto = await people(town, "aino", "otto")
    await announced(town, post, [aino, otto])
    await aino.presses("Ilmoittaudun")
    await otto.presses("Ehkä")
    starts = datetime(2026, 10, 12, 14, tzinfo=UTC)
    for before, said in (
        (timedelta(days=7), "viikon päästä"),
        (timedelta(days=1), "huomenna"),
        (timedelta(hours=2), "parin tunnin päästä"),
    ):
        town.now = starts - before - timedelta(minutes=5)
        assert await post.comes(aino, otto) == {}
        town.now = starts - before + timedelta(minutes=1)
        read = await post.comes(aino, otto)
        assert list(read) == ["aino"]
        assert said in read["aino"]
        assert await post.comes(aino, otto, later=timedelta(minutes=1)) == {}


async def test_changes_and_cancellation_reach_everybody_at_once(town: Town, post: Post) -> None:
    aino, otto, iida = await people(town, "aino", "otto", "iida")
    staff = await announced(town, post, [aino, otto, iida])
    await aino.presses("Ilmoittaudun")
    await otto.presses("Ehkä")
    await iida.presses("En pääse")
    town.now = datetime(2026, 9, 2, 20, tzinfo=UTC)  # quiet hours: what concerns those who come does not wait
    await staff.presses("Ilmoittautuneet")
    await staff.presses("Muuta")
    assert "tallennettu" in await staff.says(WRITTEN.replace("12.10. klo 17–19", "13.10. klo 18–20"))
    read = await post.comes(aino, otto, iida)
    assert set(read) == {"aino", "otto"}
    assert "tiedot muuttuivat" in read["aino"]
    assert "ti 13.10. klo 18–20" in read["aino"]
    event = calendar(aino).walk("VEVENT")[0]
    assert (event["sequence"], event.decoded("dtstart")) == (1, datetime(2026, 10, 13, 15, tzinfo=UTC))
    await staff.says("/tyopajalista")
    await staff.presses("Digimarkkinoinnin")
    await staff.presses("Muuta")
    await otto.presses("Katso ja vastaa")
    await otto.presses("Ilmoittaudun")
    assert "Paikkoja on jo annettu" in await staff.says(WRITTEN.replace("paikkoja: 2", "paikkoja: 1"))
    await staff.says("/tyopajalista")
    await staff.presses("Digimarkkinoinnin")
    await staff.presses("Peru työpaja")
    assert "peruttu" in await staff.presses("Peru työpaja")
    read = await post.comes(aino, otto, iida)
    assert set(read) == {"aino", "otto"}
    assert "Työpaja on peruttu" in read["aino"]
    cancelled = calendar(aino)
    assert cancelled["method"] == "CANCEL"
    assert cancelled.walk("VEVENT")[0]["status"] == "CANCELLED"
    assert "päättynyt" in await aino.presses_action(Action("workshop.go", ("1",)))


async def test_afterwards_material_and_two_questions_go_to_those_who_came(town: Town, post: Post) -> None:
    aino, otto, iida = await people(town, "aino", "otto", "iida")
    staff = await announced(town, post, [aino, otto, iida])
    await aino.presses("Ilmoittaudun")
    await otto.presses("Ilmoittaudun")
    town.now = datetime(2026, 10, 12, 16, 30, tzinfo=UTC)
    await post.comes()
    await staff.says("/tyopajalista")
    await staff.presses("Digimarkkinoinnin")
    await staff.presses("Merkitse, ketkä tulivat")
    await staff.presses("? aino")
    await staff.presses("? otto")
    await staff.presses("✓ otto")
    assert "✗ otto" in staff.labels
    assert "1. ✓ aino\n2. ✗ otto" in await staff.presses("Valmis")
    await staff.presses("Lähetä aineisto")
    await staff.says("https://example.com/kalvot")
    read = await post.comes(aino, otto, iida)
    assert list(read) == ["aino"]
    assert "https://example.com/kalvot" in read["aino"]
    town.now = datetime(2026, 10, 13, 7, 1, tzinfo=UTC)
    read = await post.comes(aino, otto, iida)
    assert list(read) == ["aino"]
    assert "Kuinka hyödyllinen" in read["aino"]
    await aino.presses("4")
    assert "toive meni" in await aino.says("Hankinnoista")
    await staff.says("/tyopajalista")
    seen = await staff.presses("Digimarkkinoinnin")
    assert "keskiarvo 4,0, n = 1\n• Hankinnoista" in seen
    await staff.presses("CSV")
    (file,) = [reply.attachment for reply in staff.replies]
    assert isinstance(file, Document)
    rows = file.content.decode("utf-8-sig").splitlines()
    assert rows[0] == "number,name,state,signed_up_at,attended,score,wish"
    assert rows[1].startswith("1,aino,going,")
    assert rows[1].endswith(",yes,4,Hankinnoista")


async def test_what_is_coming_is_listed_with_the_distance(town: Town, post: Post) -> None:
    (aino,) = await people(town, "aino")
    await announced(town, post, [aino])
    await aino.says("/koti")
    await aino.says("Kursu")
    seen = await aino.says("/tyopajat")
    assert "Sallan kirjasto, Salla, 2" in seen
    assert " km" in seen
    await aino.presses("Digimarkkinoinnin")
    await aino.presses("Kartalla")
    (spot,) = [reply.attachment for reply in aino.replies]
    assert isinstance(spot, Venue)
    assert spot.address == "Sallan kirjasto, Salla"


async def test_a_link_opens_a_workshop_for_somebody_new(town: Town, post: Post) -> None:
    written = town.person("staff")
    await written.says(f"/tyopaja {WRITTEN}")
    eero = town.person("eero")
    assert "Tätä työpajaa ei enää ole" in await eero.says("/start w_1")  # nobody has been told of it yet
    await announced(town, post, await people(town, "aino"))
    seen = await eero.says("/start w_2")
    assert "Digimarkkinoinnin perusteet" in seen
    assert "Ilmoittauduit nimellä" in await eero.presses("Ilmoittaudun")
    for nothing in ("w_", "w_99", "w_x", "w_²", f"w_{'9' * 60}"):
        assert "Tätä työpajaa ei enää ole" in await eero.says(f"/start {nothing}")
    assert "kahden kesken" in await town.person("eero", group="g1").says("/start w_2")


async def test_old_buttons_explain_themselves(town: Town) -> None:
    aino = town.person("aino")
    for name in ("workshop", "workshop.go", "workshop.no", "workshop.calendar", "workshop.map", "workshop.rate"):
        assert "/tyopajat" in await aino.presses_action(Action(name, ("999", "3")))

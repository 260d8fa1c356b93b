"""Polls from the staff's one message to the result that comes back."""

from datetime import timedelta

import pytest

from osta.chat.messages import Action, Address, Document, Picture
from osta.store import broadcasts, people, polls
from osta.store.models import Poll, StaffMember
from tests.fakes.post import Post, agrees
from tests.fakes.talk import Talker, Town

WRITTEN = """Mitä ostaisit naapurikylästä? (monta)
- perunaa
- hillaa
- poronlihaa

Miten tärkeää läheltä ostaminen on? (1-5)

Ostatko joka viikko?
- kyllä
- en

Mitä kylältäsi puuttuu?"""


@pytest.fixture
def post(town: Town) -> Post:
    return Post(town)


async def residents(town: Town, n: int) -> list[Talker]:
    found = []
    for at in range(n):
        person = await agrees(town.person(f"asukas{at}"), "polls")
        await person.says("/koti")
        await person.says("Kursu" if at % 2 else "Savukoski")
        found.append(person)
    return found


async def sent(town: Town, post: Post, people: list[Talker], written: str = WRITTEN) -> Talker:
    staff = town.person("staff")
    await staff.says(f"/kysely {written}")
    await staff.presses("Lähetä…")
    await staff.presses("Lähetä")
    assert "Kysely lähtee nyt" in staff.seen
    await post.comes(*people)
    return staff


async def answers_all(person: Talker, *choices: str) -> str:
    for choice in choices:
        await person.presses(choice)
    return person.seen


async def test_a_poll_is_made_in_one_message_and_seen_as_readers_see_it(town: Town) -> None:
    await residents(town, 3)
    staff = town.person("staff")
    seen = await staff.says("/kysely")
    assert "(monta)" in seen
    seen = await staff.says(WRITTEN)
    assert "1. Mitä ostaisit naapurikylästä? (monta vaihtoehtoa)" in seen
    assert "Kenelle: kaikki, jotka ovat antaneet luvan" in seen
    assert "Lähtee: heti" in seen
    assert "Päättyy: ti 8.9. klo 20" in seen
    seen = await staff.presses("Kokeile itse")
    assert "Kysymys 1/4" in seen
    for label in ("perunaa", "5", "kyllä", "Kirjoita vastaus"):
        seen = await staff.presses(label)
    assert "vastauksia ei tallennettu" in seen
    await staff.presses("Takaisin kyselyyn")
    seen = await staff.presses("Kenelle")
    assert "3 ihmistä, jotka ovat antaneet luvan" in seen
    seen = await staff.presses("Salla")
    assert "Kenelle: Salla\n1 ihminen" in seen
    await staff.presses("Valmis")
    await staff.presses("Milloin")
    assert "Lähtee: ke 2.9. klo 9" in await staff.presses("Huomenna klo 9")
    await staff.presses("Päättyy")
    assert "Päättyy: la 5.9. klo 20" in await staff.presses("3 päivää")
    seen = await staff.presses("Lähetä…")
    assert "1 ihminen: Test noin 1 s" in seen
    assert "Kysely lähtee ke 2.9. klo 9" in await staff.presses("Lähetä")
    assert "ajastettu" in "".join((await staff.says("/kyselyt"), *staff.labels))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Mikä?\n- yksi", "vain yksi vaihtoehto"),
        ("\n\n".join(f"{n}?" for n in range(6)), "enintään 5 kysymystä"),
    ],
)
async def test_what_cannot_be_a_poll_is_explained_and_can_be_written_again(town: Town, written: str, said: str) -> None:
    staff = town.person("staff")
    await staff.says("/kysely")
    assert said in await staff.says(written)
    assert "Kyselyn luonnos" in await staff.says("Mikä?\n- a\n- b")


async def test_a_poll_speaks_the_languages_it_was_written_in(town: Town, post: Post) -> None:
    svea = await agrees(town.person("svea", "sv"), "polls")
    await svea.says("/sprak")
    await svea.presses("Svenska")
    staff = town.person("staff")
    await staff.says("/kysely Mikä?\n- peruna\n- hilla")
    await staff.presses("Lisää ruotsi")
    assert "Katso kysymystä 1" in await staff.says("Vad?\n- potatis\n- hjortron\n- fisk")
    assert "Kielet: suomi, ruotsi" in await staff.says("Vad?\n- potatis\n- hjortron")
    await staff.presses("Lähetä…")
    await staff.presses("Lähetä")
    await post.comes(svea)
    assert "Vad?" in svea.seen
    assert "potatis" in svea.labels


async def test_a_link_opens_a_poll_for_who_was_not_asked(town: Town, post: Post) -> None:
    asked, eero = await residents(town, 1), town.person("eero")
    await town.person("staff").says(f"/kysely {WRITTEN}")
    assert "Tämä kysely on päättynyt" in await eero.says("/start q_1")  # or has not begun
    await sent(town, post, asked)
    invited = await eero.says("/start q_2")
    assert "Lyhyt kysely: 4 kysymystä." in invited
    assert "Mitä ostaisit naapurikylästä?" in invited
    await answers_all(eero, "hillaa", "Valmis")
    again = await eero.says("/start q_2")  # goes on where one was
    assert "Miten tärkeää" in again
    assert "Lyhyt kysely" not in again
    for nothing in ("q_", "q_99", "q_x", f"q_{'9' * 60}"):
        assert "Tämä kysely on päättynyt" in await eero.says(f"/start {nothing}")
    assert "kahden kesken" in await town.person("eero", group="g1").says("/start q_2")


async def test_nobody_but_staff_makes_polls(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("/start")
    assert "luonnos" not in await aino.says(f"/kysely {WRITTEN}")
    assert "Kysely lähtee" not in await aino.presses_action(Action("pollmake.sure", ("1",)))


async def test_answering_takes_a_tap_a_question_and_can_be_changed_until_the_end(town: Town, post: Post) -> None:
    (aino,) = await residents(town, 1)
    await sent(town, post, [aino])
    assert "Kysymys 1/4" in aino.seen
    assert "STOP" in aino.seen
    seen = await answers_all(aino, "perunaa", "hillaa")
    assert "✓ perunaa" in aino.labels
    assert "✓ hillaa" in aino.labels
    seen = await answers_all(aino, "✓ perunaa", "Valmis", "4", "kyllä")
    assert "Kirjoita vastauksesi viestinä" in seen
    seen = await aino.says("kuka myy perunaa?")  # a question in the middle is answered, then the poll goes on
    assert "Peruna" in seen
    assert "Kysymys 4/4" in seen
    seen = await aino.says("kyläkauppa")
    assert "Kiitos vastauksistasi" in seen
    assert "hillaa" in seen
    assert "4/5" in seen
    assert "kyläkauppa" in seen
    await aino.presses("Muuta 3")
    assert "✓ kyllä" in aino.labels
    seen = await aino.presses("en")
    assert "Kiitos vastauksistasi" in seen
    assert "en" in seen
    await aino.presses("Muuta 2")
    assert "ei vastausta" in await aino.presses("Ohita")
    await post.comes(later=timedelta(days=8))
    assert "päättynyt" in await aino.presses("Muuta 2")


async def test_leaving_takes_the_answers_along_and_no_reminder_comes(town: Town, post: Post) -> None:
    aino, otto, iida = await residents(town, 3)
    await sent(town, post, [aino, otto, iida])
    await answers_all(aino, "perunaa", "Valmis", "5", "kyllä", "Ohita")
    await answers_all(otto, "hillaa", "Valmis")
    assert "vastauksesi poistettiin" in await otto.presses("Poistu kyselystä")
    assert await post.comes(aino, otto, later=timedelta(days=2)) == {}
    read = await post.comes(aino, otto, iida, later=timedelta(days=4, hours=8, minutes=5))
    assert list(read) == [iida.name]
    assert "odottaa vielä vastaustasi" in read[iida.name]
    assert "Kysymys 1/4" in await iida.presses("Vastaa")
    assert await post.comes(aino, otto, iida, later=timedelta(hours=2)) == {}


async def test_staff_see_everything_and_others_no_figure_of_fewer_than_five(town: Town, post: Post) -> None:
    people = await residents(town, 7)
    staff = await sent(town, post, people)
    for at, person in enumerate(people[:6]):
        chosen = ("perunaa", "hillaa") if at < 5 else ("perunaa",)
        await answers_all(person, *chosen, "Valmis", "5" if at else "4", "kyllä")
        if at < 2:
            await person.says(f"vastaus {at}")
    seen = (await staff.presses("Katso tulokset")).replace("\xa0", " ")
    assert "6 vastaajaa, 86 % kutsutuista (7)" in seen
    assert "perunaa: 6 (100 %)" in seen
    assert "hillaa: 5 (83 %)" in seen
    assert "poronlihaa: 0 (0 %)" in seen
    assert "Keskiarvo 4,8" in seen
    assert "Savukoski 3" in seen
    pictures = [reply.attachment for reply in staff.replies if isinstance(reply.attachment, Picture)]
    assert len(pictures) == 3
    assert all(picture.png.startswith(b"\x89PNG") for picture in pictures)
    results = staff.replies
    assert "• vastaus 0\n• vastaus 1" in await staff.presses("Vapaat vastaukset")
    staff.replies = results
    assert "Savukoski (n = 3): perunaa 3" in await staff.presses("Kunnittain")
    staff.replies = results
    await staff.presses("CSV")
    (file,) = [reply.attachment for reply in staff.replies]
    assert isinstance(file, Document)
    rows = file.content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("participant,municipality,question")
    assert len([row for row in rows if ",several," in row]) == 11
    staff.replies = results
    assert "Päätetäänkö kysely Mitä ostaisit" in await staff.presses("Päätä nyt…")
    await staff.presses("Takaisin")
    assert "· auki" in staff.seen
    await staff.presses("Päätä nyt…")
    await staff.presses("Päätä nyt")
    assert "Lähetetäänkö tulos vastanneille ja 0 yrittäjälle?" in await staff.presses("Kerro tulos vastanneille…")
    await staff.presses("Lähetä")
    read = await post.comes(*people, later=timedelta(minutes=1))
    assert set(read) == {person.name for person in people[:6]}
    told = read[people[0].name].replace("\xa0", " ")
    assert "perunaa: 6 (100 %)" in told
    assert "poronlihaa: alle 5" in told
    assert "4: alle 5" in told
    assert "en: alle 5" in told
    assert "alle 5 vastausta: lukuja ei näytetä" in told  # of the free answers there were two
    assert "vastaus 0" not in told
    staff.replies = results
    assert "on jo kerrottu" in await staff.presses_action(Action("pollmake.share", ("1",)))


async def test_one_tap_does_not_call_off_what_is_still_to_go_out(town: Town, post: Post) -> None:
    (aino,) = await residents(town, 1)
    staff = town.person("staff")
    await staff.says("/kysely Mikä?\n- a\n- b")
    await staff.presses("Milloin")
    await staff.presses("Muu aika")
    await staff.says("12.9. klo 12")
    await staff.presses("Lähetä…")
    await staff.presses("Lähetä")
    await staff.says("/kyselyt")
    await staff.presses("Mikä?")
    assert "Se ei lähde kenellekään" in await staff.presses("Peru kysely…")
    assert "· ajastettu" in await staff.presses("Takaisin")
    await staff.presses("Peru kysely…")
    assert "· peruttu" in await staff.presses("Peru kysely")
    assert "kysely peruttu" in await staff.says("/loki")
    assert await post.comes(aino, staff, later=timedelta(days=12)) == {}


async def test_a_cancelled_draft_is_gone_and_old_buttons_explain_themselves(town: Town) -> None:
    staff = town.person("staff")
    await staff.says("/kysely Mikä?\n- a\n- b")
    draft = staff.replies
    await staff.presses("Hylkää")
    staff.replies = draft
    assert "ei ole enää luonnos" in await staff.presses("Milloin")
    for name in ("poll.open", "poll.show", "poll.pick", "poll.rate", "poll.done", "poll.skip", "poll.leave"):
        assert "päättynyt" in await staff.presses_action(Action(name, ("999", "1")))


async def test_the_options_know_what_they_are_about(town: Town, post: Post) -> None:
    await sent(town, post, [])
    async with town.database.reading() as session:
        (poll,) = await polls.latest(session)
        assert [option.concept for option in poll.questions[0].options] == ["peruna", "hilla", "poronliha"]
        stored = await session.get_one(Poll, poll.id)
        assert stored.broadcast_id is not None
        assert await broadcasts.get(session, stored.broadcast_id)


async def test_an_audience_is_a_village_and_its_surroundings_too(town: Town) -> None:
    await residents(town, 4)
    staff = town.person("staff")
    await staff.says("/kysely Mikä?\n- a\n- b")
    await staff.presses("Kenelle")
    await staff.presses("Kylän ympäristö…")
    seen = await staff.says("Kursun ympäristö 20 km")
    assert "Kenelle: Kursu ja 20 km ympäriltä\n2 ihmistä" in seen
    seen = await staff.presses("Yrittäjät") if "Yrittäjät" in staff.labels else await staff.presses("yrittäjät")
    assert "0 ihmistä" in seen
    seen = await staff.presses("Tyhjennä")
    assert "kaikki, jotka ovat antaneet luvan\n4 ihmistä" in seen


async def test_staff_of_one_municipality_ask_its_people_only(town: Town, post: Post) -> None:
    everybody = await residents(town, 4)
    local = town.person("paikallinen")
    await local.says("/start")
    async with town.database.transaction() as session:
        known = await people.by_address(session, Address("test", "paikallinen"))
        assert known is not None
        session.add(StaffMember(person_id=known.id, municipality="Salla"))
    seen = await local.says("/kysely Mikä?\n- a\n- b")
    assert "Kenelle: Salla" in seen
    seen = await local.presses("Kenelle")
    assert "2 ihmistä" in seen
    assert "Posio" not in local.labels
    assert "Kenelle: Salla\n" in await local.presses("Tyhjennä")
    await local.presses_action(Action("audience.set", ("poll", "1", "m", "posio")))
    assert "Kenelle: Salla\n" in local.seen
    await local.presses("Valmis")
    await local.presses("Lähetä…")
    await local.presses("Lähetä")
    assert set(await post.comes(*everybody)) == {"asukas1", "asukas3"}
    staff = town.person("staff")
    await staff.says("/kysely Muu?\n- a\n- b")
    assert "ei ole enää luonnos" in await local.presses_action(Action("pollmake.open", ("2",)))


async def test_who_never_chose_a_language_is_asked_in_the_one_they_are_answered_in(town: Town, post: Post) -> None:
    svea = await agrees(town.person("svea", "sv"), "polls")
    emma = await agrees(town.person("emma", "fi"), "polls")
    await emma.says("who sells potatoes near Kursu")
    staff = town.person("staff")
    await staff.says("/kysely Mikä?\n- peruna\n- hilla")
    await staff.presses("Lähetä…")
    await staff.presses("Lähetä")
    read = await post.comes(svea, emma)
    assert "En kort enkät: en fråga." in read["svea"]
    assert "A short poll: one question." in read["emma"]


async def test_the_trial_is_what_readers_of_each_language_get_and_records_nothing(town: Town) -> None:
    staff = town.person("staff")
    await staff.says("/kysely Mikä?\n- peruna\n- hilla\n\nMiksi? (1-5)")
    await staff.presses("Lisää ruotsi")
    await staff.says("Vad?\n- potatis\n- hjortron\n\nVarför? (1-5)")
    tried = await staff.presses("Kokeile itse")
    finnish, swedish = tried.split("\n---\n")
    assert "Lyhyt kysely: 2 kysymystä." in finnish
    assert "Lopeta kaikki: STOP." in finnish
    assert "En kort enkät: 2 frågor." in swedish
    assert "Varför?" in await staff.presses("potatis")
    assert "vastauksia ei tallennettu" in await staff.presses("5")


async def test_the_result_by_municipality_can_be_read_for_a_scale_too(town: Town, post: Post) -> None:
    (iida,) = await residents(town, 1)
    staff = await sent(town, post, [iida], "Miten tärkeää? (1-5)")
    await iida.presses("4")
    await staff.says("/kyselyt")
    await staff.presses("Miten tärkeää?")
    assert "Savukoski (n = 1): 1: 0, 2: 0, 3: 0, 4: 1, 5: 0" in await staff.presses("Kunnittain")

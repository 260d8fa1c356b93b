"""First contact, home village, language, help, what may be told unasked, and what is kept."""

import json

import pytest
from sqlalchemy import select

from osta.chat.messages import Action, Document
from osta.chat.texts import LANGUAGES, Language
from osta.handlers import menus
from osta.handlers.routes import ROUTES
from osta.store import alert_notices
from osta.store.models import Alert, Consent, Person, PersonAddress, Producer, QuestionLog
from tests.fakes.talk import Talker, Town


async def home_of(town: Town, name: str) -> str | None:
    async with town.database.reading() as session:
        return await session.scalar(select(Person.home_place_id).join(PersonAddress).where(PersonAddress.chat == name))


async def test_first_contact_takes_two_taps(town: Town) -> None:
    bea = town.person("bea", "sv-FI")
    assert (await bea.says("/start")).startswith("Hej! Jag är Osta paikallista")
    assert bea.replies[0].ask_location == "Dela min position"
    assert (await bea.presses("Suomeksi")).startswith("Hei! Olen Osta paikallista")
    assert "katson ensin Kelloselän läheltä" in await bea.says("kelloselässä")
    assert await home_of(town, "bea") == "kelloselka"
    assert "Missä kylässä asut" not in await bea.says("/start")


@pytest.mark.parametrize("said", ["Savukoski", "savukoskella", "SAVUKOSKI", "savukosci", "asun Savukoskella"])
async def test_a_home_village_is_understood_in_any_spelling(town: Town, said: str) -> None:
    aino = town.person("aino")
    await aino.says("/koti")
    assert "Savukosken läheltä" in await aino.says(said)


async def test_after_two_tries_the_list_is_offered(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("/koti")
    assert "En tunne kylää ”qwrtzx”" in await aino.says("qwrtzx")
    assert "Valitse ensin kunta" in await aino.says("zxqwvb")
    await aino.presses("Kemijärvi")
    assert aino.labels[-2:] == ["Lisää kyliä", "Toinen kunta"]
    await aino.presses("Lisää kyliä")
    name = aino.labels[0]
    assert "Selvä" in await aino.presses(name)
    assert await home_of(town, "aino") is not None


async def test_a_home_village_comes_from_a_position_or_is_left_out(town: Town) -> None:
    aino, bea = town.person("aino"), town.person("bea")
    await aino.says("/koti")
    assert "kaukana Itä-Lapista" in await aino.shares(60.17, 24.94)
    await aino.shares(66.11, 28.17)
    assert await home_of(town, "aino") is not None
    await aino.says("/koti")
    assert "unohdettu" in await aino.presses("Unohda kotikylä")
    assert await home_of(town, "aino") is None
    await bea.says("/start")
    assert "Mitä etsit?" in await bea.presses("Ohita")
    assert "Perunoita" in await bea.says("perunoita")


async def test_a_question_in_the_middle_is_answered_and_the_village_asked_again(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("/start")
    answer = await aino.says("kuka myy perunoita")
    assert "Posion Peruna" in answer
    assert answer.endswith(
        "Missä kylässä asut? Kirjoita kylän nimi tai jaa sijaintisi.\n\n1 Valitse luettelosta\n2 Ohita"
    )
    assert "Kursun läheltä" in await aino.says("Kursu")


async def test_links_open_cards(town: Town) -> None:
    aino = town.person("aino")
    assert (await aino.says("/start p_hilla222")).startswith("Suon Helmi")
    assert "ei enää ole luettelossa" in await aino.says("/start p_nosuch")
    assert "Koodi ei kelpaa" in await aino.says("/start claim_nosuch")
    assert "Kutsu ei kelpaa" in await aino.says("/start staff_nosuch")
    assert (await aino.says("/start anything")).startswith("Hei!")


async def test_help_tells_staff_more(town: Town) -> None:
    assert "/jono" not in await town.person("aino").says("/help")
    assert "/jono" in await town.person("staff").says("/apua")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_of_the_menus_is_answered(language: Language) -> None:
    known = {route.name for route in ROUTES.table if route.kind == "command"}
    assert {"start", "koti", "jono"} <= known
    for name, description in [*menus.residents(language), *menus.groups(language), *menus.staff(language)]:
        assert 1 <= len(name) <= 32
        assert 1 <= len(description) <= 256


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_command_works_in_every_language(town: Town, language: Language) -> None:
    staff = town.person("staff", language)
    for name, _ in menus.staff(language):
        town.now = town.now.replace(hour=(town.now.hour + 1) % 24)
        answer = await staff.says(f"/{name}")
        assert answer
        assert "Tuo painike" not in answer


def test_no_two_conversations_share_an_action() -> None:
    actions = [route.name for route in ROUTES.table if route.kind == "action"]
    assert len(actions) == len(set(actions))


async def topics(town: Town) -> set[str]:
    async with town.database.reading() as session:
        return set(await session.scalars(select(Consent.topic).where(Consent.withdrawn_at.is_(None))))


async def test_what_may_be_told_is_switched_with_one_tap_and_stopped_with_one_word(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("/tilaukset")
    assert "✓ Työpajat ja tapahtumat" in await aino.presses("Työpajat")
    await aino.says("banaaneja Sallasta")
    await aino.presses("Kerro minulle")
    assert await topics(town) == {"workshops", "alerts"}
    assert "• banaani, Salla" in await aino.says("/tilaukset")
    await aino.presses("✓ Työpajat")
    assert await topics(town) == {"alerts"}
    assert "• banaani" not in await aino.presses("Lopeta: banaani")
    await aino.says("hillaa")
    await aino.says("STOP")
    assert await topics(town) == set()
    async with town.database.reading() as session:
        assert (await session.scalars(select(Alert).where(Alert.ended_at.is_(None)))).all() == []
        assert await session.scalar(select(Person.paused)) is True


async def test_a_wish_that_came_true_ends_with_one_tap(town: Town) -> None:
    aino, bea = town.person("aino"), town.person("bea")
    for person in (aino, bea):
        await person.says("banaaneja Sallasta")
        await person.presses("Kerro minulle")
        await person.says("polttopuita Sallasta")
        await person.presses("Kerro minulle")
    async with town.database.transaction() as session:
        alerts = (await session.scalars(select(Alert).order_by(Alert.id))).all()
        producer = await session.scalar(select(Producer).where(Producer.code == "hilla222"))
        assert producer is not None
        await alert_notices.keep(session, [(alert.id, producer.id) for alert in alerts[::2]], town.now)
    found = Action("notices.found", ("hilla222",))
    assert "Mukavaa, että löytyi! Tästä en enää kerro: banaani, Salla." in await aino.presses_action(found)
    seen = await aino.presses("Näytä, mistä kerron")
    assert "banaani" not in seen
    assert "polttopuu" in seen
    assert "Mistä saan kertoa sinulle" in await aino.presses_action(found)  # pressed again
    assert "banaani" in await bea.says("/tilaukset")


async def test_areas_subjects_roles_and_how_often_are_a_tap_each(town: Town) -> None:
    aino = town.person("aino")
    assert "Alueet: kotikuntasi\nAiheet: kaikki\nViestejä viikossa enintään 3" in await aino.says("/tilaukset")
    await aino.presses("Alueet")
    assert "✓ Posio" in await aino.presses("Posio")
    await aino.presses("Salla")
    await aino.presses("✓ Posio")
    await aino.presses("Takaisin")
    await aino.presses("Aiheet")
    await aino.presses("Digitaidot")
    await aino.presses("Takaisin")
    await aino.presses("Kuka olen")
    assert "✓ Olen yrittäjä" in await aino.presses("Olen yrittäjä")
    await aino.presses("Takaisin")
    await aino.presses("Kuinka usein")
    assert "Alueet: Salla\nAiheet: digitaidot\nViestejä viikossa enintään 1" in await aino.presses("1")


async def test_all_that_is_kept_comes_as_a_file(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("/koti")
    await aino.says("Kursu")
    await aino.says("perunoita")
    await aino.says("/omattiedot")
    document = aino.replies[0].attachment
    assert isinstance(document, Document)
    everything = json.loads(document.content)
    assert everything["person"][0]["home_place_id"] == "kursu"
    assert everything["question_log"][0]["text"] == "perunoita"


async def sell(talker: Talker, *answers: str) -> None:
    """Fill in the form; what begins with ``!`` is pressed."""
    for answer in answers:
        await (talker.presses(answer[1:]) if answer.startswith("!") else talker.says(answer))


@pytest.mark.parametrize("whole", [True, False])
async def test_everything_is_erased_after_a_confirmation_and_listings_are_asked_about(town: Town, whole: bool) -> None:
    aino = town.person("aino")
    await sell(aino, "/myyn", "Ainon Pottu", "peruna", "!Oikein", "Kursu", "0400001234", "!Lähetä")
    await town.person("staff").says("/jono")
    staff = town.person("staff")
    await sell(staff, "/jono", "!Hyväksy")
    await aino.says("perunoita Kursusta")
    assert "Sinulla on ilmoitus: Ainon Pottu." in await aino.says("/poista")
    assert "Mitään ei poistettu" in await aino.presses("En poista")
    await aino.says("/poista")
    await aino.presses("Poista tietoni ja ilmoitus" if whole else "Poista tietoni, jätä")
    async with town.database.reading() as session:
        assert await session.scalar(select(PersonAddress).where(PersonAddress.chat == "aino")) is None
        assert set(await session.scalars(select(QuestionLog.text))) == {None}
        left = await session.scalar(select(Producer).where(Producer.name == "Ainon Pottu"))
        assert (left is None) is whole
    assert ("Ainon Pottu" in await town.person("bea").says("perunoita Kursusta")) is not whole


async def test_a_forged_erasure_asks_first(town: Town) -> None:
    aino = town.person("aino")
    assert "Poistetaanko" in await aino.presses_action(Action("privacy.erase", ("everybody",)))


@pytest.mark.parametrize(
    "command", ["koti", "tilaukset", "stop", "myyn", "omat", "omattiedot", "poista", "suosikit", "lunasta x", "jono"]
)
async def test_what_is_personal_is_not_done_in_a_group(town: Town, command: str) -> None:
    staff = town.person("staff", group="village")
    assert "kahden kesken" in await staff.says(f"/{command}")


async def test_a_group_may_ask_and_browse(town: Town) -> None:
    aino = town.person("aino", group="village")
    assert "Missä kylässä asut" not in await aino.says("/start")
    assert "Poropirtti" in await aino.says("kuka myy poronlihaa")
    assert "Kerro kotikylä" not in aino.labels
    await aino.presses("1")
    await aino.presses("Yhteystieto")
    assert len(aino.replies) == 1  # nobody is asked in front of others whether they may be asked


async def test_the_question_whether_to_erase_is_the_only_one_open(town: Town) -> None:
    aino = town.person("aino")
    await sell(aino, "/myyn", "Ainon Pottu")
    assert "1/5" not in await aino.says("/poista")
    assert "Mitä myyt" not in aino.seen
    assert "Tietosi on poistettu" in await aino.presses("Poista kaikki")


@pytest.mark.parametrize(("said", "answered"), [("ohita", "Hyvä. Mitä etsit?"), ("en tiiä", "Valitse ensin kunta")])
async def test_words_leave_the_question_for_the_home_village(town: Town, said: str, answered: str) -> None:
    aino = town.person("aino")
    await aino.says("/koti")
    assert await aino.says(said)
    assert answered in aino.seen


async def test_who_goes_on_with_other_things_is_asked_for_the_village_once_more_and_no_further(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("/start")
    assert "Missä kylässä asut?" in await aino.says("perunoita")
    assert "Missä kylässä asut?" not in await aino.says("hillaa")
    assert "Perunoita Kursun läheltä" in await aino.says("perunoita Kursusta")
    assert "Missä kylässä asut?" in await aino.says("/koti")
    assert "Missä kylässä asut?" in await aino.says("hillaa")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("suosikit", "suosik"),
        ("Tilaukset", "Mistä"),
        ("omat", "Sinulla ei ole vielä ilmoitusta"),
        ("selaa", "Mistä kunnasta"),
        ("työpajat", "työpajoja"),
        ("takaisin", "Kirjoita omin sanoin, mitä etsit, tai valitse:"),
        ("ti ja to 12-18", "En ymmärtänyt"),
    ],
)
async def test_a_command_needs_no_slash_where_nothing_else_is_meant(town: Town, said: str, answer: str) -> None:
    assert answer in await town.person("aino").says(said)


async def test_staff_have_more_commands_than_others(town: Town) -> None:
    staff = town.person("staff")
    assert await staff.says("jono") == await staff.says("/jono")

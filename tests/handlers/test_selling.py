"""A seller's way from the first word to a listing that is kept up."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from osta.chat.messages import Action, ContactCard
from osta.store.models import AuditEntry, Consent, Offering, Producer, Review
from tests.fakes.talk import Talker, Town


async def through(talker: Talker, *answers: str) -> str:
    """Answer one after another; what begins with ``!`` is pressed. The last reply."""
    seen = ""
    for answer in answers:
        seen = await (talker.presses(answer[1:]) if answer.startswith("!") else talker.says(answer))
    return seen


SHORT_FORM = (
    "/myyn",
    "Ainon Pottu",
    "!Ohita",
    "puikula, hillaa, xyzzy",
    "!Oikein",
    "elo-lokakuu",
    "!Ohita",
    "kursussa",
)
REST = ("REKO Salla", "sovi soittamalla", "0400001234", "!Ohita", "!Ohita", "!Valmis", "200")


async def registered(town: Town) -> Talker:
    """Aino's listing, approved and published."""
    aino = town.person("aino")
    await through(aino, *SHORT_FORM, *REST, "!Lähetä")
    await through(town.person("staff"), "/jono")
    staff = town.person("staff")
    await through(staff, "/jono", "!Hyväksy")
    return aino


async def only(town: Town, name: str = "Ainon Pottu") -> Producer:
    async with town.database.reading() as session:
        found = await session.scalar(select(Producer).where(Producer.name == name))
        assert found is not None
        return found


async def test_the_form_ends_in_the_card_that_everybody_will_see(town: Town) -> None:
    aino = town.person("aino")
    assert (await through(aino, *SHORT_FORM, *REST)).startswith(
        "Ainon Pottu\nKursu, Salla\n\n• puikula\n• hillaa\n• xyzzy\nKausi: elo–lokakuu\n\n"
        "Avoinna: sovi soittamalla\nToimitus: REKO Salla\nMyy myös julkisille keittiöille, noin 200 kg kuussa\n"
        "Puhelin: 040 000 1234\n\nTiedot vahvistettu"
    )
    assert "ylläpidon tarkistettavana" in await aino.presses("Lähetä")
    assert "Ainon Pottu" not in await town.person("bea").says("puikulaa Kursusta")
    staff = town.person("staff")
    assert "Uusi ilmoitus (1 jonossa)\n\nAinon Pottu" in await staff.says("/jono")
    await staff.presses("Hyväksy")
    assert staff.replies[0].toast == "Hyväksytty."
    assert "Ainon Pottu" in await town.person("bea").says("puikulaa Kursusta")
    async with town.database.reading() as session:
        assert set(await session.scalars(select(Consent.topic))) == {"listing"}
        assert [entry.action for entry in await session.scalars(select(AuditEntry))] == ["approved"]


async def test_what_was_understood_is_shown_and_can_be_corrected(town: Town) -> None:
    aino = town.person("aino")
    seen = await through(aino, "/myyn", "Ainon Pottu", "!Ohita", "puikula, hilloja, xyzzy")
    assert "✓ puikula\n✓ hilloja = hil" in seen
    assert "Näitä en tunne, mutta ne löytyvät silti sanoinasi: xyzzy" in seen
    seen = await aino.presses("Poista: hillo")
    assert "✓ hilla" in seen
    assert "hilloja" not in seen
    seen = await aino.presses("Poista: puikula")
    assert "✓ puikula" not in seen
    assert "✓ peruna" in await aino.says("peruna")


@pytest.mark.parametrize(
    ("step", "said", "told"),
    [
        (1, "...", "Nimessä pitää olla kirjaimia"),
        (2, "1234567-8", "Tuo ei ole Y-tunnus"),
        (5, "ei ikinä", "En ymmärtänyt kuukausia"),
        (7, "qwrtzx", "En tunne sitä kylää"),
        (10, "ei ole", "Tuo ei näytä puhelinnumerolta"),
        (11, "aino at home", "Tuo ei näytä sähköpostiosoitteelta"),
        (12, "ei sivuja", "Tuo ei näytä verkko-osoitteelta"),
        (14, "paljon", "Kirjoita pelkkä määrä"),
    ],
)
async def test_what_cannot_be_right_is_asked_again(town: Town, step: int, said: str, told: str) -> None:
    aino = town.person("aino")
    answers = [*SHORT_FORM, *REST[:3], "aino@example.com", "ainonpottu.example.com", "!Valmis"]
    await through(aino, *answers[:step])
    state_before = aino.seen
    assert told in await aino.says(said)
    assert aino.seen.splitlines()[2].partition(" ")[0] in state_before  # the same question again


async def test_the_form_is_left_answered_beside_and_gone_on_with(town: Town) -> None:
    aino = town.person("aino")
    await through(aino, "/myyn", "Ainon Pottu", "!Ohita")
    assert "Poropirtti" in await aino.says("kuka myy poronlihaa Sallassa?")
    assert "Mitä myyt?" in aino.seen
    await aino.says("peru")
    assert "Perunoita" in await aino.says("perunoita Posiolta")
    assert "Sinulla on ilmoitus kesken" in await aino.says("/myyn")
    assert "Mitä myyt?" in await aino.presses("Jatka")
    assert "Y-tunnus" in await aino.presses("Takaisin")
    await through(aino, "/myyn")
    assert "1/13" in await aino.presses("Aloita alusta")


async def test_a_village_may_be_picked_or_shared_and_a_number_given_as_a_contact(town: Town) -> None:
    aino = town.person("aino")
    await through(aino, *SHORT_FORM[:-1], "!Valitse", "!Salla")
    assert "Toimitatko" in await aino.presses("Kursu")
    assert "Kursu (Salla)" in await aino.presses("Takaisin")
    assert "kaukana" in await aino.shares(60.0, 25.0)
    assert "Toimitatko" in await aino.shares(66.77, 28.2)
    await through(aino, "!Ohita", "!Ohita")
    assert "Sähköposti" in await aino.gives(ContactCard("Aino", "+358400001234", own=True))


async def test_without_any_way_to_reach_the_seller_nothing_is_sent(town: Town) -> None:
    aino = town.person("aino")
    seen = await through(aino, *SHORT_FORM, "!Ohita", "!Ohita", "!Ohita", "!Ohita", "!Ohita", "!Valmis", "!Ohita")
    assert "Tästä puuttuu vielä puhelin" in seen
    assert "Lähetä hyväksyttäväksi" not in aino.labels
    await aino.presses("Lisää puhelin")
    await aino.says("0400001234")
    assert "Lähetä hyväksyttäväksi" in aino.labels


async def test_a_refusal_tells_why_and_the_listing_can_be_mended(town: Town) -> None:
    aino, staff = town.person("aino"), town.person("staff")
    await through(aino, *SHORT_FORM, *REST, "!Lähetä")
    await through(staff, "/jono", "!Hylkää", "!Kirjoita syy itse")
    await staff.says("Nimi on jo toisella.")
    assert staff.replies[0].toast == "Hylätty."
    assert (await only(town)).status == "draft"
    async with town.database.reading() as session:
        assert await session.scalar(select(Review.reason)) == "Nimi on jo toisella."


async def test_one_tap_says_sold_out_and_searches_know(town: Town) -> None:
    aino = await registered(town)
    await aino.says("/omat")
    assert "• puikula – juuri nyt loppu" in await aino.presses("Loppu: puikula")
    assert "puikula (juuri nyt loppu)" in await town.person("bea").says("puikulaa Kursusta")
    assert "• puikula – nyt saatavilla" in await aino.presses("Nyt saatavilla: puikula")


async def test_figures_confirmation_and_taking_down(town: Town) -> None:
    aino, bea = await registered(town), town.person("bea")
    await bea.says("hillaa Kursusta")
    await bea.presses("1")
    await bea.presses("Yhteystieto")
    assert "näytetty 2, yhteystieto otettu 1." in await aino.says("/omat")
    await aino.presses("Tiedot ovat ajan tasalla")
    assert aino.replies[0].toast == "Kiitos! Tiedot on vahvistettu."
    await aino.presses("Poista näkyvistä")
    assert "Ainon Pottu" not in await bea.says("puikulaa Kursusta")
    await aino.says("/omat")
    await aino.presses("Palauta näkyviin")
    assert "Ainon Pottu" in await bea.says("puikulaa Kursusta")


async def test_a_change_waits_for_staff_and_keeps_what_was_said_of_products(town: Town) -> None:
    aino, staff = await registered(town), town.person("staff")
    await through(aino, "/omat", "!Loppu: puikula", "!Muokkaa", "!Tuotteet")
    await through(aino, "puikula; poronliha", "!Oikein")
    assert "Muutos on nyt ylläpidon" in await aino.presses("Lähetä")
    assert "poronliha" not in await aino.says("/omat")
    assert "Muuttuu: Tuotteet ja palvelut" in await staff.says("/jono")
    await staff.presses("Hyväksy")
    seen = await aino.says("/omat")
    assert "• puikula – juuri nyt loppu\n• poronliha" in seen


async def test_nobody_touches_what_is_not_theirs(town: Town) -> None:
    await registered(town)
    bea = town.person("bea")
    code = (await only(town)).code
    async with town.database.reading() as session:
        offering = await session.scalar(select(Offering.id).order_by(Offering.id.desc()))
    for action in (
        Action("mine.open", (code,)),
        Action("mine.have", (code, str(offering), "no")),
        Action("mine.hide", (code,)),
        Action("mine.confirm", (code,)),
        Action("register.edit", (code,)),
    ):
        assert "ei ole sinun ilmoituksesi" in await bea.presses_action(action)
    for action in (Action("staff.archive", (code,)), Action("queue.ok", ("1",)), Action("word.skip", ("0",))):
        assert "ei enää toimi" in await bea.presses_action(action)
    assert "Kirjoita omin sanoin" in await bea.says("/jono")
    assert (await only(town)).status == "published"


@dataclass(frozen=True)
class Claimed:
    code: str


async def claim_code(town: Town, name: str) -> Claimed:
    staff = town.person("staff")
    await through(staff, f"/hae {name}")
    seen = await staff.presses("Kertakoodi myyjälle")
    return Claimed(seen.rpartition("/lunasta ")[2].strip())


async def test_an_imported_listing_is_claimed_with_a_code_that_works_once(town: Town) -> None:
    claimed = await claim_code(town, "Suon Helmi")
    aino, bea = town.person("aino"), town.person("bea")
    assert "Kirjoita koodi samaan viestiin" in await aino.says("/lunasta")
    assert "Suon Helmi on nyt sinun ilmoituksesi" in await aino.says(f"/start claim_{claimed.code}")
    assert "Suon Helmi" in await aino.presses("Avaa ilmoitus")
    assert "Koodi ei kelpaa" in await bea.says(f"/lunasta {claimed.code}")


async def test_a_stale_report_reaches_staff_and_owner(town: Town) -> None:
    claimed = await claim_code(town, "Suon Helmi")
    aino, bea, staff = town.person("aino"), town.person("bea"), town.person("staff")
    await aino.says(f"/lunasta {claimed.code}")
    await bea.says("Suon Helmi")
    await bea.presses("Tieto on vanhentunut")
    assert "Kiitos!" in await bea.presses("Toiminta on loppunut")
    assert "Asukas kertoi" in await staff.says("/jono")
    await staff.presses("Poista luettelosta")
    assert "Suon Helmi" not in await bea.says("hillaa Savukoskelta")


async def test_staff_look_up_grant_merge_and_everything_is_in_the_log(town: Town) -> None:
    staff = town.person("staff")
    await staff.says("/hae peruna")
    await staff.presses("Anna tunnus")
    assert "Kotoisin" in staff.seen
    aino = town.person("aino")
    await through(aino, "/myyn", "Posion Perunat", "!Ohita", "peruna; puikula", "!Oikein", "!Ympäri", "!Ohita", "Posio")
    await through(aino, *REST, "!Lähetä")
    assert "Uusi ilmoitus" in await staff.says("/jono")
    await staff.presses("Hyväksy")
    await staff.says("/hae Posion Peruna")
    await staff.presses("Posion Peruna,")
    assert "Mikä näistä on sama" in await staff.presses("Yhdistä")
    assert "• peruna\n• puikula" in await staff.presses("Posion Perunat")
    assert "archived" in await staff.says("/hae Posion Perunat")
    log = await staff.says("/loki")
    assert "emblem_granted" in log
    assert "merged" in log


async def test_a_colleague_is_invited_for_one_municipality(town: Town) -> None:
    staff, eeva, aino = town.person("staff"), town.person("eeva"), town.person("aino")
    code = (await staff.says("/kutsu Posiolle")).rpartition("staff_")[2]
    assert "Tervetuloa ylläpitoon" in await eeva.says(f"/start staff_{code}")
    await through(aino, *SHORT_FORM, *REST, "!Lähetä")
    assert "Jono on tyhjä" in await eeva.says("/jono")  # Kursu is in Salla
    assert "Ei löytynyt" in await eeva.says("/hae Suon Helmi")
    assert "ei kuulu alueellesi" in await eeva.presses_action(Action("queue.ok", ("1",)))
    assert "Ainon Pottu" in await staff.says("/jono")


async def test_an_unknown_word_is_taught(town: Town) -> None:
    aino, staff = town.person("aino"), town.person("staff")
    await aino.says("zorbaa")
    seen = await staff.says("/jono")
    while "zorbaa" not in seen:
        seen = await staff.presses("Ei tarkoita mitään")
    await staff.presses("Kerro, mitä se tarkoittaa")
    assert "Sitäkään en tunne" in await staff.says("blurgh")
    assert "Mitä näistä ”zorbaa” tarkoittaa?" in await staff.says("peruna")
    assert "Opittu: ”zorbaa” = peruna." in await staff.presses("peruna")

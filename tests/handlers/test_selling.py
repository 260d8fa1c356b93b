"""A seller's way from the first word to a listing that is kept up."""

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from osta.chat.messages import Action, ContactCard
from osta.handlers.claim import CONSENT_TEXT
from osta.store import bot_name, follow_ups
from osta.store.models import AuditEntry, Consent, FollowUp, Offering, Outbox, Producer, Review
from osta.store.payloads import decode_reply
from tests.fakes.talk import NOON, Talker, Town


async def through(talker: Talker, *answers: str) -> str:
    """Answer one after another; what begins with ``!`` is pressed. The last reply."""
    seen = ""
    for answer in answers:
        seen = await (talker.presses(answer[1:]) if answer.startswith("!") else talker.says(answer))
    return seen


SHORT_FORM = ("/myyn", "Ainon Pottu", "puikula, hillaa, xyzzy", "!Oikein", "kursussa", "0400001234")
FURTHER = (
    "!Lisää tietoja",
    "elo-lokakuu",
    "!Ohita",
    "sovi soittamalla",
    "REKO Salla",
    "!Ohita",
    "!Ohita",
    "!Ohita",
    "!Jatka",
    "200",
)


async def registered(town: Town) -> Talker:
    """Aino's listing, approved and published."""
    aino = town.person("aino")
    await through(aino, *SHORT_FORM, *FURTHER, "!Lähetä")
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
    assert (await through(aino, *SHORT_FORM, *FURTHER)).startswith(
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
    seen = await through(aino, "/myyn", "Ainon Pottu", "puikula, hilloja, xyzzy")
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
        (1, "040 000 4444", "Tuo on yhteystieto"),
        (1, "tuota mikä tää on", "Tuo ei näytä nimeltä"),
        (1, "hei", "Tuo ei näytä nimeltä"),
        (1, "en halua", "Jos et halua jatkaa, kirjoita ”peru”"),
        (1, "en tiiä", "pelkkä etunimikin käy"),
        (2, "en tiedä", "Yksikin tuote tai palvelu riittää"),
        (4, "qwrtzx", "En tunne sitä kylää"),
        (5, "soita vaan", "Tuo ei näytä puhelinnumerolta"),
        (7, "ei ikinä", "En ymmärtänyt kuukausia"),
        (11, "aino at home", "Tuo ei näytä sähköpostiosoitteelta"),
        (12, "Saijalla", "Tuo ei näytä verkko-osoitteelta"),
        (13, "Saijalla", "Tuo ei ole Y-tunnus"),
        (13, "1234567-8", "tarkistusnumero ei täsmää"),
        (13, "Y-tunnus myöhemmin", "Tuo ei ole Y-tunnus"),
        (14, "klingon", "En tunnistanut kieltä"),
        (15, "paljon", "Kirjoita pelkkä määrä"),
    ],
)
async def test_what_cannot_be_right_is_asked_again(town: Town, step: int, said: str, told: str) -> None:
    aino = town.person("aino")
    await through(aino, *(*SHORT_FORM, *FURTHER)[:step])
    question = re.search(r"\d+/\d+ .*", aino.seen)
    assert told in await aino.says(said)
    assert question is not None
    assert question[0] in aino.seen  # the same question again
    assert "✓ suomi" in aino.seen or step != 14


async def test_what_is_sold_all_year_has_no_season_to_offer(town: Town) -> None:
    aino = town.person("aino")
    await through(aino, "/myyn", "Ainon Pottu", "puikula, poronlihaa", "!Oikein", "kursussa", "0400001234")
    assert "ympäri vuoden" not in await aino.presses("Lisää tietoja")
    assert "Ympäri vuoden" in aino.seen


async def test_there_is_no_business_id(town: Town) -> None:
    aino = town.person("aino")
    await through(aino, *(*SHORT_FORM, *FURTHER)[:13])
    assert "Millä kielillä palvelet?" in await aino.says("Y-tunnusta ei ole")


async def test_the_form_is_left_answered_beside_and_gone_on_with(town: Town) -> None:
    aino = town.person("aino")
    await through(aino, "/myyn", "Ainon Pottu")
    assert "Poropirtti" in await aino.says("kuka myy poronlihaa Sallassa?")
    assert "Mitä myyt tai teet?" in aino.seen
    await aino.says("peru")
    assert "Perunoita" in await aino.says("perunoita Posiolta")
    assert "Sinulla on ilmoitus kesken" in await aino.says("/myyn")
    assert "Mitä myyt tai teet?" in await aino.presses("Jatka")
    assert "Mikä on yrityksesi nimi" in await aino.presses("Takaisin")
    await through(aino, "/myyn")
    assert "1/5" in await aino.presses("Aloita alusta")


async def test_a_village_may_be_picked_or_shared_and_a_number_given_as_a_contact(town: Town) -> None:
    aino = town.person("aino")
    await through(aino, *SHORT_FORM[:-2], "!Valitse", "!Salla")
    assert "Puhelinnumero" in await aino.presses("Kursu")
    assert "Kursu (Salla)" in await aino.presses("Takaisin")
    assert "kaukana" in await aino.shares(60.0, 25.0)
    assert "Puhelinnumero" in await aino.shares(66.77, 28.2)
    assert "Puhelin: 040 000 1234" in await aino.gives(ContactCard("Aino", "+358400001234", own=True))


async def test_without_any_way_to_reach_the_seller_nothing_is_sent(town: Town) -> None:
    aino = town.person("aino")
    assert "Tästä puuttuu vielä puhelin" in await through(aino, *SHORT_FORM[:-1], "ei ole")
    assert "Lähetä hyväksyttäväksi" not in aino.labels
    assert "Tästä puuttuu vielä puhelin" in await aino.says("lähetä")
    await aino.presses("Lisää puhelin")
    await aino.says("0400001234")
    assert "Lähetä hyväksyttäväksi" in aino.labels


async def test_a_refusal_tells_why_and_the_listing_can_be_mended(town: Town) -> None:
    aino, staff = town.person("aino"), town.person("staff")
    await through(aino, *SHORT_FORM, *FURTHER, "!Lähetä")
    await through(staff, "/jono", "!Hylkää", "!Kirjoita syy itse")
    await staff.says("Nimi on jo toisella.")
    assert staff.replies[0].toast == "Hylätty."
    assert (await only(town)).status == "draft"
    async with town.database.reading() as session:
        assert await session.scalar(select(Review.reason)) == "Nimi on jo toisella."
    await through(aino, "/omat", "!Muokkaa", "!Nimi", "Ainon Puikula")
    assert "Kerron heti, kun se on näkyvissä" in await aino.presses("Lähetä")
    assert "Uusi ilmoitus (1 jonossa)\n\nAinon Puikula" in await staff.says("/jono")
    await staff.presses("Hyväksy")
    assert (await only(town, "Ainon Puikula")).status == "published"


async def test_a_change_of_what_is_taken_down_does_not_promise_to_be_seen(town: Town) -> None:
    aino, staff = await registered(town), town.person("staff")
    await through(aino, "/omat", "!Poista näkyvistä", "!Muokkaa", "!Nimi", "Ainon Puikula")
    assert "Siihen asti näkyy" not in await aino.presses("Lähetä")
    await through(staff, "/jono", "!Hyväksy")
    assert "hyväksytty. Ilmoitus ei ole nyt näkyvissä" in await told_last(town)
    await through(aino, "/omat", "!Muokkaa", "!Nimi", "Pottu", "!Lähetä")
    await through(staff, "/jono", "!Hylkää", "!Sisältö ei sovi tähän palveluun.")
    assert "Muutosta ilmoitukseen Ainon Puikula ei voitu hyväksyä" in await told_last(town)


async def told_last(town: Town) -> str:
    """What was written to somebody last without their having asked."""
    async with town.database.reading() as session:
        newest = await session.scalar(
            select(Outbox).where(Outbox.lane == "reminder").order_by(Outbox.id.desc()).limit(1)
        )
        assert newest is not None
        return str(decode_reply(newest.payload).text)


async def test_figures_are_counted_for_staff(town: Town) -> None:
    aino, bea, staff = await registered(town), town.person("bea"), town.person("staff")
    await through(bea, "puikulaa Kursusta", "!1", "!Yhteystieto", "!Saat kysyä", "kuka myy banaaneja")
    async with town.database.transaction() as session:
        question = (await session.scalars(select(FollowUp))).one()
        await follow_ups.answer(session, question.id, question.person_id or 0, "not_yet", town.now)
    seen = await staff.says("/luvut")
    assert "Ilmoituksia näkyvissä: 6, joista vahvistettuja 6" in seen
    assert "Hakuja: 2, joista ilman myyjää jäi 1" in seen
    assert "näytetty: 4, yhteystieto otettu: 1" in seen  # three in the list, and a card
    assert "Ostitko? Vastauksia 1: kyllä 0, ei 0, ei vielä 1" in seen
    assert "/luvut en tunne" in await aino.says("/luvut")


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


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Aukioloajat", "Milloin ja missä sinulta voi ostaa?"),
        ("aukiolo ja myyntipaikat", "Milloin ja missä sinulta voi ostaa?"),
        ("muuta puhelinnumero", "Nyt: 040 000 1234"),
        ("Tuoteet", "Mitä myyt tai teet?"),
        ("sähköpost", "Sähköpostiosoite"),
        ("kielet", "Millä kielillä palvelet?"),
    ],
)
async def test_a_field_may_be_named_instead_of_pressed(town: Town, said: str, asked: str) -> None:
    aino = await registered(town)
    await through(aino, "/omat", "!Muokkaa")
    assert "Perunoita" in await aino.says("kuka myy perunoita")
    await through(aino, "/omat", "!Muokkaa")
    assert asked in await aino.says(said)


async def test_under_the_preview_people_may_write_what_they_mean(town: Town) -> None:
    aino = town.person("aino")
    assert "Tuotteet kysyn kohta" in await through(aino, "/myyn", "puikula, hillaa")
    await aino.says("Ainon Pottu")
    for no_product in ("mikä tämä on", "kiitos", "oikein", "hei!"):
        assert aino.seen != await aino.says(no_product)
        assert aino.seen.endswith(
            "2/5 Mitä myyt tai teet? Kirjoita omin sanoin, pilkut väliin: puikula, "
            "varhaisperuna, porkkana.\n\n" + aino.seen.splitlines()[-1]
        )
    assert "Tästä puuttuu vielä" in await through(aino, "puikula", "ookei", "Kursu", "ei oo")
    assert "Tästä puuttuu vielä" in await aino.says("joo")  # sends nothing
    assert "Puhelin: 040 000 1234" in await aino.says("no se on 040 000 1234")
    assert "Mitä muutetaan?" in await aino.says("muuta jotain")
    assert "Nyt: 040 000 1234" in await aino.says("puhelinnumero")
    assert "Perunoita" in await through(aino, "takaisin", "kuka myy perunoita")
    assert "Ainon Pottu" in await aino.says("näytä ilmoitus")
    assert "Milloin näitä saa?" in await aino.says("lisää tietoja")
    assert "ylläpidon tarkistettavana" in await through(aino, "valmis", "lähetä")


async def test_a_language_that_is_named_is_spoken_too(town: Town) -> None:
    aino = await registered(town)
    await through(aino, "/omat", "!Muokkaa", "kielet")
    assert "Palvelukielet" not in await aino.says("suomi")  # Finnish alone goes without saying
    assert "Palvelukielet: suomi, ruotsi" in await through(aino, "!Muuta jotain", "kielet", "ruotsia")
    assert "Palvelukielet: suomi, ruotsi, englanti" in await through(aino, "!Muuta jotain", "kielet", "englanti")
    assert "Palvelukielet: englanti" in await through(aino, "!Muuta jotain", "kielet", "vain englanti")
    await through(aino, "!Muuta jotain", "kielet", "puhun suomea, enklantia ja saamea")
    assert "Palvelukielet: suomi, englanti, pohjoissaame" in await through(aino, "!Muuta jotain", "!Takaisin")


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
    assert "Komentoa /jono en tunne" in await bea.says("/jono")
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
    offered = await aino.says(f"/start claim_{claimed.code}")
    assert "Suon Helmi\nSavukoski" in offered
    assert "hyväksyt, että tiedot ovat julkisia" in offered
    assert (await only(town, "Suon Helmi")).owner_person_id is None
    assert "Koodi on edelleen voimassa" in await aino.presses("Ei ole minun")
    await bea.says(f"/lunasta {claimed.code.upper()}")
    await aino.says(f"/lunasta {claimed.code}")
    assert "Suon Helmi on nyt sinun ilmoituksesi" in await aino.presses("Otan ilmoituksen")
    assert "Suon Helmi" in await aino.presses("Avaa ilmoitus")
    assert "Koodi ei kelpaa" in await bea.presses("Otan ilmoituksen")
    assert "Koodi ei kelpaa" in await bea.says(f"/lunasta {claimed.code}")
    assert "Olet jo käyttänyt tämän koodin: Suon Helmi" in await aino.says(f"/lunasta {claimed.code}")
    async with town.database.reading() as session:
        [given] = list(await session.scalars(select(Consent).where(Consent.topic == "listing")))
    assert (given.text_version, given.given_at > NOON) == (CONSENT_TEXT, True)


async def test_a_code_is_nobody_elses_business(town: Town) -> None:
    claimed = await claim_code(town, "Suon Helmi")
    assert "kahden kesken" in await town.person("aino", group="g1").says(f"/start claim_{claimed.code}")
    assert (await only(town, "Suon Helmi")).owner_person_id is None


async def test_the_preview_of_a_change_keeps_the_emblem(town: Town) -> None:
    aino, staff = await registered(town), town.person("staff")
    await through(staff, "/hae Ainon", "!Anna Kotoisin-merkki")
    assert "Kotoisin" in await through(aino, "/omat", "!Muokkaa", "!Nimi", "Ainon Puikula")
    await aino.presses("Lähetä")
    assert "Kotoisin" in await staff.says("/jono")
    await staff.presses("Hyväksy")
    assert (await only(town, "Ainon Puikula")).emblem


async def test_a_stale_report_reaches_staff_and_owner(town: Town) -> None:
    claimed = await claim_code(town, "Suon Helmi")
    aino, bea, staff = town.person("aino"), town.person("bea"), town.person("staff")
    await through(aino, f"/lunasta {claimed.code}", "!Otan ilmoituksen")
    await bea.says("Suon Helmi")
    await bea.presses("Tieto on vanhentunut")
    assert "Kiitos!" in await bea.presses("Toiminta on loppunut")
    assert "Asukas kertoi" in await staff.says("/jono")
    await staff.presses("Poista luettelosta")
    assert "Suon Helmi" not in await bea.says("hillaa Savukoskelta")


async def test_staff_look_up_grant_merge_and_everything_is_in_the_log(town: Town) -> None:
    staff = town.person("staff")
    await staff.says("/hae peruna")
    await staff.presses("Anna Kotoisin-merkki")
    assert "Kotoisin" in staff.seen
    aino = town.person("aino")
    await through(aino, "/myyn", "Posion Perunat", "peruna; puikula", "!Oikein", "Posio", "0400001234", "!Lähetä")
    assert "Uusi ilmoitus" in await staff.says("/jono")
    await staff.presses("Hyväksy")
    await staff.says("/hae Posion Peruna")
    await staff.presses("Posion Peruna,")
    assert "Mikä näistä on sama" in await staff.presses("Yhdistä")
    asked = await staff.presses("Posion Perunat")
    assert "Jää:\nPosion Peruna\nPosio" in asked
    assert "Poistuu näkyvistä:\nPosion Perunat" in asked
    assert "Jää:\nPosion Perunat" in await staff.presses("Toisin päin")
    await staff.presses("Toisin päin")
    assert "• peruna\n• puikula" in await staff.presses("Yhdistä")
    assert "Tila: arkistoitu" in await staff.says("/hae Posion Perunat")
    log = await staff.says("/loki")
    assert "Kotoisin-merkki annettu: " in log
    assert "yhdistetty: " in log


async def test_a_colleague_is_invited_for_one_municipality(town: Town) -> None:
    staff, eeva, aino = town.person("staff"), town.person("eeva"), town.person("aino")
    code = (await staff.says("/kutsu Posiolle")).rpartition("staff_")[2]
    assert "Tervetuloa ylläpitoon" in await eeva.says(f"/start staff_{code}")
    await through(aino, *SHORT_FORM, *FURTHER, "!Lähetä")
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


async def test_five_answers_are_enough(town: Town) -> None:
    aino = town.person("aino")
    asked = [await aino.says(answer) for answer in ("/myy", "Aino", "pottua", "joo", "Kursu", "040 000 1234", "Lähetä")]
    assert ["1/5" in asked[0], "2/5" in asked[1], "3/5" in asked[3], "4/5" in asked[4], "5/5" in asked[5]] == [True] * 5
    assert "ylläpidon tarkistettavana" in asked[6]
    producer = await only(town, "Aino")
    assert (producer.phone, producer.municipality, producer.months) == ("+358400001234", "Salla", [])


async def test_words_steer_the_form_as_its_buttons_do(town: Town) -> None:
    aino = town.person("aino")
    await through(aino, *SHORT_FORM, "!Lisää tietoja")
    assert "2/9" in await aino.says("ohita")
    assert "1/9" in await aino.says("takaisin")
    assert "4/9" in await through(aino, "en tiiä", "skip", "hoppa över")
    assert "4/9" in await aino.says("joo")  # yes, but where to?
    assert "5/9" in await aino.says("ei mitään toimitusta")
    assert "Toimitus" not in await aino.says("valmis")
    assert "Lähetä hyväksyttäväksi" in aino.labels
    await through(aino, "!Lisää tietoja", "!Ohita", "!Ohita", "!Ohita", "!Ohita", "!Ohita", "!Ohita", "!Ohita")
    assert "9/9" in await aino.says("ohita")
    assert "Myy myös julkisille keittiöille" in await aino.says("kyllä")


async def test_help_is_given_in_the_middle_and_the_question_asked_again(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("/myyn")
    assert "Kysy omin sanoin" in await aino.says("apua")
    assert "1/5" in aino.seen


async def test_staff_are_asked_before_a_listing_goes_out_of_sight(town: Town) -> None:
    await registered(town)
    staff = town.person("staff")
    found = await only(town)
    await staff.says(f"/hae {found.name}")
    assert "näkyvistä?" in await staff.presses("Arkistoi…")
    await staff.presses("Takaisin")
    assert (await only(town)).status == "published"
    await staff.presses("Arkistoi…")
    await staff.presses("Arkistoi")
    assert (await only(town)).status == "archived"
    await staff.presses("Julkaise")
    assert (await only(town)).status == "published"


async def test_staff_give_out_links_once_the_bots_name_is_known(town: Town) -> None:
    code = (await claim_code(town, "Suon Helmi")).code
    staff = town.person("staff")
    assert "t.me" not in await staff.says("/kutsu")
    async with town.database.transaction() as session:
        await bot_name.note(session, "osta_testi_bot")
    assert "https://t.me/osta_testi_bot?start=staff_" in await staff.says("/kutsu Salla")
    await staff.says("/hae Suon Helmi")
    assert "https://t.me/osta_testi_bot?start=claim_" in await staff.presses("Kertakoodi myyjälle")
    assert code


async def test_who_meets_the_bot_through_a_claim_may_choose_the_language_first(town: Town) -> None:
    code = (await claim_code(town, "Suon Helmi")).code
    emil = town.person("emil")
    await emil.says(f"/start claim_{code}")
    assert emil.labels == ["Otan ilmoituksen", "Ei ole minun", "På svenska", "In English"]
    await emil.presses("På svenska")
    assert emil.labels[2:] == ["Suomeksi", "In English"]
    assert "är nu din annons" in await emil.presses(emil.labels[0])
    assert "Vad söker du?" in await emil.says("hej")

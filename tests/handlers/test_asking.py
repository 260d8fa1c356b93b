"""Questions and what goes on from them, as said and answered."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from osta.chat.messages import Action, Blocked, ContactCard, Edit, Moved, Unsupported, Venue
from osta.discovery.producers import catalogue
from osta.discovery.service import Discovery
from osta.store.models import Exposure, Producer, QuestionLog, UnknownWord
from tests.fakes.talk import NOON, Town


async def test_a_question_lists_who_sells_it_where_and_under_which_number(town: Town) -> None:
    aino = town.person("aino")
    answer = await aino.says("kuka myy puikulaa Kursun lähellä")
    assert answer.startswith(
        "Puikulaa Kursun läheltä\n\n1. Kursun Puikula\nKursu, Salla, alle 1 km\npuikula\n040 000 1021"
    )


async def test_the_place_is_left_to_the_last_question_and_so_is_the_thing(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("perunoita Posiolta")
    assert "Poronlihaa Posion läheltä" in await aino.says("entä poronlihaa?")
    assert "Poronlihaa Sallan läheltä" in await aino.says("entä Sallassa?")
    assert "Perunoita" in await aino.says("perunoita")


async def test_a_place_alone_asks_for_what_and_the_answer_is_joined_with_it(town: Town) -> None:
    aino = town.person("aino")
    assert await aino.says("Posio") == (
        "Mitä etsit Posion läheltä? Napista näet kaiken, mitä siellä myydään.\n\n1 Selaa, mitä lähellä myydään"
    )
    assert "Perunoita Posion läheltä" in await aino.says("perunoita")


@pytest.mark.parametrize(
    ("words", "answered"),
    [
        ("lisää", "Siinä olivat kaikki."),
        ("Toinen!", "Siinä olivat kaikki."),
        ("more", "Those were all of them."),
        ("fler", "Det var alla."),
    ],
)
async def test_more_of_the_same_says_when_there_is_no_more(town: Town, words: str, answered: str) -> None:
    aino = town.person("aino")
    await aino.says("perunoita")
    assert answered in await aino.says(words)


async def test_prices_are_not_invented(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("perunoita")
    answer = await aino.says("halvempia?")
    assert answer.startswith("Hintoja en tiedä")
    assert "Posion Peruna" in answer


async def test_what_nobody_sells_is_said_so_and_can_be_waited_for(town: Town) -> None:
    aino = town.person("aino")
    assert (await aino.says("banaaneja")).startswith("Kukaan ei vielä myy banaaneja Itä-Lapissa.")
    assert await aino.presses("Kerro minulle, kun löytyy") == (
        "Selvä. Kerron, kun joku myy banaaneja Itä-Lapissa.\n"
        "Voit lopettaa milloin vain: /tilaukset\n\n1 Näytä, mistä kerron"
    )
    assert "• banaani" in await aino.presses("Näytä")


async def test_the_nearest_kind_is_offered_when_the_thing_itself_is_missing(town: Town) -> None:
    aino = town.person("aino")
    answer = await aino.says("mustikkaa Savukoskelta")
    assert "Lähin, mitä löytyy: marjat." in answer
    assert "Suon Helmi" in answer


async def test_a_far_answer_says_how_far(town: Town) -> None:
    aino = town.person("aino")
    assert "Ei 60 km sisällä. Lähin: 84 km, Salla." in await aino.says("kampaamoa Posiolta")


async def test_a_radius_can_be_widened(town: Town) -> None:
    aino = town.person("aino")
    answer = await aino.says("perunoita 20 km säteellä Kursusta")
    assert "Posion Peruna" not in answer
    assert "Posion Peruna" in await aino.presses("Laajemmalta alueelta")
    only = await aino.presses("Vain Salla")  # all of it, within the radius and beyond
    assert "Kursun Puikula" in only
    assert "Posion Peruna" in await aino.presses("Laajemmalta alueelta")


async def test_what_is_seen_beyond_an_empty_radius_is_not_offered_again(town: Town) -> None:
    aino = town.person("aino")
    answer = await aino.says("perunoita 10 km säteellä Savukoskelta")
    assert "Ei 10 km sisällä. Lähin:" in answer
    assert "Posion Peruna" in answer
    assert "Vain Savukoski" in aino.labels
    assert "Laajemmalta alueelta" not in aino.labels
    assert "10 km" not in await aino.presses("Vain Savukoski")


async def test_answers_can_keep_to_one_municipality(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("perunoita Kursun lähellä")
    answer = await aino.presses("Vain Salla")
    assert "Kursun Puikula" in answer
    assert "Posion Peruna" not in answer
    assert "Posion Peruna" in await aino.presses("Laajemmalta")


async def test_a_word_of_two_meanings_is_answered_at_once_and_settled_with_a_button(town: Town) -> None:
    aino = town.person("aino")
    assert "”hilloja” voi olla" in await aino.says("hilloja")
    assert "Suon Helmi" in aino.seen
    assert {"hilla", "hillo"} <= set(aino.labels)
    assert (await aino.presses("hilla")).startswith("Hillaa")


async def test_near_me_asks_where_that_is_and_then_answers(town: Town) -> None:
    aino = town.person("aino")
    assert "Missä olet?" in await aino.says("poronlihaa läheltäni")
    answer = await aino.shares(66.83, 28.66)
    assert answer.startswith("Poronlihaa läheltäsi\n\n1. Poropirtti\nSalla, alle 1 km")
    assert "Poronlihaa läheltäsi" in await aino.says("poronlihaa")
    town.now += timedelta(hours=3)
    assert "läheltäsi" not in await aino.says("poronlihaa")  # a shared position is not remembered for long


async def test_a_position_without_a_question_is_asked_about(town: Town) -> None:
    aino = town.person("aino")
    assert "Mitä etsit Sallan läheltä?" in await aino.shares(66.8324, 28.667)
    await aino.presses("Muista kotikyläni")
    assert "Poronlihaa" in await aino.says("poronlihaa")


async def test_each_question_is_answered_in_its_own_language_until_one_is_chosen(town: Town) -> None:
    aino = town.person("aino")
    assert "Potatis nära Kursu" in await aino.says("vem säljer potatis nära Kursu")
    assert "Nobody sells firewood in Eastern Lapland yet." in await aino.says("who sells firewood")
    await aino.says("/kieli")
    assert await aino.presses("Svenska") == "Jag svarar på svenska."
    assert "Potatis nära Kursu" in await aino.says("kuka myy perunoita Kursun lähellä")
    await aino.says("/sprak")
    await aino.presses("På frågans språk")
    assert "Perunoita Kursun läheltä" in await aino.says("kuka myy perunoita Kursun lähellä")


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("kiitos", "Ole hyvä"),
        ("moi", "Hei! Mitä etsit?"),
        ("milloin on seuraava työpaja", "/tyopajat"),
        ("haluan myydä perunoita", "/myyn"),
        ("miten on tietosuojan laita", "/tietosuoja"),
        ("tietosuoja", "Mitä sinusta säilytetään"),
        ("🙂", "Ole hyvä"),
        ("🪐", "En ymmärtänyt, mitä etsit"),
        ("?", "Kysy omin sanoin"),
        ("", "En ymmärtänyt, mitä etsit"),
        ("040 000 4444", "En ymmärtänyt, mitä etsit"),
        ("x" * 10_000, "En ymmärtänyt, mitä etsit"),
        ("'; DROP TABLE producer; -- <b>&amp;", ""),
        ("\u202e\u0000\ud800 \u2066", "En ymmärtänyt, mitä etsit"),
    ],
)
async def test_what_is_no_search_gets_a_polite_answer_and_no_producers(town: Town, said: str, answered: str) -> None:
    aino = town.person("aino")
    answer = await aino.says(said)
    assert answered in answer
    assert answer
    assert "Kursun Puikula" not in answer
    assert "rikki" not in answer


async def test_a_producers_name_alone_opens_its_card(town: Town) -> None:
    aino = town.person("aino")
    assert (await aino.says("suon helmi")).startswith("Suon Helmi\nSavukoski")


async def test_a_card_has_map_contact_and_star_and_leads_back(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("puikulaa Kursusta")
    assert (await aino.presses("1")).startswith("Kursun Puikula\nKursu, Salla\n\n• puikula")
    await aino.presses("Lisää suosikkeihin")
    assert aino.replies[0].toast == "Lisätty suosikkeihin. Ne löydät: /suosikit"
    assert aino.replies[0].edits == "7"
    assert "Puikulaa Kursun läheltä" in await aino.presses("Takaisin")
    assert "1. Kursun Puikula\nSalla, 040 000 1021" in await aino.says("/suosikit")
    await aino.presses("1")
    await aino.presses("Kartalla")
    assert [type(reply.attachment) for reply in aino.replies] == [Venue]
    await aino.says("/suosikit")
    await aino.presses("1")
    await aino.presses("Yhteystieto")
    assert aino.replies[0].attachment == ContactCard("Kursun Puikula", "+358400001021")
    assert "Kysyn kerran, viikon päästä." in await aino.presses("Saat kysyä")
    await aino.says("Kursun Puikula")
    await aino.presses("Poista suosikeista")
    assert "ei ole vielä suosikkeja" in await aino.says("/suosikit")


async def test_buttons_work_a_month_later_and_others_explain_themselves(town: Town) -> None:
    aino, bea = town.person("aino"), town.person("bea")
    await aino.says("perunoita Kursun lähellä")
    only_salla = next(button.action for button in aino.buttons if button.label == "Vain Salla")
    for _ in range(10):
        await aino.says("poronlihaa")
    town.now += timedelta(days=20)
    assert "Perunoita: vain Salla" in await aino.presses_action(only_salla)
    assert "toisen keskustelusta" in await bea.presses_action(only_salla)
    for action in (Action("card", ("nosuch",)), Action("card"), Action("list", ("x" * 30,)), Action("at", ("1", "?"))):
        assert "rikki" not in await bea.presses_action(action)
        assert bea.seen


async def test_questions_words_and_showings_are_counted(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("puikulaa Kursusta")
    await aino.presses("1")
    await aino.presses("Yhteystieto")
    await aino.says("zorbaa")
    async with town.database.reading() as session:
        logged = (await session.scalars(select(QuestionLog).order_by(QuestionLog.id))).all()
        assert [(row.concepts, row.place_id, row.result_count) for row in logged] == [
            (["puikula"], "kursu", 2),
            ([], None, 0),
        ]
        seen = await session.execute(select(Exposure.shown, Exposure.contact_taken).order_by(Exposure.producer_id))
        assert [tuple(row) for row in seen] == [(2, 1), (1, 0)]
        assert "zorbaa" in set(await session.scalars(select(UnknownWord.text)))


async def test_browsing_needs_no_typing(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("/selaa")
    await aino.presses("Salla")
    await aino.presses("Ruoka ja juoma")
    answer = await aino.presses("Poronliha")
    assert answer.startswith("Poronlihaa: vain Salla")
    assert "Poropirtti" in answer
    assert "Sallassa ei vielä myy kukaan" in await aino.presses_action(Action("look", ("hilla", "salla-kunta")))


async def test_inline_queries_share_cards(town: Town) -> None:
    aino = town.person("aino")
    reply = await aino.types_inline("puikulaa Kursu")
    assert reply.inline is not None
    assert [result.title for result in reply.inline] == ["Kursun Puikula", "Posion Peruna"]
    assert "040 000 1021" in str(reply.inline[0].text)
    assert (await aino.types_inline("kiitos")).inline == ()


async def test_what_cannot_be_read_is_answered_kindly(town: Town) -> None:
    aino = town.person("aino")
    assert "En osaa kuunnella ääntä" in await aino.sends(Unsupported("voice"))
    assert "en osaa lukea" in await aino.sends(Unsupported("hologram"))
    assert "muutit viestiä" in await aino.sends(Edit("perunoita"))
    assert "yhteystietoja en tarvitse" in await aino.gives(ContactCard("Aino", "+358400000000"))
    assert await aino.sends(Blocked(True)) == ""


async def test_a_number_that_is_not_offered_shows_the_choices_again(town: Town) -> None:
    aino = town.person("aino")
    first = (await aino.says("perunoita Kursusta")).splitlines()[2].removeprefix("1. ")
    labels = aino.labels
    assert (await aino.says("99")).startswith("Numeroa 99 ei ole tarjolla. Valitse 1–")
    assert len(aino.labels) == len(labels)
    assert (await aino.says("1")).startswith(first)
    assert "En ymmärtänyt" in await town.person("bea").says("99")  # nothing was offered


async def test_back_is_a_word_too(town: Town) -> None:
    aino = town.person("aino")
    shown = await aino.says("perunoita Kursusta")
    await aino.presses("1")
    assert await aino.says("takaisin") == shown
    assert "Perunoita" not in await town.person("bea").says("tillbaka")


@pytest.mark.parametrize(("said", "named"), [("/myynn", "/myyn"), ("/kotii", "/koti"), ("/helpp", "/help")])
async def test_an_unknown_command_is_said_to_be_one(town: Town, said: str, named: str) -> None:
    assert f"Tarkoititko {named}?" in await town.person("aino").says(said)


async def test_a_command_that_is_like_no_other_points_to_help(town: Town) -> None:
    answer = await town.person("aino").says("/xyzzyq")
    assert answer.startswith("Komentoa /xyzzyq en tunne. Kaikki komennot: /apua")


@pytest.mark.parametrize(
    ("said", "answered"), [("HELP", "Ask in your own words"), ("hjälp", "Fråga med egna ord"), ("apua!", "Kysy omin")]
)
async def test_help_comes_in_the_language_of_the_word(town: Town, said: str, answered: str) -> None:
    assert (await town.person("aino").says(said)).startswith(answered)


async def test_an_ok_after_an_answer_of_no_use_is_not_thanked_for(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("polttopuita Sallasta")
    assert "Harmi, että myyjää ei löytynyt" in await aino.says("ok")
    await aino.says("polttopuita Sallasta")
    assert "Ole hyvä! Harmi vain" in await aino.says("kiitos")
    await aino.presses("Kerro minulle")
    assert (await aino.says("kiitos")).startswith("Ole hyvä! Mukavaa")
    await aino.says("🪐")
    assert (await aino.says("ok")).startswith("Kirjoita omin sanoin")


async def test_services_are_offered_and_goods_sold(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("kampaamo Posiolla")
    assert "ei vielä tarjoa kukaan kampaamoa" in await aino.presses("Vain Posio")
    await aino.says("hillaa Posiolta")
    assert "ei vielä myy kukaan hillaa" in await aino.presses("Vain Posio")


async def test_a_place_outside_is_said_to_be_outside(town: Town) -> None:
    assert (await town.person("aino").says("perunoita Helsingistä")).startswith("Helsinki ei ole Itä-Lapissa. Lähin")


@pytest.mark.parametrize("said", ["112", "soita ambulanssi!", "ring en ambulans", "emergency"])
async def test_who_needs_rescue_is_told_whom_to_call(town: Town, said: str) -> None:
    answer = await town.person("aino").says(said)
    assert answer.count("112") == 3
    assert len(answer.splitlines()) == 3


@pytest.mark.parametrize("said", ["Poropirtti auki?", "missä on Poropirtti", "Poropirtti puhelinnumero"])
async def test_what_is_asked_of_a_seller_by_name_stands_on_the_card(town: Town, said: str) -> None:
    assert (await town.person("aino").says(said)).startswith("Poropirtti\nSalla")


async def test_a_question_about_a_seller_is_left_to_the_seller_with_the_list_at_hand(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("perunoita Kursusta")
    answer = await aino.says("onko se auki sunnuntaina")
    assert answer.startswith("Sen kertoo myyjä. Paina numeroa")
    assert "Kursun Puikula" in answer
    assert "Kerro ensin, mitä etsit" in await town.person("bea").says("missä se on")


async def test_a_question_about_the_seller_whose_card_is_open_is_answered_by_the_card(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("perunoita Posiolta")
    card = await aino.presses("1")
    answer = await aino.says("onko se auki sunnuntaina")
    assert answer.startswith("Tässä on kaikki, mitä tiedän. Muun kertoo myyjä: 040 000 0001\n\nPosion Peruna")
    assert card.startswith("Posion Peruna")
    await aino.says("perunoita Kursusta")
    assert (await aino.says("missä se on")).startswith("Sen kertoo myyjä. Paina numeroa")
    await aino.says("Kursun Puikula")
    assert (await aino.says("milloin se on auki")).startswith("Tässä on kaikki, mitä tiedän.")


async def test_nearer_asks_where_one_is_unless_it_is_known(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("perunoita")
    assert "Missä olet?" in await aino.says("entä lähempänä?")
    assert "Kursun läheltä" in await aino.says("Kursu")
    assert (await aino.says("liian kaukana")).startswith("Lista alkaa aina lähimmästä.")


async def test_a_misunderstanding_is_owned_up_to(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("perunoita Kursusta")
    assert (await aino.says("en tarkoittanut tuota")).startswith("Anteeksi, ymmärsin väärin.")
    assert "Tieto on vanhentunut" in await aino.says("haluan antaa palautetta")


@pytest.mark.parametrize("said", ["siellä palaa talo", "mies ei hengitä", "the house is burning"])
async def test_an_emergency_told_in_words_is_answered_with_the_number(town: Town, said: str) -> None:
    assert "112" in await town.person("aino").says(said)


async def test_a_cry_for_help_may_be_one(town: Town) -> None:
    answer = await town.person("aino").says("apua!!!")
    assert answer.startswith("Jos olet hädässä, soita heti 112.")
    assert "Kysy omin sanoin" in answer


@pytest.mark.parametrize(
    ("said", "where"), [("mitä Kursussa myydään", "Sallassa: mitä etsit?"), ("what is sold in Posio", "In Posio")]
)
async def test_what_is_sold_here_opens_the_headings(town: Town, said: str, where: str) -> None:
    assert (await town.person("aino").says(said)).startswith(where)


async def test_where_nobody_was_found_nobody_is_asked_when_they_are_open(town: Town) -> None:
    aino = town.person("aino")
    await aino.says("kuka myy xyzzya Kursussa")
    assert await aino.says("onko ne auki") == "Myyjää ei löytynyt. Kerro, mitä muuta etsit."


@pytest.mark.parametrize(
    "said", ["kuka myy jotain hyvää", "kuka myy jottain hyvvää", "kuka myy", "who sells something"]
)
async def test_who_looks_for_nothing_that_has_a_name_is_shown_around(town: Town, said: str) -> None:
    aino = town.person("aino", hint="en" if said.isascii() and "who" in said else "fi")
    await aino.says("/koti")
    await aino.says("Kursu")
    shown = await aino.says(said)
    assert ("Sallassa: mitä etsit?" in shown) != ("In Salla: what are you looking for?" in shown)
    assert aino.buttons[0].action == Action("browse", ("salla-kunta", "food"))
    assert "Ole hyvä" in await aino.says("kiitos")


async def test_what_is_sold_without_a_place_is_browsed_at_home(town: Town) -> None:
    aino = town.person("aino")
    assert (await aino.says("mitä täällä myydään")).startswith("Mistä kunnasta etsit?")


async def test_a_village_that_is_also_a_name_offers_the_seller_too(town: Town, discovery: Discovery) -> None:
    async with town.database.transaction() as session:
        martti = Producer(name="Martti Testaaja", municipality="Posio", source="import", status="published")
        await catalogue.save(session, discovery, martti, "hauki", None, now=NOON)
    aino = town.person("aino")
    assert "Martti on myös myyjän nimi" in await aino.says("Martti?")
    assert "Mitä etsit Martin läheltä?" in aino.seen
    assert "hauki" in await aino.presses("Martti Testaaja")
    assert aino.replies[-1].edits is None  # the question stays: the village may have been meant after all
    await aino.says("perunoita")
    assert "Perunoita Martin läheltä" in await aino.says("Martti")
    assert "Martti on myös myyjän nimi" in aino.seen
    assert "myös myyjän nimi" not in await aino.says("perunoita Martista")
    assert "myös myyjän nimi" not in await aino.says("Salla")


async def test_a_position_that_moves_is_followed_in_silence(town: Town) -> None:
    aino = town.person("aino")
    await aino.shares(66.77, 28.20)
    assert "Kursun Puikula\nKursu, Salla, 2,9 km" in await aino.says("perunaa lähelläni")
    for step in range(40):  # more than anybody may say in a minute
        assert await aino.sends(Moved(66.70 - step * 0.015, 28.2)) == ""
    assert "Posion Peruna\nPosio, 1,7 km" in await aino.says("perunaa lähelläni")
    await aino.says("/koti")
    assert await aino.sends(Moved(66.77, 28.20)) == ""  # nobody has answered
    assert "katson ensin Posion läheltä" in await aino.says("Posio")

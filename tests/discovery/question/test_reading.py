"""What real questions are read as, by the lexicon as it is."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.discovery.question import compounds, coordination
from osta.discovery.question.model import Intent
from osta.discovery.service import Discovery

SAYINGS = list(csv.DictReader((Path(__file__).parent / "sayings.csv").read_text(encoding="utf-8").splitlines()))


def listed(cell: str) -> set[str]:
    return {item.strip() for item in cell.split(";") if item.strip()}


@pytest.mark.parametrize("saying", SAYINGS, ids=lambda saying: saying["said"])
def test_a_saying_is_read_as_it_was_meant(real: Discovery, saying: dict[str, str]) -> None:
    question = real.read(saying["said"])
    assert question.intent is Intent.FIND
    assert question.language == saying["language"]
    asked = {slug for want in question.wants for slug in want.concepts}
    for slug in listed(saying["concepts"]):
        # A need may be met by several services; what was expected has to be among them.
        assert slug in asked, (slug, asked)
    if not any(want.told for want in question.wants):
        assert asked == listed(saying["concepts"])
    assert set(question.excluded) == listed(saying["excluded"])
    assert {place.name for place in question.places} == listed(saying["places"])


@pytest.mark.parametrize(
    "said",
    [
        "Kiitos!",
        "hei vaan",
        "god morgon",
        "hello there",
        "mikä tämä on?",
        "milloin on seuraava työpaja",
        "Minulla olisi perunoita myytävänä",
        "haluan poistaa omat tietoni: poista tietoni",
        "lopeta viestit",
        "kuka sie oot",
        "mitä kuuluu",
        "hyvää joulua teille",
        "voitin lotossa",
        "meidän koira on söpö",
        "no onpas tämä hieno",
        "onpa kylmä",
        "kova ku sika",
        "Terve, olen Pirkko",
        "miten pääsen luetteloon",
        "how do I get my farm on your list",
        "Meillä olisi perunaa myytävänä",
        "we have potatoes for sale",
        "Myydään klapeja",
        "kuka tätä ylläpitää",
        "kiitti hei",
        "siellä palaa talo",
        "hmm",
        "",
        "   \n\t",
        "👀👀👀",
        "?!?!",
        "12345",
    ],
)
def test_what_is_no_search_is_not_taken_for_one(real: Discovery, said: str) -> None:
    question = real.read(said)
    assert question.intent is Intent.OTHER
    assert not question.terms


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("miten saan yritykseni luetteloon", "selling"),
        ("vi har potatis till salu", "selling"),
        ("hyvää pääsiäistä kaikille", "wishes"),
        ("vem är du", "about"),
        ("mies ei hengitä", "emergency"),
        ("en tarkoittanut tuota", "misunderstood"),
        ("väärin", "misunderstood"),
        ("mitä kaikkea Sallasta saa", "browse"),
        ("mitä Martissa myydään", "browse"),
        ("what is sold in Salla", "browse"),
    ],
)
def test_talk_is_heard_by_kind(real: Discovery, said: str, kind: str) -> None:
    assert kind in real.read(said).talk


def test_what_is_sold_here_is_asked_of_all_wares_only(real: Discovery) -> None:
    assert "browse" not in real.read("mitä kalaa Posiolta saa").talk
    assert "selling" not in real.read("onko meillä päin perunaa myytävänä").talk
    assert "emergency" not in real.read("efter branden städning").talk


@pytest.mark.parametrize("word", "hieman ikinä yhteen onkin tavoite selvästi vuotias Antti different hennes".split())
def test_an_everyday_word_is_no_misspelt_ware(real: Discovery, word: str) -> None:
    question = real.read(word)
    assert not question.corrected
    assert not question.wants


def test_a_dialect_form_gives_way_to_a_standard_word(real: Discovery) -> None:
    assert not real.read("kuin").wants  # the plural of kudin in the north
    assert real.read("kallaa").wants[0].concepts == ("kala",)


@pytest.mark.parametrize(
    ("written", "concepts"),
    [
        ("moottorikelkkojen ja mönkijöiden huolto", {"kelkkahuolto", "monkijahuolto"}),
        ("pesukoneiden, kylmälaitteiden ja liesien huolto", {"kodinkonehuolto", "kylmatyot"}),
        ("piano- ja kitaratunnit", {"pianotunnit", "kitaratunnit"}),
        (
            "sukset, lumikengät ja peräkärryt vuokralle",
            {"suksivuokraus", "lumikenkavuokraus", "perakarry-vuokraus"},
        ),
        ("perunat ja sipulit, leipä, mökki vuokralle", {"peruna", "sipuli", "leipa", "mokki"}),
    ],
)
def test_items_that_share_a_part_are_read_with_it(real: Discovery, written: str, concepts: set[str]) -> None:
    listing = real.listings.read(written)
    assert {item.concept for item in listing.items} == concepts
    assert "".join(dict.fromkeys(item.text for item in listing.items)).replace(" ", "") == (
        written.replace(", ", "").replace(" ", "")
        if len({item.text for item in listing.items}) > 1
        else written.replace(" ", "")
    )


def test_a_word_with_two_meanings_keeps_both(real: Discovery) -> None:
    (want,) = real.read("hilloja").wants
    assert set(want.concepts) == {"hilla", "hillot"}


def test_names_that_are_words_need_a_sign_to_be_places(real: Discovery) -> None:
    assert [place.name for place in real.read("marjoja Mansikasta").places] == ["Mansikka"]
    assert not real.read("mansikka").places
    assert not real.read("Moikka, Saija tässä. Löytyykö parturia?").places
    assert [place.name for place in real.read("parturi Saijalle").places] == ["Saija"]


def test_the_radius_is_read_and_bounded(real: Discovery) -> None:
    assert real.read("hunajaa 20 km säteellä Posiosta").radius_km == 20
    assert real.read("hunaja 7,5 kilometrin sisällä").radius_km == 7.5
    assert real.read("hunajaa 99999999999 km säteellä").radius_km == 500
    assert real.read("2 kg hunajaa").radius_km is None


def test_an_unlisted_compound_is_read_by_its_parts(real: Discovery) -> None:
    (want,) = real.read("saunaklapeja").wants
    assert want.concepts == ("polttopuu",)
    assert want.narrow == "sauna"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("minkä hintasia ne on", "seller"),  # no mittens (kintas)
        ("paljonko ne maksaa", "seller"),  # and no liver (maksa)
        ("mie haluan lopettaa", "subscription"),
        ("miten tämä tehhään", "help"),
        ("hyvvää päivänjatkoa", "bye"),
    ],
)
def test_what_people_say_in_dialect_beside_asking(real: Discovery, said: str, kind: str) -> None:
    question = real.read(said)
    assert kind in question.talk
    assert not question.wants


def test_what_was_misspelt_is_told(real: Discovery) -> None:
    assert dict(real.read("leipäjustoa").corrected) == {"leipäjustoa": "leipäjuusto"}


def test_a_taught_word_is_read_at_once_in_any_form(real: Discovery) -> None:
    assert not real.read("pöpperöä").wants
    real.reader.vocabulary.teach("pöpperö", "fi", "peruna")
    for said in ("pöpperö", "kuka myy pöpperöä", "pöpperöitä Sallasta", "popperosta"):
        (want,) = real.read(said).wants
        assert want.concepts == ("peruna",)


@given(st.text(max_size=300))
def test_no_text_is_too_strange(real: Discovery, text: str) -> None:
    question = real.read(text)
    assert question.text == text
    real.listings.read(text, text)


@given(
    st.lists(
        st.sampled_from(
            "peruna hilla ei kuin muuta Salla lähellä auto rikki km 20 , . ja - 🐟 \u202e <b> ' ; --".split()
        ),
        max_size=12,
    )
)
def test_words_in_any_order_are_read_the_same_each_time(real: Discovery, words: list[str]) -> None:
    text = " ".join(words)
    assert real.read(text) == real.read(text)


def test_a_very_long_question_is_read_in_bounded_work(real: Discovery) -> None:
    assert real.read("peruna " * 2000).wants


def test_who_sells_it_as_it_is_wanted_comes_first(real: Discovery) -> None:
    [want] = real.read("naudanlihaa luomuna").wants
    assert (want.narrow, want.narrow_concept, want.said) == ("luomu", "luomu", "naudanlihaa luomuna")
    [want] = real.read("luomuna kasvatettua naudanlihaa").wants
    assert (want.narrow, want.said) == ("luomu", "naudanlihaa")


@pytest.mark.parametrize("part", ["kala", "ä", "İ", "n"])
def test_a_word_without_end_is_not_tried_at_each_of_its_letters(real: Discovery, part: str) -> None:
    endless = part * 200_000  # with the square of it nobody would see the end of this test
    assert compounds.split(endless, real.reader.vocabulary) is None
    assert coordination.spelled_out(f"{endless} ja {endless}, to rent", real.reader.vocabulary)
    assert coordination.kept_together(endless) == []
    assert coordination.let(endless) is None


def test_of_a_phrase_only_the_misspelt_word_is_called_so(real: Discovery) -> None:
    assert real.read("hiusten leikkuuu").corrected == (("leikkuuu", "leikkuu"),)


@pytest.mark.parametrize("said", ["kuka myy jotain hyvää", "onko mitään kivaa", "myydäänkö täällä mitään", "kuka myy"])
def test_who_asks_for_anything_wants_to_look_around(real: Discovery, said: str) -> None:
    question = real.read(said)
    assert question.intent is Intent.OTHER
    assert "browse" in question.talk


def test_who_asks_for_the_best_tells_no_opinion(real: Discovery) -> None:
    assert [want.concepts for want in real.read("mikä on paras leipomo").wants] == [("leipomotuotteet",)]
    assert real.read("mikä on paras leipomo").intent is Intent.FIND
    assert real.read("meidän koira on söpö").intent is Intent.OTHER


@pytest.mark.parametrize(
    ("written", "concepts"),
    [
        ("maalaus; tapetointi", ["maalaustyot"]),
        ("maalaus; grafiikka", ["maalaukset"]),
        ("maalaus", ["maalaukset", "maalaustyot"]),
        ("taimen; siika", ["taimen", "siika"]),
    ],
)
def test_the_items_of_a_list_tell_what_a_word_of_two_meanings_means(
    real: Discovery, written: str, concepts: list[str]
) -> None:
    assert list(dict.fromkeys(item.concept for item in real.listings.read(written).items)) == concepts

"""What a whole sentence does with the wares it names."""

import pytest

from osta.discovery.question.model import Intent
from osta.discovery.service import Discovery


@pytest.mark.parametrize(
    "said",
    [
        "Voisin leikata nurmikoita",
        "voisin myös hieroa iltaisin",
        "leivon kakkuja tilauksesta",
        "meiltä saa luomumunia joka päivä",
        "i can mow lawns",
        "we offer guided hikes every Saturday",
    ],
)
def test_an_offer_is_no_search(real: Discovery, said: str) -> None:
    question = real.read(said)
    assert question.intent is Intent.OTHER
    assert "selling" in question.talk


@pytest.mark.parametrize(
    "said",
    [
        "miten keitän riisipuuron",
        "milloin hilla kypsyy",
        "how do I cook moose",
        "miltä hilla maistuu",
        "sain uuden koiran",
        "kävin eilen marjassa",
        "we caught a big pike yesterday",
        "hillat on raakoja vielä",
        "onko poronliha terveellistä",
        "is reindeer meat healthy",
        "är renkött nyttigt",
    ],
)
def test_talk_about_a_ware_is_no_search_for_it(real: Discovery, said: str) -> None:
    assert real.read(said).intent is Intent.OTHER


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("miten saisin klapeja kotiin", "polttopuu"),
        ("voisin ostaa perunoita", "peruna"),
        ("ostin eilen perunoita, mistä saa lisää", "peruna"),
        ("milloin saa uusia perunoita", "uusi-peruna"),
        ("kuinka paljon poronliha maksaa", "poronliha"),
        ("onko poronlihaa", "poronliha"),
        ("onko poronliha Sallassa", "poronliha"),
        ("ostin pesukoneen ja se hajosi", "kodinkonehuolto"),
        ("hoidan mummoa kotona ja auto hajosi", "autokorjaamo"),
        ("how can I order firewood", "polttopuu"),
        ("voiko joku tuoda klapeja", "polttopuu"),
    ],
)
def test_a_search_stays_one_in_such_words(real: Discovery, said: str, slug: str) -> None:
    question = real.read(said)
    assert question.intent is Intent.FIND
    assert slug in {concept for want in question.wants for concept in want.concepts}

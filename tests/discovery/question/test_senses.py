"""Which of its meanings a word has in a sentence, and what its neighbours tell of it."""

import pytest

from osta.discovery.question.model import Intent
from osta.discovery.service import Discovery
from osta.discovery.showing.wants import narrowed


def asked(discovery: Discovery, said: str) -> set[str]:
    return {slug for want in discovery.read(said).wants for slug in want.concepts}


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("pesukone vuotaa lattialle", "kodinkonehuolto"),  # vuotaa leaks, and is no vuota, a hide
        ("kuka leikkaa koirani kynnet", "koiratrimmaus"),  # a dog's claws are not a person's nails
        ("kuka leikkaa kynnet", "kynsihoito"),
        ("Kukahan tulis kattomaan pesukonetta", "kodinkonehuolto"),  # tulis comes; revontulet are watched
        ("polkupyörästä ketjut poikki", "pyorahuolto"),  # of the bicycle's chain, not of a necklace
        ("kuka korjaa heinäkoneen", "konehuolto"),  # a machine that no class lists
        ("mönkijästä loppui veto", "monkijahuolto"),
    ],
)
def test_the_need_that_is_told(real: Discovery, said: str, slug: str) -> None:
    assert slug in asked(real, said)


def test_a_need_takes_its_words_with_it(real: Discovery) -> None:
    assert "taljat" not in asked(real, "pesukone vuotaa lattialle")
    assert "kynsihoito" not in asked(real, "kuka leikkaa koirani kynnet")
    assert "jalkineet" not in asked(real, "hevoselle kengät")


def test_what_a_service_is_done_to_is_not_bought(real: Discovery) -> None:
    assert asked(real, "puukko tylsä ku mikä, kuka teroittaa") == {"teroitus"}
    assert asked(real, "handmade knife as a gift") == {"puukot"}


def test_a_heading_before_its_kind_describes_it(real: Discovery) -> None:
    assert asked(real, "saako vastaleivottua rieskaa") == {"rieska"}


@pytest.mark.parametrize("said", ["strutsin munia", "kamelinmaitoa", "ostrich meat", "lentokoneen renkaita"])
def test_what_nobody_here_sells_is_not_the_ware_itself(real: Discovery, said: str) -> None:
    assert all(narrowed(want) for want in real.read(said).wants)


def test_after_a_refusal_stands_what_is_wanted(real: Discovery) -> None:
    assert asked(real, "inte vetemjöl utan rågmjöl") == {"ruisjauho"}
    assert asked(real, "not a hotel, a cottage by a lake") == {"mokki"}


def test_a_place_one_does_not_want_to_go_to(real: Discovery) -> None:
    assert not real.read("kananmunia ilman että pitää lähteä Kemijärvelle asti").places
    question = real.read("traktorin rengas puhki pellolla Räisälässä")
    assert [place.name for place in question.places] == ["Räisälä"]
    assert real.read("kampaamo Pellossa").places


def test_a_measure_is_no_blood(real: Discovery) -> None:
    """*Verta* is listed for blood; it is not inflected as a word of its own, which would make *verran* one of it."""
    assert asked(real, "perunaa kilon verran") == {"peruna"}
    assert asked(real, "poronverta") == {"poronveri"}


def test_an_infinitive_of_going_is_what_one_wants(real: Discovery) -> None:
    question = real.read("joku voisi viedä lumikenkäilemään")
    assert question.intent is Intent.FIND
    assert "lumikenkaily" in asked(real, "joku voisi viedä lumikenkäilemään")

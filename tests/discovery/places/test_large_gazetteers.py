"""A country around the region: what the index reads of it, and where the region's middle is."""

import pytest

from osta.discovery.index import place_names
from osta.discovery.index.collect import Collector
from osta.discovery.index.lexemes import Form
from osta.discovery.index.place_names import readable
from osta.discovery.places.forms import Case
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.places.middle import middle
from osta.discovery.places.model import Place

KURSU = Place("kursu", "Kursu", "Salla", "village", 66.8, 28.2)
NEAR = Place("near", "Oinas", "Ranua", "village", 66.0, 26.5, inside=False)
FAR = Place("far", "Oinas", "Hanko", "village", 59.8, 23.0, inside=False, alt_names=("Kursu", "Oinaskylä"))
SAME = Place("same", "Kursu", "Hanko", "village", 59.9, 23.0, inside=False)
PLACES = Gazetteer([KURSU, NEAR, FAR, SAME])


def test_a_small_gazetteer_is_read_whole() -> None:
    assert [(found.place, found.spelt) for found in readable(PLACES)] == [(place, True) for place in PLACES]


def test_in_a_large_one_names_mean_what_is_inside_or_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place_names, "FULLY_READ", 3)
    found = {one.place.id: one for one in readable(PLACES)}
    assert set(found) == {"kursu", "near", "far"}
    assert ("kurshuun", Case.ILLATIVE) in found["kursu"].forms
    assert ("oinaassa", Case.INESSIVE) in found["near"].forms
    assert ("oinhaassa", Case.INESSIVE) not in found["near"].forms
    assert {form for form, _ in found["far"].forms} == {form for form, _ in found["far"].forms if "kyl" in form}
    assert (found["kursu"].spelt, found["near"].spelt) == (True, False)


def test_a_large_region_is_read_in_standard_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place_names, "FULLY_READ", 0)
    found = {one.place.id: {form for form, _ in one.forms} for one in readable(Gazetteer([KURSU]))}
    assert "kursussa" in found["kursu"]
    assert "kursusa" not in found["kursu"]


def test_names_outside_are_no_corrections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place_names, "FULLY_READ", 3)
    collector = Collector({})
    collector.places(PLACES)
    forms = dict(collector.forms())
    unspelt = {form for number in collector.unspelt for form, _ in forms[number]}
    assert "oinaassa" in unspelt
    assert "kursussa" not in unspelt
    assert ("kursussa", Form.LOCAL) in [pair for number in set(forms) - collector.unspelt for pair in forms[number]]


def test_the_middle_is_the_regions_else_that_of_its_centres() -> None:
    region = Place("r", "Itä-Lappi", "", "region", 66.95, 28.2)
    salla = Place("salla", "Salla", "Salla", "centre", 66.8, 28.6)
    posio = Place("posio", "Posio", "Posio", "centre", 66.1, 28.2)
    assert middle(Gazetteer([KURSU, region])) == (66.95, 28.2)
    assert middle(Gazetteer([KURSU, FAR, salla, posio])) == pytest.approx((66.45, 28.4))
    assert middle(Gazetteer([KURSU, FAR])) == (66.8, 28.2)
    assert middle(Gazetteer([FAR])) == (59.8, 23.0)
    assert middle(Gazetteer([])) is None

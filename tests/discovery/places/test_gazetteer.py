"""The project's own places, and finding them by name and distance."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from osta.discovery.places.gazetteer import BUILT_IN, Gazetteer
from osta.discovery.places.model import Place, distance_km
from osta.discovery.places.rows import slug
from osta.discovery.places.textfile import PlacesFileError

GAZETTEER = Gazetteer.load()
FIVE = {"Kemijärvi", "Pelkosenniemi", "Posio", "Salla", "Savukoski"}


def place(place_id: str, *, nearest: str = "") -> Place:
    return Place(place_id, place_id, "Salla", "village", 66.8, 28.7, nearest=nearest)


def test_each_municipality_has_a_centre_and_itself() -> None:
    for kind in ("centre", "municipality"):
        assert {found.name for found in GAZETTEER if found.kind == kind} == FIVE
    for name in FIVE:
        assert GAZETTEER.named(name)[0].kind == "centre"
        area = GAZETTEER.municipality(name)
        assert area is not None
        assert (area.name, area.municipality) == (name, name)


def test_the_area_has_villages_enough() -> None:
    inside = [found for found in GAZETTEER if found.inside and not found.is_area]
    assert len(inside) == 175
    assert sum(1 for found in inside if found.nearest) == 28
    assert {found.municipality for found in inside} == FIVE


def test_ids_are_slugs_of_names() -> None:
    assert all(found.id.startswith(slug(found.name)) or found.id == "haparanda" for found in GAZETTEER)


def test_positions_lie_where_their_municipality_is() -> None:
    for found in GAZETTEER:
        area = GAZETTEER.municipality(found.municipality)
        if area and not found.is_area:
            assert found.distance_km(area.latitude, area.longitude) <= area.radius_km, found.name
        assert 59 < found.latitude < 71
        assert 18 < found.longitude < 34


def test_villages_have_postal_codes_of_the_area() -> None:
    for found in GAZETTEER:
        if found.inside and not found.is_area and not found.nearest:
            assert found.postal_code[:2] in {"97", "98", "99"}, found.name
            assert len(found.postal_code) == 5


def test_other_meanings_belong_to_names_of_the_place() -> None:
    for found in GAZETTEER:
        assert {owner for owner, _ in found.also} <= set(found.names), found.name
    assert GAZETTEER["pyhatunturi"].also_means("Pyhä") == {"word"}
    assert GAZETTEER["pyhatunturi"].also_means("Pyhätunturi") == frozenset()
    assert GAZETTEER["suvanto"].also_means("Suvanto") == {"word", "person"}


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("salla", "salla"),
        (" KEMIJÄRVI ", "kemijarvi"),
        ("Suomu", "suomutunturi"),
        ("Pyhä", "pyhatunturi"),
        ("Sallan kirkonkylä", "salla"),
        ("Sallan kunta", "salla-kunta"),
        ("Uleåborg", "oulu"),
        ("Haaparanta", "haaparanta"),
        ("Haparanda", "haparanda"),
        ("Ahola", "posio"),
        ("Värriö", "varrio-savukoski"),
        ("Varrio", "varrio"),
        ("Itä-Lappi", "ita-lappi"),
    ],
)
def test_the_likeliest_place_of_a_name_comes_first(name: str, place_id: str) -> None:
    assert GAZETTEER.named(name)[0].id == place_id


def test_an_unknown_name_finds_nothing() -> None:
    assert GAZETTEER.named("Kuvitteellinen") == ()
    assert GAZETTEER.municipality("Kursu") is None
    assert "kuvitteellinen" not in GAZETTEER


def test_a_place_without_position_stands_at_its_nearest_and_says_so() -> None:
    found, nearest = GAZETTEER["lappiniemi"], GAZETTEER["raisala"]
    assert (found.latitude, found.longitude) == (nearest.latitude, nearest.longitude)
    assert found.radius_km >= 5


def test_a_distance_is_that_on_the_sphere() -> None:
    salla, kemijarvi = GAZETTEER["salla"], GAZETTEER["kemijarvi"]
    assert salla.distance_km(kemijarvi.latitude, kemijarvi.longitude) == pytest.approx(55.8, abs=0.5)
    assert distance_km(0, 0, 0, 180) == pytest.approx(math.pi * 6371.0088)
    assert distance_km(90, 0, -90, 77) == pytest.approx(math.pi * 6371.0088)


def test_nearest_are_points_in_rising_distance() -> None:
    found = GAZETTEER.nearest(66.77, 28.13, 5)
    assert found[0][1].id == "kursu"
    assert [km for km, _ in found] == sorted(km for km, _ in found)
    assert not any(place.is_area or place.nearest for _, place in found)


def test_what_lies_within_a_radius_is_found() -> None:
    near = GAZETTEER.within(66.7539, 28.7664, 15)
    assert {"sallatunturi", "salla", "tunturimannikko"} <= {place.id for _, place in near}
    assert all(km <= 15 for km, _ in near)


def test_a_municipality_holds_its_own_places() -> None:
    assert GAZETTEER["kursu"] in GAZETTEER.in_municipality("salla")


def test_two_places_cannot_share_an_id() -> None:
    with pytest.raises(ValueError, match="two places have the id 'a'"):
        Gazetteer([place("a"), place("a")])
    with pytest.raises(ValueError, match="'b', which is not a place"):
        Gazetteer([place("a", nearest="b")])


def test_a_bad_gazetteer_file_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text("name,latitude,longitude\nKursu,66.7,28.1\nNowhere,north,28\n", encoding="utf-8")
    with pytest.raises(PlacesFileError, match=r"places.csv, line 3, latitude: 'north' is not a number of degrees"):
        Gazetteer.load(file)
    with pytest.raises(PlacesFileError, match="there is no such file"):
        Gazetteer.load(tmp_path / "missing.csv")


def test_the_built_in_file_is_plain_utf8_without_empty_rows() -> None:
    lines = BUILT_IN.read_bytes().decode("utf-8").splitlines()
    assert len(lines) == len(GAZETTEER) + 1
    assert "\ufeff" not in lines[0]

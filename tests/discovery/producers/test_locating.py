"""Villages of a file, however they are written."""

import pytest

from osta.discovery.producers.locating import Locator, point_of
from osta.discovery.service import Discovery


@pytest.mark.parametrize(
    ("village", "municipality", "place", "doubts"),
    [
        ("Kursu", None, "kursu", 0),
        ("kursu", "salla", "kursu", 0),
        ("Kursussa", None, "kursu", 0),
        ("Kursun kylä", None, "kursu", 0),
        ("KELLOSELKA", None, "kelloselka", 0),
        ("Kelloselällä", None, "kelloselka", 0),
        ("Kellosekä", None, "kelloselka", 1),
        ("Kursu, Salla", None, "kursu", 0),
        ("Suvanto", "Posio", "suvanto-posio", 0),
        ("Suvannossa", "Pelkosenniemellä", "suvanto", 0),
        ("Suvanto", None, "suvanto", 1),
        ("Kursu", "Posio", "kursu", 1),
        ("Kemijärvi", None, "kemijarvi", 0),
        ("Rovaniemi", None, "rovaniemi", 0),
        ("Olematon", "Salla", None, 1),
        ("Itä-Lappi", None, None, 1),
        (None, "Salla", None, 0),
        (None, "Olematon", None, 1),
        (None, None, None, 0),
    ],
)
def test_a_village_is_found(
    small_discovery: Discovery, village: str | None, municipality: str | None, place: str | None, doubts: int
) -> None:
    located = Locator(small_discovery).locate(village, municipality)
    assert (located.village.id if located.village else None) == place
    assert len(located.doubts) == doubts


def test_the_municipality_takes_its_own_name(small_discovery: Discovery) -> None:
    locator = Locator(small_discovery)
    found = [locator.locate(None, name).municipality for name in ("salla", "Sallassa", "KEMIJARVI", "Olematon", None)]
    assert found == ["Salla", "Salla", "Kemijärvi", "Olematon", None]
    assert locator.locate("Kursu", "Posio").municipality == "Salla"
    assert locator.locate("Martti", None).municipality == "Savukoski"


def test_the_point_is_the_most_exact_one_known(small_discovery: Discovery) -> None:
    gazetteer = small_discovery.gazetteer

    def at(village: str | None, municipality: str | None, postal_code: str | None, own: bool) -> tuple[float, float]:
        place = gazetteer[village] if village else None
        point = point_of(gazetteer, place, municipality, postal_code, (66.0, 28.0) if own else (None, None))
        assert point is not None
        return point.latitude, point.longitude

    assert at("kursu", "Salla", "98920", True) == (66.0, 28.0)
    assert at("kursu", "Salla", "98920", False) == (66.77, 28.2)
    assert at(None, "Salla", "98920", False) == (66.9333, 28.8333)
    assert at(None, "Salla", "00100", False) == (66.8324, 28.667)
    assert at(None, None, None, False) == (66.95, 28.2)

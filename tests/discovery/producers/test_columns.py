"""Headers by their many names."""

import pytest

from osta.discovery.producers.columns import COLUMNS, columns_of, is_header


def test_the_full_header_is_its_own_name() -> None:
    assert columns_of(COLUMNS) == list(COLUMNS)
    assert is_header(columns_of(COLUMNS))


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("Nimi;Tuotteet;Kylä;Kunta", ["name", "products", "village", "municipality"]),
        ("YRITYS;Kuvaus;Paikkakunta;Postinumero", ["name", "description", "village", "postal_code"]),
        ("Y-tunnus;Puhelin (gsm);Sähköposti:;Kotisivut", ["business_id", "phone", "email", "website"]),
        ("y_tunnus;puh.;e-mail;WWW", ["business_id", "phone", "email", "website"]),
        ("Toimiala;Sesonki;Aukioloajat;Toimitusalue", ["industry", "months", "opening_hours", "delivery_area"]),
        ("Kielet;Tunnus;leveysaste;pituusaste", ["languages", "emblem", "latitude", "longitude"]),
        ("Company name;Products/services;City;Phone number", ["name", "products", "municipality", "phone"]),
        ("nimi;osoite;nimi;", ["name", None, None, None]),
        ("nimi;tuotteet;palvelut", ["name", "products", "products"]),
    ],
)
def test_other_names_are_known(header: str, columns: list[str | None]) -> None:
    assert columns_of(header.split(";")) == columns


def test_a_header_needs_a_name_and_something_sold() -> None:
    assert not is_header(columns_of(["nimi", "puhelin"]))
    assert not is_header(columns_of(["tuotteet", "kuvaus"]))
    assert is_header(columns_of(["nimi", "kuvaus"]))

"""Single values: checked, put into one form, or refused with the way out."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.discovery.places.rows import BadValue
from osta.discovery.producers import values


class Doubts(list[tuple[str, str]]):
    def __call__(self, column: str, reason: str) -> None:
        self.append((column, reason))


@pytest.mark.parametrize("text", ["2077474-0", "20774740", "FI20774740", " 2077474-0 "])
def test_a_business_id_takes_one_form(text: str) -> None:
    assert values.business_id(text) == "2077474-0"


@pytest.mark.parametrize("text", ["2077474-1", "1234567-8", "ei vielä", "12"])
def test_a_wrong_business_id_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(BadValue, match="1234567-8") as error:
        values.business_id(text)
    assert error.value.column == "business_id"


@pytest.mark.parametrize(
    ("text", "number", "doubts"),
    [
        ("040 000 1234", "+358400001234", 0),
        ("040-0001234", "+358400001234", 0),
        ("+358 40 000 1234", "+358400001234", 0),
        ("00358400001234", "+358400001234", 0),
        ("400001234", "+358400001234", 0),
        ("040 000 1234 / iltaisin", "+358400001234", 1),
        ("soita 040 000 1234, 040 000 1235", "+358400001234", 1),
        ("+46 70 123 45 67", "+46701234567", 0),
        ("099 999 9999", "+358999999999", 1),
    ],
)
def test_phone_numbers_take_one_form(text: str, number: str, doubts: int) -> None:
    doubt = Doubts()
    assert values.phone(text, doubt) == number
    assert len(doubt) == doubts


@pytest.mark.parametrize("text", ["soita", "12", "+", "040", "0" * 40])
def test_what_is_no_phone_number_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="040 123 4567"):
        values.phone(text, Doubts())


@pytest.mark.parametrize(
    ("check", "text", "value"),
    [
        (values.email, "posti@tila.example.com", "posti@tila.example.com"),
        (values.email, "mailto:posti@tila.example.com", "posti@tila.example.com"),
        (values.email, "posti(at)tila.example.com", "posti@tila.example.com"),
        (values.email, "posti@", None),
        (values.website, "tila.example.com/hillat", "https://tila.example.com/hillat"),
        (values.website, "HTTP://tila.example.com", "HTTP://tila.example.com"),
        (values.website, "löytyy netistä", None),
        (values.website, "http://[oops", None),
        (values.postal_code, "98900", "98900"),
        (values.postal_code, "FI-98900 Salla", "98900"),
        (values.postal_code, "100", "00100"),
        (values.postal_code, "Salla", None),
    ],
)
def test_light_checks_leave_out_what_is_of_no_use(
    check: Callable[[str, values.Warn], str | None], text: str, value: str | None
) -> None:
    doubts = Doubts()
    assert check(text, doubts) == value
    assert bool(doubts) == (value is None)


@pytest.mark.parametrize(
    ("text", "code", "version"),
    [
        ("01", "01", "TOL 2008"),
        ("1", "01", "TOL 2008"),
        ("10.71", "1071", "TOL 2008"),
        ("023 Luonnon tuotteiden keruu", "023", "TOL 2008"),
        ("TOL 2025: 47", "47", "TOL 2025"),
        ("tol2025 47", "47", "TOL 2025"),
        ("maatalous", None, None),
    ],
)
def test_an_industry_is_a_code_of_a_classification(text: str, code: str | None, version: str | None) -> None:
    assert values.industry(text, Doubts()) == (code, version)


def test_languages_become_codes() -> None:
    doubts = Doubts()
    assert values.languages("suomi, Ruotsi ja englanti; fi klingon", doubts) == ("fi", "sv", "en")
    assert values.languages("Puhumma suomea ja ruottia, englanniksikin", lambda *_: None) == ("fi", "sv", "en")
    assert values.languages("suomeksi ja ruotsia, saksaksi", doubts) == ("fi", "sv", "de")
    assert [column for column, _ in doubts] == ["languages"]


def test_an_emblem_is_named_or_said_to_be_there() -> None:
    assert [values.emblem(text) for text in ("Kotoisin", "kyllä", "x", "ei", "Avainlippu")] == [
        "kotoisin",
        "kotoisin",
        "kotoisin",
        None,
        "avainlippu",
    ]


@given(st.text(max_size=60))
def test_any_text_is_a_value_or_refused(text: str) -> None:
    for check in (values.email, values.website, values.postal_code, values.industry, values.languages, values.phone):
        with suppress(BadValue):
            check(text or "x", Doubts())

"""Months as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.discovery.producers.months import NotMonths, read_months, write_months


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("7-8", (7, 8)),
        ("7–8", (7, 8)),
        ("7", (7,)),
        ("6-9,12-4", (1, 2, 3, 4, 6, 7, 8, 9, 12)),
        ("6-9; 12", (6, 7, 8, 9, 12)),
        ("10-4", (1, 2, 3, 4, 10, 11, 12)),
        ("heinä-elokuu", (7, 8)),
        ("Heinäkuu – Elokuu", (7, 8)),
        ("heinäkuusta syyskuuhun", (7, 8, 9)),
        ("kesä-elokuussa", (6, 7, 8)),
        ("kesäkuu", (6,)),
        ("elo-syyskuu ja joulukuu", (8, 9, 12)),
        ("marraskuusta helmikuuhun", (1, 2, 11, 12)),
        ("kesäisin", (6, 7, 8)),
        ("syksyllä", (9, 10, 11)),
        ("VII-VIII", (7, 8)),
        ("July to September", (7, 8, 9)),
        ("jul-sep", (7, 8, 9)),
        ("juni–augusti", (6, 7, 8)),
        ("kuukaudet 7-8", (7, 8)),
        ("", ()),
        ("1-12", ()),
        ("ympäri vuoden", ()),
        ("Ympärivuotinen", ()),
        ("koko vuoden", ()),
        ("all year", ()),
        ("året runt", ()),
    ],
)
def test_months_are_read(text: str, months: tuple[int, ...]) -> None:
    assert read_months(text) == months


@pytest.mark.parametrize("text", ["13", "0", "7-15", "2026-08-07", "milloin vain", "7-8-9", "Ꮖ", "٧-٨x", "-"])
def test_what_names_no_months_is_refused(text: str) -> None:
    with pytest.raises(NotMonths):
        read_months(text)


@given(st.sets(st.integers(1, 12)))
def test_what_is_written_is_read_back(months: set[int]) -> None:
    assert read_months(write_months(months)) == (() if len(months) == 12 else tuple(sorted(months)))


def test_spans_go_over_the_new_year() -> None:
    assert write_months([1, 2, 3, 4, 6, 7, 8, 9, 12]) == "6-9,12-4"
    assert write_months(range(1, 13)) == ""
    assert write_months([1]) == "1"


@given(st.text(max_size=40))
def test_any_text_is_months_or_refused(text: str) -> None:
    try:
        months = read_months(text)
    except NotMonths:
        return
    assert set(months) <= set(range(1, 13))

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.chat.figures import clip, day, distance, months, number, percent, phone, units, within
from osta.chat.texts import LANGUAGES, Language, texts

TODAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("km", "fi", "en"),
    [
        (0.0, "alle 1 km", "under 1 km"),
        (0.99, "alle 1 km", "under 1 km"),
        (4.23, "4,2 km", "4.2 km"),
        (9.96, "10,0 km", "10.0 km"),
        (43.4, "43 km", "43 km"),
    ],
)
def test_a_distance_is_as_exact_as_one_needs(km: float, fi: str, en: str) -> None:
    assert distance(km, texts("fi")) == fi
    assert distance(km, texts("en")) == en


def test_numbers_have_the_marks_of_their_language() -> None:
    assert number(12345.6, "fi", 1) == "12\N{NO-BREAK SPACE}345,6"
    assert number(12345.6, "en", 1) == "12,345.6"


def test_a_day_tells_its_year_only_when_it_is_another() -> None:
    assert day(date(2026, 7, 12), "fi", TODAY) == "12.7."
    assert day(date(2025, 7, 12), "sv", TODAY) == "12.7.2025"
    assert day(date(2026, 7, 12), "en", TODAY) == "12 July"
    assert day(date(2025, 7, 12), "en", TODAY) == "12 July 2025"


@pytest.mark.parametrize(
    ("numbers", "fi"),
    [
        ([], "ympäri vuoden"),
        (range(1, 13), "ympäri vuoden"),
        ([7, 8], "heinä–elokuu"),
        ([8], "elokuu"),
        ([10, 11, 12, 1, 2], "loka–helmikuu"),
        ([1, 6, 7, 12], "kesä–heinäkuu, joulu–tammikuu"),
        ([3, 99], "maaliskuu"),
    ],
)
def test_months_run_over_the_new_year(numbers: list[int], fi: str) -> None:
    assert months(numbers, texts("fi")) == fi


@given(st.lists(st.integers(-3, 15)), st.sampled_from(LANGUAGES))
def test_any_months_can_be_said(numbers: list[int], language: Language) -> None:
    assert months(numbers, texts(language))


def test_a_number_is_written_as_it_is_dialled() -> None:
    assert phone("+358400001021", "fi") == "040 000 1021"
    assert phone("+358400001021", "en") == "+358 40 000 1021"
    assert phone("+46701234567", "fi") == "+46701234567"


@given(st.text(), st.integers(2, 30))
def test_what_is_cut_is_one_line_of_at_most_the_limit(text: str, limit: int) -> None:
    cut = clip(text, limit)
    assert len(cut) <= limit
    assert "\n" not in cut


@given(st.text(st.sampled_from("aä\n 🐟")), st.integers(0, 30))
def test_what_is_kept_of_a_text_is_its_beginning_within_the_limit(text: str, limit: int) -> None:
    kept = within(text, limit)
    assert text.startswith(kept)
    assert units(kept) <= limit
    assert kept == text or units(kept) >= limit - 1


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0\N{NO-BREAK SPACE}%"), (0.004, "<1\N{NO-BREAK SPACE}%"), (0.52, "52\N{NO-BREAK SPACE}%")],
)
def test_a_share_is_said_in_per_cent_and_few_of_many_are_not_none(share: float, said: str) -> None:
    assert percent(share, "fi") == said
    assert percent(share, "en") == said.replace("\N{NO-BREAK SPACE}", "")

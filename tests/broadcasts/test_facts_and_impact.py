from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.broadcasts import facts, impact
from osta.broadcasts.facts import FactsFileError
from osta.broadcasts.impact import Group
from osta.chat.texts import LANGUAGES, texts

shares = st.floats(0, 1)


def test_every_fact_has_its_source_and_its_turn() -> None:
    every = facts.built_in()
    weeks = [facts.of_week(every, date(2026, 1, 1) + timedelta(weeks=week)) for week in range(len(every))]
    assert sorted(fact.id for fact in weeks) == sorted(fact.id for fact in every)
    for language in LANGUAGES:
        assert every[0].source in str(facts.told(every[0], texts(language)))


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("id,fi\n", "the columns must be id, fi, sv, en, source"),
        ("id,fi,sv,en,source\na,b,c,d,\n", "facts.csv:2: source must not be empty"),
        ("id,fi,sv,en,source\na,b,c,d,e\na,b,c,d,e\n", "facts.csv:3: a is there twice"),
        ("id,fi,sv,en,source\na," + 400 * "b" + ",c,d,e\n", "facts.csv:2: longer than 320"),
    ],
)
def test_a_fact_that_cannot_be_shown_is_refused(tmp_path: Path, rows: str, reason: str) -> None:
    path = tmp_path / "facts.csv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(FactsFileError, match=reason):
        facts.read(path)


def test_the_worked_example() -> None:
    found = impact.estimate(1000, [Group(0.5, 0.454)])
    assert round(found.lm3, 2) == 1.73
    assert 1 < found.low < found.lm3 < found.high < 3
    said = str(impact.told(found, texts("fi")))
    assert "1 727 €" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "Lähtötiedot: ostos" in said
    assert "arvio" in said


def test_what_nobody_knows_is_said_to_be_assumed() -> None:
    assert "oletettu 20–70 %" in str(impact.told(impact.estimate(50, [Group(0.5)]), texts("fi")))


@given(st.lists(st.tuples(shares, st.none() | shares), min_size=1, max_size=4), st.floats(0, 1e6))
def test_the_multiplier_lies_between_one_and_three_and_inside_its_range(
    drawn: list[tuple[float, float | None]], spent: float
) -> None:
    total = max(1.0, sum(share for share, _ in drawn))
    found = impact.estimate(spent, [Group(share / total, again) for share, again in drawn])
    assert 1 <= found.low <= found.lm3 + 1e-9
    assert found.lm3 <= found.high + 1e-9 <= 3 + 1e-6


@pytest.mark.parametrize("groups", [[Group(1.2)], [Group(-0.1)], [Group(0.6), Group(0.6)], [Group(0.5, 1.5)]])
def test_shares_that_cannot_be_are_refused(groups: list[Group]) -> None:
    with pytest.raises(ValueError, match="shares lie between 0 and 1"):
        impact.estimate(10, groups)


def test_an_amount_is_not_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        impact.estimate(-1, [])

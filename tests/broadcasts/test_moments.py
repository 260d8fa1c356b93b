from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.broadcasts.moments import at_clock, moment, monday, span
from osta.broadcasts.quiet import HELSINKI
from osta.chat.texts import Language, texts

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "said"),
    [("fi", "ma 12.10. klo 17–19.30"), ("sv", "mån 12.10. kl. 17–19.30"), ("en", "Mon 12 October at 17:00–19:30")],
)
def test_times_are_said_as_people_of_each_language_say_them(language: Language, said: str) -> None:
    starts, ends = datetime(2026, 10, 12, 14, tzinfo=UTC), datetime(2026, 10, 12, 16, 30, tzinfo=UTC)
    assert span(starts, ends, texts(language), NOW) == said


def test_another_year_and_another_day_are_said_too() -> None:
    t = texts("fi")
    assert moment(datetime(2027, 1, 4, 7, tzinfo=UTC), t, NOW) == "ma 4.1.2027 klo 9"
    night = datetime(2026, 10, 12, 19, tzinfo=UTC), datetime(2026, 10, 12, 22, tzinfo=UTC)
    assert span(*night, t, NOW) == "ma 12.10. klo 22 – ti 13.10. klo 1"


def test_the_clock_of_the_area_counts_on_nights_when_it_changes() -> None:
    before = datetime(2026, 10, 24, 12, tzinfo=UTC)  # summer time ends in the night to the 25th
    assert at_clock(1, time(9), before) == datetime(2026, 10, 25, 7, tzinfo=UTC)
    assert at_clock(0, time(20), before) == datetime(2026, 10, 24, 17, tzinfo=UTC)
    assert monday(datetime(2026, 8, 30, 22, tzinfo=UTC)) == date(2026, 8, 31)  # one o'clock on Monday in Finland


@given(st.integers(0, 9 * 365 * 24), st.integers(0, 60))
def test_nine_in_the_morning_is_nine_on_every_day_of_the_year(hours: int, days: int) -> None:
    now = NOW + timedelta(hours=hours)
    local = at_clock(days, time(9), now).astimezone(HELSINKI)
    assert (local.hour, local.minute) == (9, 0)
    assert (local.date() - now.astimezone(HELSINKI).date()).days == days
    assert monday(now).weekday() == 0

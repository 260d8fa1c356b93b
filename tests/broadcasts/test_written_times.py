"""Times as staff write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.broadcasts.quiet import HELSINKI
from osta.broadcasts.written_times import TimePast, TimeUnreadable, when

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "begins", "ends"),
    [
        ("12.10. klo 17–19", "2026-10-12T14:00Z", "2026-10-12T16:00Z"),
        ("ma 12.10.2026 klo 9.30-11:00", "2026-10-12T06:30Z", "2026-10-12T08:00Z"),
        ("12.10. at 17", "2026-10-12T14:00Z", "2026-10-12T16:00Z"),
        ("5.1. kl. 18", "2027-01-05T16:00Z", "2027-01-05T18:00Z"),  # the next one
        ("13.10. klo 22–1", "2026-10-13T19:00Z", "2026-10-13T22:00Z"),  # past midnight
    ],
)
def test_times_are_by_the_clock_of_the_area(said: str, begins: str, ends: str) -> None:
    assert when(said, NOW) == (datetime.fromisoformat(begins), datetime.fromisoformat(ends))


def test_a_day_before_all_others_is_no_time() -> None:
    with pytest.raises(TimeUnreadable):
        when("1.1.0001 klo 0", NOW)


@given(st.text(alphabet=st.sampled_from("0123456789.:–- kloma ²"), max_size=30))
def test_any_time_is_in_the_future_or_a_fault(said: str) -> None:
    try:
        starts_at, ends_at = when(said, NOW)
    except (TimePast, TimeUnreadable):
        return
    assert NOW < starts_at < ends_at


@pytest.mark.parametrize(("said", "days"), [("tänään klo 23.30", 0), ("Huomenna klo 12", 1), ("i övermorgon kl 12", 2)])
def test_a_near_day_may_be_named(said: str, days: int) -> None:
    starts_at, _ = when(said, NOW)
    local = NOW.astimezone(HELSINKI).date()
    assert (starts_at.astimezone(HELSINKI).date() - local).days == days

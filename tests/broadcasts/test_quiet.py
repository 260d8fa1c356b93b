from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.broadcasts.quiet import HELSINKI, QuietHours

QUIET = QuietHours()
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2026-09-01T20:59", False),
        ("2026-09-01T21:00", True),
        ("2026-09-02T03:00", True),
        ("2026-09-02T07:59", True),
        ("2026-09-02T08:00", False),
    ],
)
def test_from_nine_to_eight_by_the_wall_clock(moment: str, quiet: bool) -> None:
    assert QUIET.at(local(moment)) is quiet
    assert QUIET.at(local(moment).astimezone(UTC)) is quiet


@pytest.mark.parametrize(
    ("evening", "hours"), [("2026-03-28T21:00", 10), ("2026-10-24T21:00", 12), ("2026-09-01T21:00", 11)]
)
def test_the_night_ends_at_eight_when_the_clock_changes_too(evening: str, hours: int) -> None:
    moment = local(evening)
    over = QUIET.over(moment)
    assert over.astimezone(HELSINKI).time() == time(8)
    assert over - moment.astimezone(UTC) == timedelta(hours=hours)


@given(moments)
def test_it_is_over_soon_and_begins_again(moment: datetime) -> None:
    over = QUIET.over(moment)
    assert not QUIET.at(over)
    assert timedelta() <= over - moment <= timedelta(hours=12)
    assert QUIET.at(QUIET.next(moment))
    assert QUIET.next(over) > over
    if not QUIET.at(moment):
        assert over == moment


def test_hours_inside_one_day_and_none_at_all() -> None:
    siesta = QuietHours(HELSINKI, time(12), time(14))
    assert (siesta.at(local("2026-09-01T13:00")), siesta.at(local("2026-09-01T14:00"))) == (True, False)
    never = QuietHours(HELSINKI, time(0), time(0))
    assert not any(never.at(local(f"2026-09-01T{hour:02}:00")) for hour in range(24))

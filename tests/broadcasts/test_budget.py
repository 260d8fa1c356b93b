from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from osta.broadcasts.budget import Pace, Spending, next_room, room, spend
from osta.chat.messages import Address
from osta.store.budgets import Account
from tests.broadcasts.crowd import NOON

gaps = st.lists(st.floats(0, 2), min_size=1, max_size=60)


@given(gaps=gaps, rate=st.floats(0.5, 50), burst=st.integers(1, 10))
def test_never_more_than_rate_and_burst_allow_in_any_stretch(gaps: list[float], rate: float, burst: int) -> None:
    account, pace = Account("telegram", NOON, None, NOON.date(), 0), Pace(rate, burst=burst)
    sent: list[tuple[float, int]] = []
    at = 0.0
    for gap in gaps:
        at += gap
        now = NOON + timedelta(seconds=at)
        messages = room(account, pace, now)
        spend(account, pace, messages, now)
        sent.append((at, messages))
        for since, _ in sent:
            total = sum(count for when, count in sent if when >= since)
            assert total <= burst + (at - since) * rate + 0.01
    assert next_room(account, pace, NOON + timedelta(seconds=at)) <= 1 / rate + 0.001


def test_what_was_saved_up_is_no_more_than_the_burst() -> None:
    account, pace = Account("telegram", NOON, None, NOON.date(), 0), Pace(30, burst=8)
    assert room(account, pace, NOON + timedelta(days=3)) == 8


def test_answers_overdraw_and_are_paid_back() -> None:
    spending = Spending({"telegram": Pace(10, burst=1)})
    account = Account("telegram", NOON, None, NOON.date(), 0)
    for _ in range(20):
        spending.sent(Address("telegram", "1"), answer=True)
    assert spending.owes("telegram")
    spending.settle(account, NOON)
    assert not spending.owes("telegram")
    pace = spending.pace("telegram")
    assert room(account, pace, NOON + timedelta(seconds=1.9)) == 0
    assert room(account, pace, NOON + timedelta(seconds=2)) == 1
    assert account.contacts_today == 0


def test_answers_on_signal_leave_room_for_what_nobody_asked_for() -> None:
    spending = Spending()
    account = Account("signal", NOON, None, NOON.date(), 0)
    for second in range(0, 600, 5):
        spending.sent(Address("signal", str(second)), answer=True)
        spending.settle(account, NOON + timedelta(seconds=second))
        assert room(account, spending.pace("signal"), NOON + timedelta(seconds=second + 4)) == 1


def test_the_longest_pause_counts() -> None:
    spending = Spending({})
    account = Account("telegram", NOON, NOON + timedelta(seconds=5), NOON.date(), 0)
    spending.told_to_wait("telegram", 3)
    spending.settle(account, NOON)
    assert account.paused_until == NOON + timedelta(seconds=5)
    spending.told_to_wait("telegram", 60)
    spending.settle(account, NOON)
    assert room(account, Pace(), NOON + timedelta(seconds=59)) == 0
    assert next_room(account, Pace(), NOON) == 60


def test_groups_rest_longer_than_people() -> None:
    spending = Spending({"telegram": Pace(chat_seconds=0, group_seconds=100)})
    spending.sent(Address("telegram", "5"))
    spending.sent(Address("telegram", "-100"))
    assert spending.resting() == ["telegram:-100"]

"""What is said in the log of a channel that cannot send: once, and again when it is news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from osta.broadcasts.outages import DELAYED, DOWN, QUIET, UP, Outages

NOON = datetime(2026, 9, 1, 9, tzinfo=UTC)


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


def said(*causes: str | None, clock: Clock | None = None, pause: timedelta = timedelta(seconds=1)) -> list[str]:
    """What is logged when attempts end like this, one after the other."""
    clock = clock or Clock()
    outages = Outages(clock)
    with capture_logs() as logged:
        for cause in causes:
            outages.ended("telegram", cause)
            clock.now += pause
    assert {line["channel"] for line in logged} <= {"telegram"}
    return [line["event"] for line in logged]


def test_a_channel_that_is_away_is_told_of_once_and_so_is_its_return() -> None:
    assert said(*["ChannelDown"] * 50, "ChannelFailing", None, None) == [DOWN, UP]


def test_who_refuses_a_message_is_there() -> None:
    assert said("ChannelFailing", "RecipientGone", "ChannelFailing", "MessageRefused") == [DOWN, UP, DOWN, UP]


def test_delays_are_told_of_once_for_each_cause_while_they_go_on() -> None:
    assert said(*["TooManyRequests", "OutcomeUnknown", None] * 40) == [DELAYED, DELAYED]


def test_after_a_quiet_time_a_delay_is_news() -> None:
    assert said("TooManyRequests", None, "TooManyRequests", pause=QUIET) == [DELAYED, DELAYED]


def test_no_answer_is_no_sign_of_life() -> None:
    assert said("ChannelDown", "OutcomeUnknown", "ChannelDown", None) == [DOWN, DELAYED, UP]

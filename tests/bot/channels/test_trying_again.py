"""What every channel does when it is not let through: waits, longer each time, and goes on where it stood."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from osta.bot.channels.backoff import FAILING, RECOVERED, Backoff
from osta.bot.channels.following import follow
from osta.chat.errors import (
    ChannelDown,
    ChannelFailing,
    MessageRefused,
    OutcomeUnknown,
    RecipientGone,
    SendFailed,
    TooManyRequests,
)

PAUSE, LONGEST = 1.0, 20.0


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that were made, none of which takes any time."""
    made: list[float] = []

    async def sleep(seconds: float) -> None:
        made.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return made


class Piece:
    """A piece that arrives after these failures."""

    def __init__(self, *failures: Exception) -> None:
        self._failures = list(failures)

    async def send(self) -> str:
        if self._failures:
            raise self._failures.pop(0)
        return "arrived"


async def test_a_further_piece_is_tried_again_where_it_did_not_arrive(pauses: list[float]) -> None:
    piece = Piece(ChannelDown(), TooManyRequests(7), TooManyRequests(3600))
    assert await follow(piece.send, PAUSE, LONGEST) == "arrived"
    assert pauses == [PAUSE, 7, LONGEST]
    assert await follow(Piece(ChannelFailing()).send, PAUSE, LONGEST) == "arrived"


async def test_after_some_attempts_a_part_is_all_that_arrived(pauses: list[float]) -> None:
    with pytest.raises(OutcomeUnknown):
        await follow(Piece(*(ChannelDown() for _ in range(4))).send, PAUSE, LONGEST)
    assert pauses == [PAUSE, 2 * PAUSE, 3 * PAUSE]  # and nobody waits for nothing


@pytest.mark.parametrize("failure", [MessageRefused(), OutcomeUnknown(), SendFailed()])
async def test_what_cannot_follow_leaves_a_part(pauses: list[float], failure: Exception) -> None:
    with pytest.raises(OutcomeUnknown):
        await follow(Piece(failure).send, PAUSE, LONGEST)
    assert pauses == []


async def test_who_is_gone_is_gone(pauses: list[float]) -> None:
    with pytest.raises(RecipientGone):
        await follow(Piece(RecipientGone()).send, PAUSE, LONGEST)


def test_waiting_grows_to_its_limit_and_starts_over() -> None:
    backoff = Backoff("test", 1.0, 8.0)
    waits = [backoff.failed("x") for _ in range(40)]
    assert all(0.5 <= wait <= 8.0 for wait in waits)
    assert waits[0] <= 1.0
    assert min(waits[5:]) >= 4.0
    assert backoff.failed("x", at_least_seconds=60.0) == 60.0
    backoff.succeeded()
    assert backoff.failed("x") <= 1.0


def test_each_cause_of_an_outage_is_said_once_and_then_its_end() -> None:
    backoff = Backoff("test")
    with capture_logs() as logs:
        for cause in ("refused", "refused", "timeout", "refused"):
            backoff.failed(cause)
        backoff.succeeded()
        backoff.succeeded()
    assert [(log["event"], log["channel"], log.get("cause")) for log in logs] == [
        (FAILING, "test", "refused"),
        (FAILING, "test", "timeout"),
        (RECOVERED, "test", None),
    ]

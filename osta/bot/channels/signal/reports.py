"""What staff has to see to: the port through which the channel says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import structlog

from osta.chat.messages import Address

RATE_LIMITED = "signal_rate_limited"
IDENTITY_CHANGED = "signal_identity_changed"

CAPTCHA_PAGE = "https://signalcaptchas.org/challenge/generate.html"
"""Where a person solves a captcha; the link that it ends with is the answer (``signalcaptcha://…``)."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """Signal wants to see a person before more may be sent.

    The answer to ``token`` goes to SignalChannel.submit_challenge; without a token only waiting helps.
    """

    token: str | None
    retry_after_seconds: float


class Reports(Protocol):
    """Takes what staff has to see to. Must not raise."""

    async def rate_limited(self, challenge: Challenge) -> None:
        """Sending is paused. Said once for each token, and once for each pause without one."""

    async def identity_changed(self, address: Address) -> None:
        """A person's safety number has changed (new phone, or somebody else's): nothing is sent to them until staff
        has trusted it. Said once for each person while the program runs.
        """

    async def answered(self, token: str) -> bool:
        """Whether the answer to a challenge has been handed in by another program."""


class LoggedReports:
    """Only logs."""

    async def rate_limited(self, challenge: Challenge) -> None:
        """Log it with the token, without which nobody can end it."""
        structlog.get_logger().error(
            RATE_LIMITED, token=challenge.token, retry_after_seconds=challenge.retry_after_seconds
        )

    async def identity_changed(self, address: Address) -> None:
        """Log that it happened; not to whom."""
        structlog.get_logger().error(IDENTITY_CHANGED)

    async def answered(self, token: str) -> bool:
        """Nobody says so: it is found out by trying."""
        return False

"""Waiting longer after each failure to receive, and saying so once an outage."""

from __future__ import annotations

import random
from dataclasses import dataclass

import structlog

FAILING = "signal_receiving_failing"
RECOVERED = "signal_receiving_recovered"
_MOST_DOUBLINGS = 30


@dataclass(slots=True)
class Backoff:
    """Doubles from ``first_seconds`` to ``most_seconds``, with half of it left to chance: when the daemon comes back,
    not everybody is there at the same moment.
    """

    first_seconds: float = 0.5
    most_seconds: float = 30.0
    _failures: int = 0

    def failed(self, cause: str) -> float:
        """Count a failure; the seconds to wait."""
        if not self._failures:
            structlog.get_logger().warning(FAILING, cause=cause)
        wait = min(self.first_seconds * 2.0 ** min(self._failures, _MOST_DOUBLINGS), self.most_seconds)
        self._failures += 1
        return wait * random.uniform(0.5, 1.0)  # noqa: S311 - spreads retries, guards nothing

    def succeeded(self) -> None:
        """Start over; after failures the recovery is logged."""
        if self._failures:
            structlog.get_logger().info(RECOVERED, failures=self._failures)
        self._failures = 0

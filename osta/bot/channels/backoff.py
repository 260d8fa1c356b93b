"""Waiting longer after each failure to receive, and saying so once."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import structlog

FAILING = "receiving_failing"
RECOVERED = "receiving_recovered"
_MOST_DOUBLINGS = 30


@dataclass(slots=True)
class Backoff:
    """Doubles from ``first_seconds`` to ``most_seconds``, with half of it left to chance: when a server comes back, not
    everybody is there at the same moment. Logs the first failure of each new cause in a row, and the recovery.
    """

    channel: str
    first_seconds: float = 1.0
    most_seconds: float = 60.0
    _failures: int = 0
    _causes: set[str] = field(default_factory=set)

    def failed(self, cause: str, at_least_seconds: float = 0.0, **ids: int) -> float:
        """Count a failure; the seconds to wait. ``ids`` go to the log."""
        if cause not in self._causes:
            self._causes.add(cause)
            structlog.get_logger().warning(FAILING, channel=self.channel, cause=cause, **ids)
        wait = min(self.first_seconds * 2.0 ** min(self._failures, _MOST_DOUBLINGS), self.most_seconds)
        self._failures += 1
        return max(wait * random.uniform(0.5, 1.0), at_least_seconds)  # noqa: S311 - spreads retries, guards nothing

    def succeeded(self) -> None:
        """Start over; after failures the recovery is logged."""
        if self._failures:
            structlog.get_logger().info(RECOVERED, channel=self.channel, failures=self._failures)
        self._failures = 0
        self._causes.clear()

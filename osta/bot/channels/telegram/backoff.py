"""Waiting longer after each failure, and saying so once."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import structlog

FAILING = "telegram_receiving_failing"
RECOVERED = "telegram_receiving_recovered"

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Backoff:
    """Doubles from ``first_seconds`` to ``most_seconds``, with a tenth of jitter; logs the first failure of each new
    cause in a row, and the recovery.
    """

    first_seconds: float = 1.0
    most_seconds: float = 60.0
    _failures: int = 0
    _causes: set[str] = field(default_factory=set)

    def failed(self, cause: str, at_least_seconds: float = 0.0, **ids: int) -> float:
        """Count a failure; the seconds to wait. ``ids`` go to the log."""
        if cause not in self._causes:
            self._causes.add(cause)
            _log.warning(FAILING, cause=cause, **ids)
        wait = min(self.first_seconds * 2.0 ** min(self._failures, 30), self.most_seconds)
        self._failures += 1
        jitter = random.uniform(0.9, 1.1)  # noqa: S311 - spreads retries, guards nothing
        return max(wait * jitter, at_least_seconds)

    def succeeded(self) -> None:
        """Start over; after failures the recovery is logged."""
        if self._failures:
            _log.info(RECOVERED, failures=self._failures)
        self._failures = 0
        self._causes.clear()

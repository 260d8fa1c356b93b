"""Percentiles of measured times."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds: the median and the time that 95 of 100 do not exceed."""

    median: float
    p95: float
    worst: float

    def __str__(self) -> str:
        return f"{self.median:.3f} / {self.p95:.3f}"


def times(nanoseconds: Sequence[int]) -> Times:
    """Summarise measured nanoseconds; there must be some."""
    ordered = sorted(nanoseconds)
    # The nearest rank, as in bench/quality.
    p95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
    return Times(*(round(ns / 1e6, 4) for ns in (statistics.median(ordered), p95, ordered[-1])))

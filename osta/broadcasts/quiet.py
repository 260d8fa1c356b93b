"""Quiet hours: from 21 to 8 by the clock of the area nothing is sent that can wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours, by the wall clock of ``zone``; on the nights when the clock changes too."""

    zone: ZoneInfo = HELSINKI
    begins: time = time(21)
    ends: time = time(8)

    def at(self, now: datetime) -> bool:
        """Whether it is quiet at this moment (aware)."""
        clock = now.astimezone(self.zone).time()
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def over(self, now: datetime) -> datetime:
        """The first moment from ``now`` on (aware, UTC) at which it is not quiet."""
        return self._next(now, self.ends) if self.at(now) else now.astimezone(UTC)

    def next(self, now: datetime) -> datetime:
        """The next moment from ``now`` on (aware, UTC) at which it is quiet."""
        return now.astimezone(UTC) if self.at(now) else self._next(now, self.begins)

    def _next(self, now: datetime, clock: time) -> datetime:
        day = now.astimezone(self.zone).date()
        for ahead in (0, 1, 2):
            moment = datetime.combine(day + timedelta(days=ahead), clock, self.zone).astimezone(UTC)
            if moment > now:
                return moment
        raise AssertionError("every second day has every time of the day")

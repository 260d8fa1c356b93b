"""Moments as staff write them: ``12.10. klo 17–19``, ``huomenna klo 12``."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from osta.broadcasts.quiet import HELSINKI
from osta.chat.errors import OstaError

USUAL_LENGTH = timedelta(hours=2)
_DATE = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})?")
_NEAR_DAYS = {
    word: timedelta(days=days)
    for days, words in enumerate(("tänään idag today", "huomenna imorgon tomorrow", "ylihuomenna övermorgon"))
    for word in words.split()
}
_NEAR_DAY = re.compile(rf"\b(?:{'|'.join(_NEAR_DAYS)})\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:klo|kl\.?|at|kello)?\s*(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?"
    r"(?:\s*[-–—]\s*(?P<end_hour>\d{1,2})(?:[.:](?P<end_minute>\d{2}))?)?\s*$",
    re.IGNORECASE,
)


class TimeUnreadable(OstaError):
    """No day with a time of day could be read. ``said`` is what was written, with a near day written out."""

    def __init__(self, said: str) -> None:
        super().__init__(f"no time: {said}")
        self.said = said


class TimePast(OstaError):
    """The time is over. ``said`` is what was written, with a near day written out."""

    def __init__(self, said: str) -> None:
        super().__init__(f"a time that is over: {said}")
        self.said = said


def when(text: str, now: datetime, zone: ZoneInfo = HELSINKI) -> tuple[datetime, datetime]:
    """The beginning and end of ``12.10. klo 17–19``, by the clock of the area; two hours where no end is said.

    Without a year it is the next such day; "huomenna klo 12" will do as well. Raises TimeUnreadable and TimePast.
    """
    today = now.astimezone(zone).date()
    text = _NEAR_DAY.sub(lambda said: f"{today + _NEAR_DAYS[said[0].lower()]:%d.%m.%Y} ", text)
    found = _DATE.search(text)
    clock = _CLOCK.search(text[found.end() :].strip()) if found else None
    if found is None or clock is None:
        raise TimeUnreadable(text)
    try:
        day = date(int(found["year"] or today.year), int(found["month"]), int(found["day"]))
        if found["year"] is None and day < today:
            day = day.replace(year=today.year + 1)
        starts = datetime.combine(day, time(int(clock["hour"]), int(clock["minute"] or 0)), zone)
        ends = (
            datetime.combine(day, time(int(clock["end_hour"]), int(clock["end_minute"] or 0)), zone)
            if clock["end_hour"]
            else None
        )
        starts_at = starts.astimezone(UTC)
        # On the wall clock first: 23–01 is past midnight. Then in UTC: two hours are two hours on every night.
        ends_at = starts_at + USUAL_LENGTH if ends is None else ends.astimezone(UTC)
        if ends_at <= starts_at:
            ends_at += timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise TimeUnreadable(text) from error
    if starts_at <= now:
        raise TimePast(text)
    return starts_at, ends_at

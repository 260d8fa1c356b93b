"""Moments as people of the area say them: ``ma 12.10. klo 17–19``."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from osta.broadcasts.quiet import HELSINKI
from osta.chat.figures import day
from osta.chat.texts import Language, Texts

_WEEKDAYS: dict[Language, list[str]] = {
    "fi": "ma ti ke to pe la su".split(),
    "sv": "mån tis ons tors fre lör sön".split(),
    "en": "Mon Tue Wed Thu Fri Sat Sun".split(),
}


def moment(at: datetime, t: Texts, now: datetime, zone: ZoneInfo = HELSINKI) -> str:
    """A moment with its weekday, and with its year when that is not the present one."""
    local = at.astimezone(zone)
    return t.line("{day} klo {clock}", day=_day(local.date(), t, now, zone), clock=clock(local, t.language))


def span(starts_at: datetime, ends_at: datetime, t: Texts, now: datetime, zone: ZoneInfo = HELSINKI) -> str:
    """A beginning and an end of the same day, or both in full."""
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if start.date() != end.date():
        return f"{moment(starts_at, t, now, zone)} – {moment(ends_at, t, now, zone)}"
    clocks = f"{clock(start, t.language)}–{clock(end, t.language)}"
    return t.line("{day} klo {clock}", day=_day(start.date(), t, now, zone), clock=clocks)


def clock(local: datetime, language: Language) -> str:
    """The time of day: ``17``, ``17.30``; in English ``17:00``."""
    if language == "en":
        return f"{local:%H:%M}"
    return f"{local.hour}.{local.minute:02}" if local.minute else str(local.hour)


def at_clock(days: int, clock_time: time, now: datetime, zone: ZoneInfo = HELSINKI) -> datetime:
    """The moment (UTC) so many days from today at a time of the area's clock."""
    local = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(local, clock_time, zone).astimezone(UTC)


def monday(at: datetime, zone: ZoneInfo = HELSINKI) -> date:
    """The Monday of the week that a moment lies in, by the area's calendar."""
    local = at.astimezone(zone).date()
    return local - timedelta(days=local.weekday())


def _day(when: date, t: Texts, now: datetime, zone: ZoneInfo) -> str:
    return f"{_WEEKDAYS[t.language][when.weekday()]} {day(when, t.language, now.astimezone(zone).date())}"

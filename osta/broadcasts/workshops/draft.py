"""A whole workshop written as one message: what staff type, read into its fields.

::

    Digimarkkinoinnin perusteet
    aika: 12.10. klo 17–19
    paikka: Sallan kirjasto, Salla
    vetäjä: Maija Malli
    paikkoja: 20
    Opit tekemään yrityksellesi sivun ja ensimmäisen mainoksen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from osta.broadcasts.quiet import HELSINKI
from osta.chat.errors import OstaError
from osta.chat.texts import Language
from osta.discovery.places.model import Place
from osta.discovery.service import Discovery
from osta.store.models import WorkshopTopic

LONGEST_TITLE = 120
LONGEST_TEXT = 1500
USUAL_LENGTH = timedelta(hours=2)
MOST_SEATS = 1000

Cause = Literal["title", "time", "time_past", "time_unreadable", "where", "place_unknown", "seats"]

_KEYS: dict[str, tuple[str, ...]] = {
    "topic": ("aihe", "ämne", "topic"),
    "time": ("aika", "tid", "time", "milloin"),
    "place": ("paikka", "plats", "place", "missä"),
    "link": ("linkki", "länk", "link"),
    "expert": ("vetäjä", "asiantuntija", "ledare", "expert"),
    "seats": ("paikkoja", "platser", "seats"),
    "language": ("kieli", "språk", "language"),
}
_TOPICS: dict[WorkshopTopic, tuple[str, ...]] = {
    "procurement": ("hanki", "kilpailu", "upphandl", "procure", "tarjouspyyn"),
    "digital": ("digi", "verkkokaup", "tietokone"),
    "marketing": ("viesti", "markkin", "some", "kommunik", "marknad", "market"),
    "networking": ("verkosto", "nätverk", "network"),
}
_LANGUAGES: dict[Language, tuple[str, ...]] = {
    "fi": ("suom", "finn", "fi"),
    "sv": ("ruots", "sv"),
    "en": ("engl", "en"),
}
_LINE = re.compile(r"^\s*(?P<key>[^\W\d_]+)\s*:\s*(?P<value>\S.*)$")
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
_WEB = re.compile(r"^https?://\S+$")


class WorkshopFault(OstaError):
    """The workshop cannot be read. ``cause`` says what is missing or wrong, ``said`` what was written there."""

    def __init__(self, cause: Cause, said: str = "") -> None:
        super().__init__(f"{cause}: {said}")
        self.cause: Cause = cause
        self.said = said


@dataclass(frozen=True, slots=True)
class WorkshopDraft:
    """A workshop as it was written. Times are aware; a seat count of None is as many as come."""

    title: str
    topic: WorkshopTopic
    starts_at: datetime
    ends_at: datetime
    place: Place | None
    venue: str | None
    link: str | None
    expert: str | None
    capacity: int | None
    language: Language
    description: str | None


def read(message: str, discovery: Discovery, now: datetime, zone: ZoneInfo = HELSINKI) -> WorkshopDraft:
    """The workshop of a message. Raises WorkshopFault for what is missing or cannot be read."""
    title, values, rest = _fields(message)
    if not title:
        raise WorkshopFault("title")
    if "time" not in values:
        raise WorkshopFault("time")
    starts_at, ends_at = when(values["time"], now, zone)
    place, venue, link = _where(values, discovery)
    return WorkshopDraft(
        title=title,
        topic=_topic(values.get("topic", title)),
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        venue=venue,
        link=link,
        expert=values.get("expert", "")[:LONGEST_TITLE] or None,
        capacity=seats(values["seats"]) if "seats" in values else None,
        language=_language(values.get("language", "")),
        description="\n".join(rest).strip()[:LONGEST_TEXT] or None,
    )


def when(text: str, now: datetime, zone: ZoneInfo = HELSINKI) -> tuple[datetime, datetime]:
    """The beginning and end of ``12.10. klo 17–19``, by the clock of the area; two hours where no end is said.

    Without a year it is the next such day; "huomenna klo 12" will do as well. Raises WorkshopFault.
    """
    today = now.astimezone(zone).date()
    text = _NEAR_DAY.sub(lambda said: f"{today + _NEAR_DAYS[said[0].lower()]:%d.%m.%Y} ", text)
    found = _DATE.search(text)
    clock = _CLOCK.search(text[found.end() :].strip()) if found else None
    if found is None or clock is None:
        raise WorkshopFault("time_unreadable", text)
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
    except ValueError as error:
        raise WorkshopFault("time_unreadable", text) from error
    starts_at = starts.astimezone(UTC)
    # On the wall clock first: 23–01 is past midnight. Then in UTC: two hours are two hours on every night.
    ends_at = starts_at + USUAL_LENGTH if ends is None else ends.astimezone(UTC)
    if ends_at <= starts_at:
        ends_at += timedelta(days=1)
    if starts_at <= now:
        raise WorkshopFault("time_past", text)
    return starts_at, ends_at


def seats(text: str) -> int | None:
    """A number of seats, 1-1000; None for a dash. Raises WorkshopFault."""
    digits = text.strip()
    if digits in ("-", "–"):
        return None
    if digits.isascii() and digits.isdecimal() and 1 <= int(digits[:6]) <= MOST_SEATS:
        return int(digits)
    raise WorkshopFault("seats", text)


def _fields(message: str) -> tuple[str, dict[str, str], list[str]]:
    title, values, rest = "", dict[str, str](), list[str]()
    for line in message.strip().splitlines():
        found = _LINE.match(line)
        key = next((name for name, words in _KEYS.items() if found and found["key"].casefold() in words), None)
        if found and key:
            values[key] = found["value"].strip()
        elif not title:
            title = " ".join(line.split())[:LONGEST_TITLE]
        else:
            rest.append(line.strip())
    return title, values, rest


def _where(values: dict[str, str], discovery: Discovery) -> tuple[Place | None, str | None, str | None]:
    said, link = values.get("place", ""), values.get("link")
    if _WEB.match(said):
        said, link = "", said
    if link is not None and not _WEB.match(link):
        raise WorkshopFault("where", link)
    if not said and link is None:
        raise WorkshopFault("where")
    if not said:
        return None, None, link
    place = _place(said, discovery)
    if place is None and link is None:
        raise WorkshopFault("place_unknown", said)
    return place, said[:LONGEST_TITLE], link


def _place(said: str, discovery: Discovery) -> Place | None:
    """The place named last: ``Sallan kirjasto, Salla``."""
    for part in reversed(said.split(",")):
        named = discovery.gazetteer.named(part)
        if named:
            return named[0]
    mentioned = discovery.read(said).places
    here = [place for place in mentioned if place.inside]
    return next(iter(here or mentioned), None)


def _topic(said: str) -> WorkshopTopic:
    words = said.casefold()
    return next((topic for topic, stems in _TOPICS.items() if any(stem in words for stem in stems)), "other")


def _language(said: str) -> Language:
    words = said.casefold()
    return next((name for name, starts in _LANGUAGES.items() if words.startswith(starts)), "fi")

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
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from osta.broadcasts.quiet import HELSINKI
from osta.broadcasts.written_times import TimePast, TimeUnreadable, when
from osta.chat.errors import OstaError
from osta.chat.texts import Language
from osta.discovery.places.model import Place
from osta.discovery.service import Discovery
from osta.store.models import WorkshopTopic

LONGEST_TITLE = 120
LONGEST_TEXT = 1500
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
    try:
        starts_at, ends_at = when(values["time"], now, zone)
    except TimeUnreadable as fault:
        raise WorkshopFault("time_unreadable", fault.said) from fault
    except TimePast as fault:
        raise WorkshopFault("time_past", fault.said) from fault
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

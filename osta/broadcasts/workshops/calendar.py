"""A workshop as a calendar file: by the clock of the area, with its time zone's rules inside, right on every night."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from osta.broadcasts.quiet import HELSINKI
from osta.chat.messages import Document
from osta.discovery.places.model import Place
from osta.store.models import Workshop

_MAKER = "-//Osta paikallista//osta-paikallista//FI"
_DOMAIN = "osta-paikallista"


def document(workshop: Workshop, place: Place | None, now: datetime, zone: ZoneInfo = HELSINKI) -> Document:
    """The file to download. The same workshop always has the same UID: a newer file changes the entry."""
    return Document(f"tyopaja-{workshop.id}.ics", ics(workshop, place, now, zone), "text/calendar")


def ics(workshop: Workshop, place: Place | None, now: datetime, zone: ZoneInfo = HELSINKI) -> bytes:
    """The file's content (RFC 5545)."""
    from icalendar import Calendar, Event, vGeo  # heavy; only who makes a file waits for it

    event = Event()
    event.add("uid", f"workshop-{workshop.id}@{_DOMAIN}")
    event.add("sequence", workshop.revision)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("last-modified", workshop.changed_at.astimezone(UTC))
    starts, ends = workshop.starts_at.astimezone(zone), workshop.ends_at.astimezone(zone)
    if starts.fold or ends.fold:  # the hour that comes twice: the wall clock alone cannot tell which one is meant
        starts, ends = starts.astimezone(UTC), ends.astimezone(UTC)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", workshop.title)
    event.add("status", "CANCELLED" if workshop.state == "cancelled" else "CONFIRMED")
    if workshop.venue or place is not None:
        event.add("location", workshop.venue or (place.name if place else ""))
    if place is not None:
        event.add("geo", vGeo((place.latitude, place.longitude)))
    if workshop.link:
        event.add("url", workshop.link)
    if workshop.description:
        event.add("description", workshop.description)
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if workshop.state == "cancelled" else "PUBLISH")
    calendar.add_component(event)
    # The rules of the years around it are enough, and keep the file short.
    calendar.add_missing_timezones(
        first_date=date(workshop.starts_at.year - 1, 1, 1), last_date=date(workshop.ends_at.year + 2, 1, 1)
    )
    return bytes(calendar.to_ical())

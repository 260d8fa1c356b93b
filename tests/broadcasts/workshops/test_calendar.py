from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from osta.broadcasts.quiet import HELSINKI
from osta.broadcasts.workshops.calendar import ics
from osta.discovery.places.gazetteer import Gazetteer
from osta.store.models import Workshop

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
moments = st.integers(0, 9 * 365 * 24 * 4).map(lambda quarters: NOW + timedelta(minutes=15 * quarters))
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80)


def workshop(starts_at: datetime, title: str = "Digipaja", description: str | None = None) -> Workshop:
    return Workshop(
        id=7,
        title=title,
        topic="digital",
        description=description,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        venue="Sallan kirjasto; Salla, 2. krs",
        state="announced",
        revision=3,
        changed_at=NOW,
    )


@given(moments, words, words)
def test_a_calendar_reads_the_same_moment_and_words_back(at: datetime, title: str, description: str) -> None:
    at = at.replace(microsecond=0)
    calendar = Calendar.from_ical(ics(workshop(at, title, description), None, NOW))
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart") == at
    assert event.decoded("dtend") == at + timedelta(hours=2)
    assert (str(event["summary"]), str(event["description"])) == (title, description)
    start, local = event["dtstart"], at.astimezone(HELSINKI)
    if not (local.fold or (at + timedelta(hours=2)).astimezone(HELSINKI).fold):
        assert (start.params["TZID"], start.to_ical()) == ("Europe/Helsinki", f"{local:%Y%m%dT%H%M%S}".encode())


def test_the_hour_that_comes_twice_is_named_without_a_doubt() -> None:
    at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # half past three in Finland, for the second time
    (event,) = Calendar.from_ical(ics(workshop(at), None, NOW)).walk("VEVENT")
    assert event.decoded("dtstart") == at


def test_the_file_brings_its_zone_along_and_names_itself_the_same_for_ever() -> None:
    place = Gazetteer.load().named("Salla")[0]
    calendar = Calendar.from_ical(ics(workshop(NOW), place, NOW))
    (zone,) = calendar.walk("VTIMEZONE")
    assert str(zone["tzid"]) == "Europe/Helsinki"
    offsets = {str(part["tzoffsetto"].to_ical()) for part in zone.walk() if "tzoffsetto" in part}
    assert offsets == {"+0200", "+0300"}
    (event,) = calendar.walk("VEVENT")
    assert (str(event["uid"]), event["sequence"]) == ("workshop-7@osta-paikallista", 3)
    assert str(event["location"]) == "Sallan kirjasto; Salla, 2. krs"
    assert event["geo"].to_ical() == f"{place.latitude};{place.longitude}"

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.broadcasts.quiet import HELSINKI
from osta.broadcasts.workshops import draft
from osta.broadcasts.workshops.draft import WorkshopFault
from osta.discovery.service import Discovery

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)


def test_one_message_is_a_whole_workshop(discovery: Discovery) -> None:
    read = draft.read(
        "Näin teet tarjouksen kunnalle\naihe: hankinnat\nAika: 12.10. klo 17–19.30\npaikka: Kirjasto, Posio\n"
        "linkki: https://example.com/x\nvetäjä: Maija Malli\npaikkoja: 12\nkieli: ruotsi\n\n"
        "Ensin kahvit.\nSitten asia.",
        discovery,
        NOW,
    )
    assert (read.title, read.topic, read.language, read.capacity) == (
        "Näin teet tarjouksen kunnalle",
        "procurement",
        "sv",
        12,
    )
    assert read.starts_at == datetime(2026, 10, 12, 14, tzinfo=UTC)
    assert read.ends_at == datetime(2026, 10, 12, 16, 30, tzinfo=UTC)
    assert read.place is not None
    assert (read.place.name, read.venue, read.link) == ("Posio", "Kirjasto, Posio", "https://example.com/x")
    assert (read.expert, read.description) == ("Maija Malli", "Ensin kahvit.\nSitten asia.")


def test_a_link_is_a_place_and_a_place_may_be_inflected(discovery: Discovery) -> None:
    read = draft.read("Etäpaja\naika: 12.10. klo 17\npaikka: https://example.com/x", discovery, NOW)
    assert (read.place, read.link, read.ends_at - read.starts_at) == (
        None,
        "https://example.com/x",
        timedelta(hours=2),
    )
    read = draft.read("Paja\naika: 12.10. klo 17\npaikka: Savukosken koululla", discovery, NOW)
    assert read.place is not None
    assert read.place.name == "Savukoski"


@pytest.mark.parametrize(
    ("said", "begins", "ends"),
    [
        ("12.10. klo 17–19", "2026-10-12T14:00Z", "2026-10-12T16:00Z"),
        ("ma 12.10.2026 klo 9.30-11:00", "2026-10-12T06:30Z", "2026-10-12T08:00Z"),
        ("12.10. at 17", "2026-10-12T14:00Z", "2026-10-12T16:00Z"),
        ("5.1. kl. 18", "2027-01-05T16:00Z", "2027-01-05T18:00Z"),  # the next one
        ("13.10. klo 22–1", "2026-10-13T19:00Z", "2026-10-13T22:00Z"),  # past midnight
    ],
)
def test_times_are_by_the_clock_of_the_area(said: str, begins: str, ends: str) -> None:
    assert draft.when(said, NOW) == (datetime.fromisoformat(begins), datetime.fromisoformat(ends))


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        ("", "title"),
        ("Paja", "time"),
        ("Paja\naika: joskus\npaikka: Salla", "time_unreadable"),
        ("Paja\naika: 31.2. klo 12\npaikka: Salla", "time_unreadable"),
        ("Paja\naika: 12.10. klo 27\npaikka: Salla", "time_unreadable"),
        ("Paja\naika: 1.9. klo 11\npaikka: Salla", "time_past"),
        ("Paja\naika: 12.10. klo 17", "where"),
        ("Paja\naika: 12.10. klo 17\nlinkki: example.com", "where"),
        ("Paja\naika: 12.10. klo 17\npaikka: Xyzzy", "place_unknown"),
        ("Paja\naika: 12.10. klo 17\npaikka: Salla\npaikkoja: monta", "seats"),
        ("Paja\naika: 12.10. klo 17\npaikka: Salla\npaikkoja: 0", "seats"),
    ],
)
def test_what_is_missing_or_unreadable_is_named(discovery: Discovery, message: str, cause: str) -> None:
    with pytest.raises(WorkshopFault) as caught:
        draft.read(message, discovery, NOW)
    assert caught.value.cause == cause


@given(st.text(alphabet=st.sampled_from("0123456789.:–- kloma ²"), max_size=30))
def test_any_time_is_in_the_future_or_a_fault(said: str) -> None:
    try:
        starts_at, ends_at = draft.when(said, NOW)
    except WorkshopFault:
        return
    assert NOW < starts_at < ends_at


@pytest.mark.parametrize(("said", "days"), [("tänään klo 23.30", 0), ("Huomenna klo 12", 1), ("i övermorgon kl 12", 2)])
def test_a_near_day_may_be_named(said: str, days: int) -> None:
    starts_at, _ = draft.when(said, NOW)
    local = NOW.astimezone(HELSINKI).date()
    assert (starts_at.astimezone(HELSINKI).date() - local).days == days

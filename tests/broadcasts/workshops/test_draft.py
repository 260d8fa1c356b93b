from datetime import UTC, datetime, timedelta

import pytest

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

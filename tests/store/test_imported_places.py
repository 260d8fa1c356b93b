"""Imported places: what a batch counts, what is read back, what is forgotten."""

from dataclasses import replace

from osta.store import imported_places, known_places, places
from osta.store.engine import Session
from osta.store.places import Counts, PlaceRow

KURSU = PlaceRow("kursu", "Kursu", "Salla", "village", 66.77, 28.2, 2.0, "98950", ("Kurssu",), "inner")
MARTTI = PlaceRow("martti", "Martti", "Savukoski", "village", 67.47, 28.4, also=("Martti:person",), inside=False)


async def test_the_same_batch_again_changes_nothing(session: Session) -> None:
    assert await imported_places.save(session, [KURSU, MARTTI]) == Counts(2, 0, 0)
    assert await imported_places.save(session, [KURSU, MARTTI]) == Counts(0, 0, 2)
    moved = replace(MARTTI, latitude=67.5, alt_names=("Marttila",))
    assert await imported_places.save(session, [KURSU, moved]) == Counts(0, 1, 1)
    assert await imported_places.every(session) == [KURSU, moved]


async def test_a_row_of_the_programs_own_place_becomes_the_imported_one(session: Session) -> None:
    await known_places.ensure(session, replace(KURSU, name="Kursunkylä"))
    assert await imported_places.every(session) == []
    assert await imported_places.save(session, [KURSU]) == Counts(1, 0, 0)
    assert await imported_places.every(session) == [KURSU]


async def test_forgotten_places_keep_their_rows_for_what_refers_to_them(session: Session) -> None:
    await imported_places.save(session, [KURSU, MARTTI])
    assert await imported_places.forget(session, {"kursu"}) == 1
    assert await imported_places.every(session) == [KURSU]
    assert await places.get(session, "martti") is not None
    assert await imported_places.save(session, [MARTTI]) == Counts(1, 0, 0)
    assert await imported_places.forget(session) == 2
    assert await imported_places.every(session) == []


async def test_no_places_are_no_work(session: Session) -> None:
    assert await imported_places.save(session, []) == Counts(0, 0, 0)

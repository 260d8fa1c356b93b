"""Statements that go to the driver as text, on both databases."""

from datetime import UTC, datetime

from osta.store import direct
from osta.store.engine import Database
from osta.store.models import Producer

WHEN = datetime(2026, 6, 1, 9, 30, 0, 250, tzinfo=UTC)


async def test_values_take_the_places_of_question_marks_and_come_back_as_they_went(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Producer(id=7, name="Hilla Oy", source="import", card={"village": "Kursu"}, confirmed_at=WHEN))
        session.add(Producer(id=8, name="Puikula", source="import"))
        await session.flush()
        statement = "SELECT name, card, confirmed_at FROM producer WHERE id >= ? AND name <> ? ORDER BY id"
        first, second = await direct.rows(session, statement, (7, "nobody"))
    assert (first[0], direct.document(first[1]), direct.moment(first[2])) == ("Hilla Oy", {"village": "Kursu"}, WHEN)
    assert (second[0], direct.document(second[1]), direct.moment(second[2])) == ("Puikula", {}, None)

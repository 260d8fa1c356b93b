"""What the database itself refuses, whoever writes to it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from osta.store.engine import Database
from osta.store.models import (
    Alert,
    Base,
    Concept,
    Consent,
    Conversation,
    Exposure,
    Favourite,
    FollowUp,
    Inbox,
    Invitation,
    Offering,
    Outbox,
    Person,
    PersonAddress,
    Place,
    Posting,
    Producer,
    QuestionLog,
    Report,
    Review,
    StaffMember,
    Term,
    UnknownWord,
    Word,
)

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)

BAD_ROWS: dict[str, Callable[[], Base]] = {
    "a language nobody speaks here": lambda: Person(language="de"),
    "a home that does not exist": lambda: Person(home_place_id="atlantis"),
    "an address of two people": lambda: PersonAddress(channel="test", chat="1", person_id=2),
    "an address without a chat": lambda: PersonAddress(channel="test", chat="", person_id=1),
    "an address of nobody": lambda: PersonAddress(channel="test", chat="9", person_id=99),
    "consent to an unknown topic": lambda: Consent(person_id=1, topic="everything", text_version="1"),
    "a second consent in force": lambda: Consent(person_id=1, topic="alerts", text_version="2"),
    "a consent that ends before it begins": lambda: Consent(
        person_id=2, topic="alerts", text_version="1", given_at=NOW, withdrawn_at=NOW - timedelta(days=1)
    ),
    "a conversation of nobody": lambda: Conversation(address="test:1", person_id=99),
    "a message twice": lambda: Inbox(channel="test", message_id="1", address="test:1", payload={}),
    "a lane that is not there": lambda: Outbox(lane="express", address="test:1", payload={}, due_at=NOW),
    "a state that is not there": lambda: Outbox(lane="answer", address="test:1", payload={}, due_at=NOW, state="lost"),
    "sending without a lease": lambda: Outbox(lane="answer", address="test:1", payload={}, due_at=NOW, state="sending"),
    "a lease without sending": lambda: Outbox(lane="answer", address="test:1", payload={}, due_at=NOW, lease_until=NOW),
    "a broadcast twice to one person": lambda: Outbox(
        lane="broadcast", address="test:1", payload={}, due_at=NOW, broadcast_id=7, person_id=1
    ),
    "half a position": lambda: Place(id="a", name="A", municipality="Salla", kind="village", latitude=66.8),
    "a position off the globe": lambda: Place(
        id="a", name="A", municipality="Salla", kind="village", latitude=96.8, longitude=28.0
    ),
    "a negative radius": lambda: Place(id="a", name="A", municipality="Salla", kind="village", radius_km=-1),
    "an unknown case series": lambda: Place(id="a", name="A", municipality="Salla", kind="village", locative="upper"),
    "a producer without a name": lambda: Producer(name="", source="staff"),
    "a producer from nowhere": lambda: Producer(name="A", source="rumour"),
    "a producer in no known state": lambda: Producer(name="A", source="staff", status="maybe"),
    "a producer imported twice": lambda: Producer(name="A", source="import", import_key="key"),
    "two producers with one code": lambda: Producer(name="A", source="staff", code="code"),
    "a negative supply": lambda: Producer(name="A", source="staff", public_kitchen_kg_month=-1),
    "half a producer's position": lambda: Producer(name="A", source="staff", longitude=28.0),
    "an offering of nobody": lambda: Offering(producer_id=99, text="hilla"),
    "an offering in no known role": lambda: Offering(producer_id=1, text="hilla", role="rumour"),
    "a posting of nobody": lambda: Posting(key=1, z=1, producer_id=99, latitude=66.8, longitude=28.0),
    "a term twice": lambda: Term(key=2, text="nutukas"),
    "a concept twice": lambda: Concept(
        id=2, slug="hilla", label_fi="hilla", label_sv="hjortron", label_en="cloudberry"
    ),
    "a word twice for one concept": lambda: Word(text="lakka", language="fi", concept="hilla"),
    "an unknown word from nowhere": lambda: UnknownWord(text="x", example_context="dream"),
    "a question in no known language": lambda: QuestionLog(
        channel="test", language="de", intent="find", result_count=0
    ),
    "an alert without reach": lambda: Alert(person_id=1, radius_km=0),
    "an alert of nobody": lambda: Alert(person_id=99),
    "a favourite twice": lambda: Favourite(person_id=1, producer_id=1),
    "an answer that was not offered": lambda: FollowUp(person_id=1, producer_id=1, due_at=NOW, answer="maybe"),
    "fewer than no views": lambda: Exposure(producer_id=1, day=NOW.date(), shown=-1),
    "staff that is nobody": lambda: StaffMember(person_id=99),
    "a claim of nothing": lambda: Invitation(code="a", kind="claim", expires_at=NOW),
    "an unknown invitation": lambda: Invitation(code="a", kind="party", expires_at=NOW),
    "an unknown report": lambda: Report(producer_id=1, kind="gossip"),
    "a decision without a moment": lambda: Review(kind="word", decision="approved"),
    "a moment without a decision": lambda: Review(kind="word", decided_at=NOW),
}


async def fill(database: Database) -> None:
    async with database.transaction() as session:
        session.add_all([Person(id=1), Person(id=2), Term(key=1, text="nutukas")])
        session.add(Producer(id=1, name="Hillala", source="import", import_key="key", code="code"))
        session.add(Concept(id=1, slug="hilla", label_fi="hilla", label_sv="hjortron", label_en="cloudberry"))
        await session.flush()
        session.add_all(
            [
                PersonAddress(channel="test", chat="1", person_id=1),
                Consent(person_id=1, topic="alerts", text_version="1"),
                Inbox(channel="test", message_id="1", address="test:1", payload={}),
                Outbox(lane="broadcast", address="test:1", payload={}, due_at=NOW, broadcast_id=7, person_id=1),
                Word(text="lakka", language="fi", concept="hilla"),
                Favourite(person_id=1, producer_id=1),
            ]
        )


async def test_bad_rows_are_refused(database: Database) -> None:
    await fill(database)
    accepted = []
    for what, row in BAD_ROWS.items():
        async with database.transaction() as session:
            savepoint = await session.begin_nested()
            session.add(row())
            try:
                await session.flush()
            except IntegrityError:
                await savepoint.rollback()
            else:
                accepted.append(what)
                await savepoint.rollback()
    assert accepted == []


def test_every_check_of_the_models_has_a_bad_row() -> None:
    """A check that nothing tries to break may as well be missing."""
    tried = {row().__tablename__ for row in BAD_ROWS.values()}
    checked = {
        table.name
        for table in Base.metadata.tables.values()
        if any(constraint.__visit_name__ == "check_constraint" for constraint in table.constraints)
    }
    assert checked <= tried


@pytest.mark.parametrize("model", [Offering, Posting, Favourite])
async def test_what_belongs_to_a_producer_goes_with_it(database: Database, model: type[Base]) -> None:
    await fill(database)
    async with database.transaction() as session:
        session.add(Offering(producer_id=1, text="hilla"))
        session.add(Posting(key=1, z=1, producer_id=1, latitude=66.8, longitude=28.0))
    async with database.transaction() as session:
        assert (await session.scalars(select(model))).all() != []
        await session.delete(await session.get_one(Producer, 1))
    async with database.reading() as session:
        assert (await session.scalars(select(model))).all() == []

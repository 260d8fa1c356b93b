"""Producers, offerings and words."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from osta.store import offerings, producers, words
from osta.store.engine import Database, Session
from osta.store.models import Concept, Offering, Person, Producer
from osta.store.words import ConceptRow

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def hillala() -> Producer:
    return Producer(
        name="Hillala Oy",
        source="import",
        status="published",
        import_key="a",
        phone="+358400000001",
        municipality="Salla",
        offerings=[
            Offering(text="hillaa", concept_id=7, months=[7, 8], position=0),
            Offering(text="hillahilloa", position=1),
        ],
    )


def producer(name: str, **more: Any) -> Producer:
    return Producer(**{"name": name, "source": "import", "status": "published", "import_key": name} | more)


def perunala() -> Producer:
    return producer("Perunala", phone="+358400000002", municipality="Posio")


async def stored(session: Session, *new: Producer) -> None:
    session.add_all(new)
    await session.flush()


async def test_producers_are_found_by_the_key_of_their_import(session: Session) -> None:
    await stored(session, hillala(), perunala())
    session.expunge_all()
    found = await producers.by_import_keys(session, ["a", "Perunala", "c"])
    assert {key: [one.text for one in it.offerings] for key, it in found.items()} == {
        "a": ["hillaa", "hillahilloa"],
        "Perunala": [],
    }


async def test_a_persons_producers_are_found(session: Session) -> None:
    session.add(Person(id=1))
    await session.flush()
    await stored(session, producer("Oma", owner_person_id=1), perunala())
    assert [one.name for one in await producers.owned_by(session, 1)] == ["Oma"]


async def test_producers_are_found_by_number_and_code(session: Session) -> None:
    one = hillala()
    await stored(session, one)
    number = one.id
    session.expunge_all()
    found = await producers.get(session, number)
    assert found is not None
    assert [offering.months for offering in found.offerings] == [[7, 8], []]
    assert await producers.by_code(session, found.code) is found
    assert await producers.get(session, number + 1) is None
    assert await producers.by_code(session, "missing") is None


async def test_all_published_producers_are_read_in_batches(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(producers, "_BATCH", 2)
    many = [producer(f"Tila {n}", offerings=[Offering(text="hillaa")]) for n in range(5)]
    many[3].status = "archived"
    await stored(session, *many)
    session.expunge_all()
    read = [(one.name, len(one.offerings)) async for one in producers.stream(session)]
    assert read == [(f"Tila {n}", 1) for n in (0, 1, 2, 4)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hillala", ["Hillala Oy"]),
        ("ALA", ["Hillala Oy", "Perunala"]),
        ("040 000 0001", ["Hillala Oy"]),
        ("+358 40 000 0002", ["Perunala"]),
        ("0001", ["Hillala Oy"]),
        ("100%", []),
        ("_", []),
        ("", []),
    ],
)
async def test_staff_look_producers_up_by_name_or_number(
    sqlite_database: Database, typed: str, found: list[str]
) -> None:
    async with sqlite_database.transaction() as session:
        await stored(session, hillala(), perunala())
    async with sqlite_database.reading() as session:
        assert [one.name for one in await producers.look_up(session, typed)] == found
        in_posio = [one.name for one in await producers.look_up(session, typed, "Posio")]
        assert in_posio == [name for name in found if name == "Perunala"]


async def test_likely_duplicates_share_a_name_a_number_or_a_business_id(session: Session) -> None:
    first = hillala()
    await stored(session, first, producer("HILLALA, oy"), producer("Aapa", phone="+358400000001"), perunala())
    assert [one.name for one in await producers.possible_duplicates(session, first)] == ["HILLALA, oy", "Aapa"]


async def test_what_no_concept_was_found_for_is_known(session: Session) -> None:
    await stored(session, hillala(), producer("Piilossa", status="archived", offerings=[Offering(text="jotain")]))
    assert [one.text for one in await offerings.unread(session)] == ["hillahilloa"]


async def test_the_concepts_table_follows_the_lexicon(session: Session) -> None:
    hilla = ConceptRow(1, "hilla", "hilla", "hjortron", "cloudberry")
    peruna = ConceptRow(2, "peruna", "peruna", "potatis", "potato")
    await words.mirror_concepts(session, [hilla, peruna])
    await words.mirror_concepts(session, [dataclasses.replace(hilla, label_en="cloudberries")])
    kept = (await session.scalars(select(Concept))).all()
    assert [(concept.slug, concept.label_en) for concept in kept] == [("hilla", "cloudberries")]


async def test_a_word_is_taught_once_and_can_be_ranked_anew(session: Session) -> None:
    await words.teach(session, "lakka", "hilla", "fi", NOW)
    await words.teach(session, "lakka", "maali", "fi", NOW, rank=1)
    await words.teach(session, "lakka", "hilla", "fi", LATER, rank=2)
    taught = await words.taught(session)
    assert [(word.concept, word.rank) for word in taught] == [("maali", 1), ("hilla", 2)]
    assert [word.concept for word in await words.taught(session, since=LATER)] == ["hilla"]


async def test_unknown_words_queue_by_how_often_they_are_met(session: Session) -> None:
    for word in ("nutukas", "kuksa", "nutukas"):
        await words.note_unknown(session, word, "question", LATER if word == "nutukas" else NOW)
    waiting = await words.undecided(session)
    assert [(word.text, word.count) for word in waiting] == [("nutukas", 2), ("kuksa", 1)]
    assert await words.decide(session, "nutukas", "ignored", LATER)
    assert not await words.decide(session, "nutukas", "taught", LATER)
    assert not await words.decide(session, "missing", "ignored", LATER)
    assert [word.text for word in await words.undecided(session)] == ["kuksa"]

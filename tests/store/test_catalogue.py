"""Producers, offerings, places and words."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from osta.store import offerings, places, producers, words
from osta.store.engine import Database, Session
from osta.store.models import Concept, Offering, Person, Producer
from osta.store.places import Counts, PlaceRow
from osta.store.producers import OfferingRow, ProducerRow
from osta.store.words import ConceptRow

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
HILLALA = ProducerRow(
    import_key="a",
    name="Hillala Oy",
    offerings=(OfferingRow("hillaa", 7, months=(7, 8)), OfferingRow("hillahilloa")),
    municipality="Salla",
    latitude=66.8,
    longitude=28.6,
    phone="+358400000001",
    languages=("fi", "sv"),
    card={"products": ["hillaa", "hillahilloa"]},
)
PERUNALA = ProducerRow(import_key="b", name="Perunala", phone="+358400000002", municipality="Posio")


async def outcomes(database: Database, *rows: ProducerRow, now: datetime = NOW) -> list[str]:
    async with database.transaction() as session:
        return [saved.outcome for saved in await producers.save_rows(session, rows, now)]


async def test_the_same_rows_again_change_nothing(database: Database) -> None:
    assert await outcomes(database, HILLALA, PERUNALA) == ["added", "added"]
    async with database.reading() as session:
        ids = (await session.scalars(select(Offering.id).order_by(Offering.id))).all()
    assert await outcomes(database, HILLALA, PERUNALA, now=LATER) == ["unchanged", "unchanged"]
    async with database.reading() as session:
        assert (await session.scalars(select(Offering.id).order_by(Offering.id))).all() == ids
        assert set(await session.scalars(select(Producer.updated_at))) == {NOW}


async def test_a_changed_row_changes_its_producer_only(database: Database) -> None:
    await outcomes(database, HILLALA, PERUNALA)
    changed = dataclasses.replace(HILLALA, phone=None, offerings=(OfferingRow("puolukkaa", 8),))
    assert await outcomes(database, PERUNALA, changed, now=LATER) == ["unchanged", "changed"]
    async with database.reading() as session:
        found = await producers.by_import_keys(session, ["a", "b", "c"])
        assert found.keys() == {"a", "b"}
        assert (found["a"].phone, found["a"].updated_at) == (None, LATER)
        assert [offering.text for offering in found["a"].offerings] == ["puolukkaa"]
        assert (found["a"].languages, found["a"].card) == (["fi", "sv"], HILLALA.card)


async def test_a_file_does_not_overrule_the_owner(database: Database) -> None:
    await outcomes(database, HILLALA)
    async with database.transaction() as session:
        session.add(Person(id=1))
        await session.flush()
        (await producers.by_import_keys(session, ["a"]))["a"].owner_person_id = 1
    assert await outcomes(database, dataclasses.replace(HILLALA, name="Muu")) == ["claimed"]
    async with database.reading() as session:
        assert [producer.name for producer in await producers.owned_by(session, 1)] == ["Hillala Oy"]


async def test_producers_are_found_by_number_and_code(session: Session) -> None:
    (saved,) = await producers.save_rows(session, [HILLALA], NOW)
    producer = await producers.get(session, saved.producer_id)
    assert producer is not None
    assert [offering.months for offering in producer.offerings] == [[7, 8], []]
    assert await producers.by_code(session, producer.code) is producer
    assert await producers.get(session, saved.producer_id + 1) is None
    assert await producers.by_code(session, "missing") is None


async def test_all_published_producers_are_read_in_batches(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(producers, "_BATCH", 2)
    rows = [ProducerRow(str(n), f"Tila {n}", (OfferingRow("hillaa"),)) for n in range(5)]
    saved = await producers.save_rows(session, rows, NOW)
    (await session.get_one(Producer, saved[3].producer_id)).status = "archived"
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
    await outcomes(sqlite_database, HILLALA, PERUNALA)
    async with sqlite_database.reading() as session:
        assert [producer.name for producer in await producers.look_up(session, typed)] == found
        in_posio = [producer.name for producer in await producers.look_up(session, typed, "Posio")]
        assert in_posio == [name for name in found if name == "Perunala"]


async def test_likely_duplicates_share_a_name_a_number_or_a_business_id(session: Session) -> None:
    rows = [
        HILLALA,
        ProducerRow("same name", "HILLALA, oy"),
        ProducerRow("same number", "Aapa", phone="+358400000001"),
        PERUNALA,
    ]
    saved = await producers.save_rows(session, rows, NOW)
    first = await session.get_one(Producer, saved[0].producer_id)
    assert [one.import_key for one in await producers.possible_duplicates(session, first)] == [
        "same name",
        "same number",
    ]


async def test_an_offering_can_be_sold_out(session: Session) -> None:
    (saved,) = await producers.save_rows(session, [HILLALA], NOW)
    first, second = await offerings.of_producer(session, saved.producer_id)
    assert await offerings.set_available(session, first.id, False, LATER)
    assert not await offerings.set_available(session, 999, True, LATER)
    session.expire_all()
    assert [one.available for one in await offerings.of_producer(session, saved.producer_id)] == [False, None]
    assert (await session.get_one(Producer, saved.producer_id)).updated_at == LATER
    assert [one.text for one in await offerings.unread(session)] == [second.text]


async def test_places_are_taken_over_once(session: Session) -> None:
    kursu = PlaceRow("kursu", "Kursu", "Salla", "village", 66.77, 28.38, alt_names=("Kursunkylä",), locative="inner")
    salla = PlaceRow("salla", "Salla", "Salla", "centre", also=("person",))
    assert await places.save_rows(session, [kursu, salla]) == Counts(2, 0, 0)
    assert await places.save_rows(session, [kursu, salla]) == Counts(0, 0, 2)
    assert await places.save_rows(session, [dataclasses.replace(kursu, locative="outer")]) == Counts(0, 1, 0)
    session.expire_all()
    kept = await places.get(session, "kursu")
    assert kept is not None
    assert (kept.locative, kept.alt_names, kept.inside) == ("outer", ["Kursunkylä"], True)
    assert [place.id for place in await places.every(session)] == ["kursu", "salla"]
    assert [place.id for place in await places.in_municipality(session, "Salla")] == ["kursu", "salla"]
    assert await places.in_municipality(session, "Posio") == []


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

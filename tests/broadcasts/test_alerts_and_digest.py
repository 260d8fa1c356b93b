from datetime import UTC, datetime, timedelta

import pytest

from osta.broadcasts import followups
from osta.broadcasts.alerts import AlertWatch
from osta.broadcasts.digest import Digest
from osta.broadcasts.quiet import HELSINKI
from osta.chat.texts import Language
from osta.discovery.places.stored import stored
from osta.discovery.producers import catalogue
from osta.discovery.service import Discovery
from osta.store import alerts, broadcasts, follow_ups
from osta.store.audiences import Audience
from osta.store.engine import Database
from osta.store.models import BroadcastKind, Producer
from osta.store.payloads import decode_reply
from tests.broadcasts.crowd import add_people
from tests.fakes.lexicon import LABELS

MAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
JULY = datetime(2026, 7, 6, 9, tzinfo=UTC)


async def sells(database: Database, discovery: Discovery, name: str, village: str, products: str, now: datetime) -> int:
    place = discovery.gazetteer[village]
    async with database.transaction() as session:
        producer = Producer(
            name=name,
            village_place_id=place.id,
            municipality=place.municipality,
            latitude=place.latitude,
            longitude=place.longitude,
            phone="+358400000001",
            source="import",
            status="published",
            created_at=now,
        )
        await catalogue.save(session, discovery, producer, products, None, now=now)
        return producer.id


async def wishes(
    database: Database, discovery: Discovery, person: int, now: datetime, concept: str, place: str | None = None
) -> None:
    async with database.transaction() as session:
        known = await stored(session, discovery.gazetteer[place]) if place else None
        await alerts.add(session, person, now, concepts=[concept], place_id=known, radius_km=30.0 if place else None)


async def look(database: Database, watch: AlertWatch, now: datetime) -> None:
    more = True
    while more:
        async with database.transaction() as session:
            more = await watch.look(session, now)


async def told(database: Database, kind: BroadcastKind, language: Language = "fi") -> list[tuple[Audience, str]]:
    async with database.reading() as session:
        found = await broadcasts.in_states(session, ["scheduled", "running"])
        return [
            (Audience.from_json(one.audience), str(decode_reply(one.content[language]).text))
            for one in sorted(found, key=lambda one: one.id)
            if one.kind == kind
        ]


@pytest.fixture
async def town(database: Database) -> Database:
    async with database.transaction() as session:
        await add_people(session, 3, "alerts")
    return database


async def test_a_new_listing_is_told_to_who_waits_for_it_once(town: Database, discovery: Discovery) -> None:
    await sells(town, discovery, "Kursun Puikula", "kursu", "peruna", MAY)
    await wishes(town, discovery, 1, MAY, "peruna")
    await wishes(town, discovery, 2, MAY, "peruna", "kursu")
    await wishes(town, discovery, 3, MAY, "peruna", "posio")
    watch = AlertWatch(discovery)
    await look(town, watch, MAY)
    assert await told(town, "alert") == []  # there already when they asked
    await sells(town, discovery, "Sallan Multa", "salla", "puikula; polttopuu", MAY + timedelta(days=1))
    for restarted in (watch, watch, AlertWatch(discovery)):
        await look(town, restarted, MAY + timedelta(days=1, hours=1))
    ((audience, text),) = await told(town, "alert")
    assert audience.people == (1, 2)
    assert text == "Nyt löytyy, mitä etsit: Sallan Multa, Salla.\npuikula\n040 000 0001"


async def test_a_season_that_begins_is_told_and_told_again_next_year(town: Database, discovery: Discovery) -> None:
    await sells(town, discovery, "Suon Helmi", "savukoski", "hilla", MAY - timedelta(days=90))
    await wishes(town, discovery, 1, MAY, "marjat")
    watch = AlertWatch(discovery)
    await look(town, watch, MAY)
    assert await told(town, "alert") == []
    await look(town, watch, JULY)
    await look(town, watch, JULY + timedelta(days=10))
    assert len(await told(town, "alert")) == 1
    await look(town, watch, JULY + timedelta(days=365))
    assert len(await told(town, "alert")) == 2


async def test_a_season_that_begins_for_many_is_one_message(town: Database, discovery: Discovery) -> None:
    for name, village in (("Suon Helmi", "savukoski"), ("Kursun Suo", "kursu")):
        await sells(town, discovery, name, village, "hilla", MAY - timedelta(days=90))
    await wishes(town, discovery, 1, MAY, "hilla")
    await wishes(town, discovery, 2, MAY, "hilla")
    await wishes(town, discovery, 3, MAY, "hilla", "kursu")
    await look(town, AlertWatch(discovery), JULY)
    (both, several), (one, single) = await told(town, "alert")
    assert (both.people, one.people) == ((1, 2), (3,))
    assert several.startswith("Nyt löytyy, mitä etsit, usealta myyjältä:\n\n1. ")
    assert "Suon Helmi\nSavukoski\nhilla\n040 000 0001" in several
    assert "Kursun Suo\nKursu, Salla" in several
    assert single.startswith("Nyt löytyy, mitä etsit: Kursun Suo")


async def test_who_wants_silence_is_not_told(town: Database, discovery: Discovery) -> None:
    await wishes(town, discovery, 1, MAY, "peruna")
    async with town.transaction() as session:
        await alerts.end_all(session, 1, MAY)
    await sells(town, discovery, "Kursun Puikula", "kursu", "peruna", MAY + timedelta(days=1))
    await look(town, AlertWatch(discovery), MAY + timedelta(days=2))
    assert await told(town, "alert") == []


async def test_many_alerts_are_looked_at_page_by_page(town: Database, discovery: Discovery) -> None:
    async with town.transaction() as session:
        people = await add_people(session, 120, "alerts", first=10)
    for person in people:
        await wishes(town, discovery, person, MAY, "hilla")
    await sells(town, discovery, "Suon Helmi", "savukoski", "hilla", MAY + timedelta(days=1))
    await look(town, AlertWatch(discovery), JULY)
    found = [person for audience, _ in await told(town, "alert") for person in audience.people or ()]
    assert sorted(found) == people


THURSDAY = datetime(2026, 7, 9, 15, tzinfo=HELSINKI)


async def test_the_digest_tells_the_season_the_new_and_a_fact(town: Database, discovery: Discovery) -> None:
    await sells(town, discovery, "Suon Helmi", "salla", "hilla; mustikka; peruna", MAY)
    await sells(town, discovery, "Uusi Tupa", "kursu", "polttopuu", THURSDAY - timedelta(days=2))
    digest = Digest(discovery)
    for when in (THURSDAY - timedelta(days=2), THURSDAY - timedelta(hours=3), THURSDAY - timedelta(hours=1)):
        async with town.transaction() as session:
            await digest.prepare(session, when)
    found = {audience.home_in: text for audience, text in await told(town, "digest")}
    assert set(found) == {"Salla", ""}
    text = found["Salla"]
    assert text.startswith("Tuore paikallinen: Salla")
    assert f"Kausi alkaa: {LABELS['hilla'][0]}, {LABELS['mustikka'][0]}." in text
    assert "Uusia myyjiä: Uusi Tupa (Kursu)." in text
    assert "Lähde: " in text
    async with town.reading() as session:
        (one, _) = await broadcasts.in_states(session, ["scheduled"])
        assert one.due_at == THURSDAY
        assert one.ends_at is not None


async def test_where_there_is_nothing_to_tell_nothing_is_told(town: Database, discovery: Discovery) -> None:
    async with town.transaction() as session:
        await Digest(discovery).prepare(session, THURSDAY - timedelta(hours=1))
    assert await told(town, "digest") == []


async def test_whoever_took_a_contact_is_asked_once_a_week_later(town: Database, discovery: Discovery) -> None:
    producer = await sells(town, discovery, "Kursun Puikula", "kursu", "peruna", MAY)
    async with town.transaction() as session:
        await follow_ups.plan(session, 1, producer, MAY, MAY + timedelta(days=7))
    for days in (6, 7, 8):
        async with town.transaction() as session:
            assert not await followups.ask_due(session, MAY + timedelta(days=days))
    ((audience, text),) = await told(town, "follow_up")
    assert (audience.people, text) == ((1,), "Otit yhteystiedon: Kursun Puikula. Ostitko?")

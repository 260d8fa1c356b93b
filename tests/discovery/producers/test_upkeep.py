"""What follows from the lexicon stays true: at a start, and when staff teach a word."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from osta.discovery.index import build
from osta.discovery.index.vocabulary import Vocabulary
from osta.discovery.lexicon.load import load
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.producers import catalogue, upkeep
from osta.discovery.service import Discovery
from osta.store import words
from osta.store.engine import Database, Session
from osta.store.models import Producer

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NewDiscovery = Callable[[], Discovery]


@pytest.fixture
def restarted(small_data: Path, small_index: Path) -> NewDiscovery:
    """Opens discovery as a new process does: with no word taught yet."""
    return lambda: Discovery(load(small_data), Gazetteer.load(small_data / "places.csv"), Vocabulary(small_index))


async def listing(session: Session, discovery: Discovery, name: str, products: str) -> int:
    saved = await catalogue.save(
        session, discovery, Producer(name=name, municipality="Salla", source="import"), products, "", now=NOW
    )
    return saved.producer_id


async def found(database: Database, discovery: Discovery, said: str) -> list[str]:
    async with database.reading() as session:
        page = await discovery.find(session, discovery.read(said), now=NOW)
    return [result.name for result in page.results]


async def test_a_taught_word_finds_the_listings_that_use_it(database: Database, restarted: NewDiscovery) -> None:
    discovery = restarted()
    async with database.transaction() as session:
        await listing(session, discovery, "Varrastuvan Pöperöt", "pöpperöä; hunajaa")
    assert await found(database, discovery, "peruna") == []
    async with database.transaction() as session:
        await words.teach(session, "pöpperö", "peruna", "fi", NOW)
        assert await upkeep.learn(session, discovery, "pöpperö", "fi", "peruna") == 1
    assert await found(database, discovery, "peruna") == ["Varrastuvan Pöperöt"]
    assert await found(database, discovery, "pöpperöä") == ["Varrastuvan Pöperöt"]


async def test_listings_are_read_anew_once_after_the_lexicon_has_changed(
    database: Database, restarted: NewDiscovery, monkeypatch: pytest.MonkeyPatch
) -> None:
    discovery = restarted()
    async with database.transaction() as session:
        await listing(session, discovery, "Varrastuvan Pöperöt", "pöpperöä; hunajaa")
        await words.teach(session, "pöpperö", "peruna", "fi", NOW)
    after_a_restart = restarted()
    assert await upkeep.keep_current(database, after_a_restart) == 1
    assert await found(database, after_a_restart, "peruna") == ["Varrastuvan Pöperöt"]
    assert await upkeep.keep_current(database, restarted()) == 0
    monkeypatch.setattr(build, "digest", lambda: "a newer lexicon")
    assert await upkeep.keep_current(database, restarted()) == 1

"""Generated producers and questions are the same every time, and loading in bulk leaves what saving one by one does."""

from itertools import islice

import pytest
from sqlalchemy import select

from bench import generate, loading
from bench.questions import questions
from bench.timing import times
from osta.discovery.producers import catalogue
from osta.discovery.service import Discovery
from osta.store.engine import Database
from osta.store.models import Density, Posting, Producer
from tests.fakes.lexicon import open_small, write_small


@pytest.fixture(scope="module")
def discovery(tmp_path_factory: pytest.TempPathFactory) -> Discovery:
    return open_small(write_small(tmp_path_factory.mktemp("lexicon")))


async def found_by(database: Database) -> tuple[set[object], set[object]]:
    async with database.reading() as session:
        postings = await session.execute(select(Posting.key, Posting.z, Posting.producer_id))
        densities = await session.execute(select(Density.key, Density.cell, Density.n))
        return {tuple(row) for row in postings}, {tuple(row) for row in densities}


async def test_loaded_in_bulk_they_are_found_as_if_saved_one_by_one(database: Database, discovery: Discovery) -> None:
    some = list(generate.producers(60, discovery.lexicon, discovery.gazetteer))
    await loading.load(database, discovery, some)
    in_bulk = await found_by(database)
    async with database.transaction() as session:
        assert await catalogue.reindex(session, discovery) == 60
    assert await found_by(database) == in_bulk
    async with database.reading() as session:
        first = await session.get(Producer, 1)
    assert first is not None
    assert (first.name, first.card["village"]) == (some[0].name, some[0].village.name)
    assert first.confirmed_at == loading.WHEN


def test_a_smaller_number_is_the_start_of_a_larger(discovery: Discovery) -> None:
    few = list(generate.producers(20, discovery.lexicon, discovery.gazetteer))
    assert list(islice(generate.producers(500, discovery.lexicon, discovery.gazetteer), 20)) == few


def test_the_same_questions_every_time_and_of_every_kind(discovery: Discovery) -> None:
    asked = questions(300, discovery.lexicon, discovery.gazetteer)
    assert questions(300, discovery.lexicon, discovery.gazetteer) == asked
    assert {one.kind for one in asked} >= {"plain", "nowhere", "two", "typo", "swedish", "english"}


def test_times_are_given_in_milliseconds() -> None:
    found = times([1_000_000 * number for number in range(1, 101)])
    assert (found.median, found.p95, found.worst) == (50.5, 95.0, 100.0)

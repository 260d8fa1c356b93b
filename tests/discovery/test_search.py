"""Searching the postings against a plain look at every producer."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from osta.discovery.keys import Match, key_of_concept, key_of_term
from osta.discovery.lexicon.model import Concept, Lexicon
from osta.discovery.places.areas import morton
from osta.discovery.places.model import distance_km
from osta.discovery.question.model import Want
from osta.discovery.search import Origin, Search
from osta.store import postings
from osta.store.engine import Database
from osta.store.models import Producer
from osta.store.postings import Spot

NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
HERE = Origin(66.83, 28.66)


def concept(slug: str, *parents: str, category: bool = False) -> Concept:
    return Concept(slug, {"fi": slug, "sv": slug, "en": slug}, parents, (), False, category, False, (), "", frozenset())


LEXICON = Lexicon(
    {
        "marjat": concept("marjat", category=True),
        "hilla": concept("hilla", "marjat"),
        "mustikka": concept("mustikka", "marjat"),
        "peruna": concept("peruna"),
    },
    {},
    (),
    (),
)


@dataclass(frozen=True)
class Seller:
    number: int
    sells: str
    latitude: float
    longitude: float

    @property
    def km(self) -> float:
        return distance_km(HERE.latitude, HERE.longitude, self.latitude, self.longitude)


async def sell(database: Database, sellers: list[Seller]) -> None:
    async with database.transaction() as session:
        for seller in sellers:
            producer = Producer(
                id=seller.number,
                name=f"Myyjä {seller.number:05}",
                municipality="Salla" if seller.number % 2 else "Posio",
                latitude=seller.latitude,
                longitude=seller.longitude,
                source="import",
                card={"village": "Kursu", "products": [{"text": seller.sells, "concept": seller.sells}]},
            )
            session.add(producer)
            await session.flush()
            keys = [key_of_concept(seller.sells, Match.EXACT)]
            keys += [key_of_concept(wider, Match.KIND) for wider in LEXICON.above(seller.sells)]
            z = morton(seller.latitude, seller.longitude)
            await postings.replace(
                session, producer.id, [Spot(key, z, seller.latitude, seller.longitude) for key in keys]
            )


def scattered(count: int, seed: int) -> list[Seller]:
    """Sellers in clumps and alone, as villages are; two on the very same spot."""
    chance = random.Random(seed)
    centres = [(chance.uniform(65.5, 68.2), chance.uniform(26.5, 29.8)) for _ in range(12)]
    sellers = []
    for number in range(1, count + 1):
        latitude, longitude = chance.choice(centres)
        spread = chance.choice([0.0, 0.01, 0.3])
        sellers.append(
            Seller(
                number,
                chance.choice(["hilla", "mustikka", "marjat", "peruna"]),
                latitude + chance.uniform(-spread, spread),
                longitude + chance.uniform(-spread, spread),
            )
        )
    return sellers


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_nearest_are_found_as_if_every_seller_were_looked_at(database: Database, seed: int) -> None:
    sellers = scattered(900, seed)
    await sell(database, sellers)
    search = Search(LEXICON)
    for slug, kinds in (("peruna", {"peruna"}), ("marjat", {"hilla", "mustikka", "marjat"})):
        expected = sorted((seller for seller in sellers if seller.sells in kinds), key=lambda seller: seller.km)
        for offset in (0, 5, 40):
            async with database.reading() as session:
                page = await search.find(session, [Want((slug,), slug)], (), HERE, now=NOW, limit=5, offset=offset)
            assert [result.distance_km for result in page.results] == [
                round(seller.km, 1) for seller in expected[offset : offset + 5]
            ]
            assert page.more


async def test_exactly_this_comes_before_the_wider_kind_however_far(database: Database) -> None:
    await sell(database, [Seller(1, "marjat", 66.83, 28.67), Seller(2, "hilla", 67.3, 28.2)])
    async with database.reading() as session:
        page = await Search(LEXICON).find(session, [Want(("hilla",), "hillaa")], (), HERE, now=NOW)
    assert [(result.producer_id, result.match) for result in page.results] == [(2, Match.EXACT), (1, Match.GENERAL)]


async def test_who_sells_both_comes_before_who_sells_one(database: Database) -> None:
    await sell(database, [Seller(1, "peruna", 66.84, 28.66), Seller(2, "hilla", 66.84, 28.66)])
    async with database.transaction() as session:
        both = [key_of_concept("peruna", Match.EXACT), key_of_concept("hilla", Match.EXACT)]
        producer = Producer(
            id=3,
            name="Molempia",
            source="import",
            latitude=66.9,
            longitude=28.6,
            card={"products": [{"text": "perunaa", "concept": "peruna"}, {"text": "hillaa", "concept": "hilla"}]},
        )
        session.add(producer)
        await session.flush()
        await postings.replace(session, 3, [Spot(key, morton(66.9, 28.6), 66.9, 28.6) for key in both])
    async with database.reading() as session:
        page = await Search(LEXICON).find(session, [Want(("peruna",), "p"), Want(("hilla",), "h")], (), HERE, now=NOW)
    assert [result.producer_id for result in page.results] == [3, 1, 2]
    assert page.results[0].products == ("perunaa", "hillaa")


async def test_what_is_not_wanted_is_left_out(database: Database) -> None:
    await sell(database, [Seller(1, "mustikka", 66.83, 28.66), Seller(2, "hilla", 66.9, 28.6)])
    async with database.reading() as session:
        page = await Search(LEXICON).find(
            session, [Want(("marjat",), "marjoja")], (), HERE, now=NOW, excluded=("mustikka",)
        )
    assert [result.producer_id for result in page.results] == [2]


async def test_a_radius_cuts_off_unless_all_lie_outside(database: Database) -> None:
    await sell(database, [Seller(1, "peruna", 66.9, 28.66), Seller(2, "peruna", 67.5, 28.6)])
    search = Search(LEXICON)
    async with database.reading() as session:
        near = await search.find(session, [Want(("peruna",), "p")], (), HERE, now=NOW, radius_km=20)
        widened = await search.find(session, [Want(("peruna",), "p")], (), HERE, now=NOW, radius_km=5)
    assert [result.producer_id for result in near.results] == [1]
    assert near.widened_to_km is None
    assert [result.producer_id for result in widened.results] == [1, 2]
    assert widened.widened_to_km == pytest.approx(7.8, abs=0.1)


async def test_a_search_can_keep_to_one_municipality(database: Database) -> None:
    await sell(database, [Seller(1, "peruna", 66.9, 28.66), Seller(2, "peruna", 66.84, 28.6)])
    async with database.reading() as session:
        page = await Search(LEXICON).find(session, [Want(("peruna",), "p")], (), HERE, now=NOW, municipality="Salla")
    assert [result.producer_id for result in page.results] == [1]


async def test_moving_and_leaving_keeps_the_counts_right(database: Database) -> None:
    await sell(database, [Seller(1, "hilla", 66.83, 28.66), Seller(2, "hilla", 66.83, 28.66)])
    key = key_of_concept("hilla", Match.EXACT)
    async with database.transaction() as session:
        await postings.replace(session, 1, [Spot(key, morton(65.9, 27.9), 65.9, 27.9)])
        await postings.replace(session, 2, [])
    async with database.transaction() as session:
        assert await postings.densities(session, [key]) == {key: {morton(65.9, 27.9) >> 12: 1}}


async def test_what_was_typed_finds_its_own_words_and_shows_them(database: Database) -> None:
    await sell(database, [Seller(1, "peruna", 66.84, 28.66)])
    async with database.transaction() as session:
        item = {"text": "villakerrastot; pitkä", "concept": "hilla"}
        session.add(Producer(id=2, name="Kerrasto", source="import", card={"products": [item]}))
        await session.flush()
        await postings.replace(session, 2, [Spot(key_of_term("villakerrast"), morton(66.9, 28.6), 66.9, 28.6)])
    async with database.reading() as session:
        search = Search(LEXICON)
        typed = await search.find(session, [Want(("peruna",), "x", typed="villakerrast")], (), HERE, now=NOW)
        literal = await search.find(session, [], ("villakerrast",), HERE, now=NOW)
        slip = await search.find(session, [Want(("peruna",), "x", typed="nobodysells")], (), HERE, now=NOW)
    assert [(result.producer_id, result.products) for result in typed.results] == [(2, ("villakerrastot; pitkä",))]
    assert typed.results == literal.results
    assert [result.producer_id for result in slip.results] == [1]


async def test_pages_without_a_place_show_everybody_once(database: Database) -> None:
    sellers = scattered(150, 7)
    await sell(database, sellers)
    nowhere = Origin(HERE.latitude, HERE.longitude, named=False)
    shown: list[int] = []
    async with database.reading() as session:
        while True:
            page = await Search(LEXICON).find(
                session, [Want(("marjat",), "marjoja")], (), nowhere, now=NOW, offset=len(shown)
            )
            shown += [result.producer_id for result in page.results]
            if not page.more:
                break
    assert sorted(shown) == [seller.number for seller in sellers if seller.sells != "peruna"]


async def test_the_moment_of_the_question_tells_what_is_stale(database: Database) -> None:
    await sell(database, [Seller(number, "hilla", HERE.latitude, HERE.longitude) for number in (1, 2)])
    async with database.transaction() as session:
        for number, confirmed in ((1, NOW), (2, NOW + timedelta(days=300))):
            producer = await session.get(Producer, number)
            assert producer is not None
            producer.confirmed_at = confirmed
    async with database.reading() as session:

        async def order(now: datetime) -> list[int]:
            page = await Search(LEXICON).find(session, [Want(("hilla",), "hillaa")], (), HERE, now=now)
            return [result.producer_id for result in page.results]

        assert await order(NOW + timedelta(days=301)) == [1, 2]
        assert await order(NOW + timedelta(days=500)) == [2, 1]

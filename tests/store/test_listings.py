"""Listings many at a time."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import select, text

from osta.store import listings, postings, words
from osta.store.engine import Database, Session
from osta.store.models import Offering, Place, Posting, Producer
from osta.store.places import PlaceRow
from osta.store.postings import CELL_BITS, Spot

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def producer(name: str, *texts: str, business_id: str | None = None) -> Producer:
    offerings = [Offering(text=text, role="product", months=[7], position=at) for at, text in enumerate(texts)]
    return Producer(name=name, source="import", business_id=business_id, offerings=offerings)


def spots(*pairs: tuple[int, int]) -> list[Spot]:
    return [Spot(key, z, 66.8, 28.7) for key, z in pairs]


async def counts(session: Session, keys: Iterable[int]) -> dict[int, dict[int, int]]:
    return await postings.densities(session, list(keys))


async def test_many_producers_are_added_with_their_offerings(database: Database) -> None:
    new = [producer(f"Tuottaja {n}", f"hilla {n}", "mustikka") for n in range(1200)]
    async with database.transaction() as session:
        assert not await listings.any_stored(session)
        numbers = await listings.add(session, new)
        assert await listings.any_stored(session)
        assert await listings.published(session) == 1200
    assert len(set(numbers)) == 1200
    async with database.reading() as session:
        found = await session.get(Producer, numbers[700])
        assert found is not None
        assert (found.name, found.name_key, found.status, found.months, found.card) == (
            "Tuottaja 700",
            "tuottaja 700",
            "published",
            [],
            {},
        )
        offered = select(Offering).where(Offering.producer_id == numbers[700]).order_by(Offering.position)
        assert [(o.text, o.months, o.available) for o in await session.scalars(offered)] == [
            ("hilla 700", [7], None),
            ("mustikka", [7], None),
        ]


async def test_nothing_to_add_is_no_mistake(session: Session) -> None:
    assert await listings.add(session, []) == []
    await listings.add_places(session, [])
    await listings.note_unknown(session, {}, "listing", NOW)
    assert await listings.replace_postings(session, {}) == set()


async def test_postings_are_replaced_and_densities_follow(session: Session) -> None:
    first, second = await listings.add(session, [producer("A"), producer("B")])
    cell = 1 << CELL_BITS
    assert await listings.replace_postings(session, {first: spots((8, 5), (16, 5)), second: spots((8, cell + 1))}) == {
        8,
        16,
    }
    assert await counts(session, [8, 16]) == {8: {0: 1, 1: 1}, 16: {0: 1}}
    assert await listings.replace_postings(session, {first: spots((8, cell)), second: spots((8, cell + 1))}) == {8, 16}
    assert await counts(session, [8, 16]) == {8: {1: 2}, 16: {}}
    assert await listings.replace_postings(session, {first: []}) == {8}
    assert [row.producer_id for row in await session.scalars(select(Posting))] == [second]
    assert await counts(session, [8, 16]) == {8: {1: 1}, 16: {}}


async def test_the_same_spot_twice_is_one_posting(session: Session) -> None:
    (number,) = await listings.add(session, [producer("A")])
    await listings.replace_postings(session, {number: spots((8, 5), (8, 5))})
    assert await counts(session, [8]) == {8: {0: 1}}


async def test_alike_are_those_of_the_same_name_or_business_id(session: Session) -> None:
    await listings.add(session, [producer("Möllin Poro", "a"), producer("B", business_id="2077474-0"), producer("C")])
    found = await listings.alike(session, ["mollin poro"], ["2077474-0"])
    assert [(one.name, len(one.offerings)) for one in found] == [("Möllin Poro", 1), ("B", 0)]
    assert await listings.alike(session, [], []) == []


async def test_a_stored_place_stays_as_it_is(session: Session) -> None:
    row = PlaceRow(id="kursu", name="Kursu", municipality="Salla", kind="village", alt_names=("Kursunkylä",))
    await listings.add_places(session, [row])
    await session.execute(text("UPDATE place SET name = 'Kursun kylä'"))
    await listings.add_places(
        session, [row, PlaceRow(id="martti", name="Martti", municipality="Savukoski", kind="village")]
    )
    assert list(await session.scalars(select(Place.name).order_by(Place.id))) == ["Kursun kylä", "Martti"]


async def test_unknown_words_are_counted_as_often_as_met(session: Session) -> None:
    await listings.note_unknown(session, {"pölkkyhylly": 3, "nahkiainen": 1}, "listing", NOW)
    await listings.note_unknown(session, {"pölkkyhylly": 2}, "listing", NOW)
    assert [(word.text, word.count) for word in await words.undecided(session)] == [
        ("pölkkyhylly", 5),
        ("nahkiainen", 1),
    ]

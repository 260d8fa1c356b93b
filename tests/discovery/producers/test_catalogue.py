"""Saving a listing: found at once, shown as it is, and not found any more when taken down."""

from datetime import UTC, datetime

from osta.discovery.producers import catalogue
from osta.discovery.producers.derived import Written, listed
from osta.discovery.service import Discovery
from osta.store import producers, words
from osta.store.engine import Database, Session
from osta.store.models import Producer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def new(name: str = "Möllin tila", **columns: object) -> Producer:
    return Producer(**{"name": name, "source": "chat", "municipality": "Salla", "status": "published", **columns})


async def found(session: Session, discovery: Discovery, text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    page = await discovery.find(session, discovery.read(text), now=NOW)
    return [(result.name, result.match.public, result.products) for result in page.results]


async def test_a_saved_listing_is_found(database: Database, small_discovery: Discovery) -> None:
    async with database.transaction() as session:
        assert await found(session, small_discovery, "kuka myy hillaa Kursussa") == []
        saved = await catalogue.save(
            session, small_discovery, new(village_place_id="kursu"), "hilla; lakka", "Myös muikkua.", now=NOW
        )
        assert (saved.concepts, saved.unread) == (("hilla",), ())
    async with database.reading() as session:
        assert await found(session, small_discovery, "kuka myy hillaa Kursussa") == [
            ("Möllin tila", "exact", ("hilla", "lakka"))
        ]
        assert await found(session, small_discovery, "marjoja") == [("Möllin tila", "kind", ("hilla", "lakka"))]
        assert await found(session, small_discovery, "muikkua") == [("Möllin tila", "mention", ("Myös muikkua.",))]
        stored = await producers.get(session, saved.producer_id)
        assert stored is not None
        assert stored.card == {
            "village": "Kursu",
            "products": [
                {"text": "hilla", "concept": "hilla", "role": "product", "months": [], "available": None},
                {"text": "lakka", "concept": "hilla", "role": "product", "months": [], "available": None},
                {"text": "Myös muikkua.", "concept": "muikku", "role": "mention", "months": [], "available": None},
            ],
        }


async def test_what_stays_in_the_list_keeps_months_and_availability(
    database: Database, small_discovery: Discovery
) -> None:
    async with database.transaction() as session:
        saved = await catalogue.save(session, small_discovery, new(), "hilla; mustikka; siika", None, now=NOW)
    async with database.transaction() as session:
        producer = await producers.get(session, saved.producer_id)
        assert producer is not None
        kept = producer.offerings[2].id
        producer.offerings[2].months = [6, 7]
        producer.offerings[2].available = False
        await catalogue.refresh(session, small_discovery, producer)
        assert [product["available"] for product in producer.card["products"]] == [None, None, False]
    async with database.transaction() as session:
        producer = await producers.get(session, saved.producer_id)
        assert producer is not None
        await catalogue.save(session, small_discovery, producer, "siika; leipä", None, now=NOW)
    async with database.reading() as session:
        producer = await producers.get(session, saved.producer_id)
        assert producer is not None
        assert [(o.id == kept, o.text, o.months, o.available) for o in producer.offerings] == [
            (True, "siika", [6, 7], False),
            (False, "leipä", [], None),
        ]
        assert [product["available"] for product in producer.card["products"]] == [False, None]
        assert await found(session, small_discovery, "mustikkaa") == []
        assert len(await found(session, small_discovery, "ruisleipää")) == 1


async def test_only_the_published_are_found(database: Database, small_discovery: Discovery) -> None:
    async with database.transaction() as session:
        saved = await catalogue.save(session, small_discovery, new(status="pending"), "hilla", None, now=NOW)
        assert await found(session, small_discovery, "hillaa") == []
        producer = await producers.get(session, saved.producer_id)
        assert producer is not None
        await catalogue.publish(session, small_discovery, producer, now=NOW)
        assert len(await found(session, small_discovery, "hillaa")) == 1
        await catalogue.unpublish(session, small_discovery, producer, now=NOW)
        assert await found(session, small_discovery, "hillaa") == []
        assert (producer.status, listed(producer)) == ("archived", "hilla")
        await catalogue.publish(session, small_discovery, producer, now=NOW)
        assert len(await found(session, small_discovery, "hillaa")) == 1


async def test_words_nobody_could_read_wait_for_staff(database: Database, small_discovery: Discovery) -> None:
    async with database.transaction() as session:
        saved = await catalogue.save(session, small_discovery, new(), "hilla; Zyrkönkapula", None, now=NOW)
        assert saved.unread == ("zyrkönkapula",)
        assert [(word.text, word.example_context) for word in await words.undecided(session)] == [
            ("zyrkönkapula", "listing")
        ]
        assert len(await found(session, small_discovery, "zyrkönkapuloita")) == 1


async def test_a_producer_who_names_no_place_is_found_too(database: Database, small_discovery: Discovery) -> None:
    async with database.transaction() as session:
        await catalogue.save(session, small_discovery, new(municipality=None), "hilla", None, now=NOW)
        assert len(await found(session, small_discovery, "hillaa Kursusta")) == 1


async def test_the_list_comes_back_in_its_own_words(database: Database, small_discovery: Discovery) -> None:
    async with database.transaction() as session:
        for at, (products, description) in enumerate(
            (
                ("hilla, siika / muikku", None),
                ("x;/ hilla", None),
                ("hilla\nsiika.", ""),
                ("", "Hillaa ja siikaa. Soita."),
            )
        ):
            producer = new(f"Tila {at}")
            await catalogue.save(session, small_discovery, producer, products, description, now=NOW)
            assert listed(producer) == products


async def test_everything_is_read_anew_with_a_new_lexicon(database: Database, small_discovery: Discovery) -> None:
    async with database.transaction() as session:
        for n in range(catalogue.BATCH + 3):
            await catalogue.save(session, small_discovery, new(f"Tila {n}"), "hilla", None, now=NOW)
        lost = (await producers.look_up(session, "Tila 1"))[0]
        lost.card = {"village": "Jossakin", "products": [], "listed": "hilla, muikku"}
        await catalogue.store(session, small_discovery, [(lost, Written((), (), ()))])
        assert await found(session, small_discovery, "muikkua") == []
        heard: list[float] = []
        assert await catalogue.reindex(session, small_discovery, lambda _, share: heard.append(share)) == 503
        assert heard == [500 / 503]
        assert [name for name, *_ in await found(session, small_discovery, "muikkua")] == [lost.name]
        assert lost.card["village"] == "Jossakin"

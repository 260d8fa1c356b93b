"""The one place where a listing is saved: read into offerings, put on the map, and written where searches look.

A search finds a producer by its postings and shows it by its card; both are derived here from the listing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from osta.discovery.index.build import Progress
from osta.discovery.lexicon.model import Lexicon, concept_key
from osta.discovery.listing import Read, concepts_of, keys
from osta.discovery.places.areas import morton
from osta.discovery.places.model import Place
from osta.discovery.places.stored import row_of
from osta.discovery.producers.locating import point_of
from osta.store import listings, producers
from osta.store.engine import Session
from osta.store.models import Offering, Producer, ProducerStatus
from osta.store.postings import Spot

if TYPE_CHECKING:
    from osta.discovery.service import Discovery

BATCH = 500
"""Listings that are written to the index at a time."""
LONGEST_WORD = 60
"""Letters of a word that is noted for staff; anything longer is no word."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a listing is found by, not stored yet: its postings, the concepts sold, the words nobody could read."""

    spots: tuple[Spot, ...]
    concepts: tuple[str, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """A listing as it was saved: the concepts (slugs) that it was read as, and the words that nobody could read."""

    producer_id: int
    concepts: tuple[str, ...]
    unread: tuple[str, ...]


async def save(
    session: Session,
    discovery: Discovery,
    producer: Producer,
    products: str,
    description: str | None,
    *,
    now: datetime,
    village: str = "",
) -> Saved:
    """Save a new or changed producer with its listing, so that searches find it.

    The producer's other columns are set by the caller; a stored one must have come with its offerings, as the queries
    of `osta.store.producers` give it. Offerings whose words stay the same keep their months and availability.
    ``village`` is what to show for a village that no place stands for. A producer that is not published is saved, but
    not found.
    """
    producer.description = description or None
    producer.updated_at = now
    written = write(discovery, producer, products, village=village)
    await store(session, discovery, [(producer, written)])
    await listings.note_unknown(session, Counter(written.unread), "listing", now)
    return Saved(producer.id, written.concepts, written.unread)


async def publish(session: Session, discovery: Discovery, producer: Producer, *, now: datetime) -> Saved:
    """Let everybody find a stored producer, by the listing that it has."""
    producer.status = "published"
    return await save(
        session,
        discovery,
        producer,
        listed(producer),
        producer.description,
        now=now,
        village=str(producer.card.get("village", "")),
    )


async def unpublish(
    session: Session,
    discovery: Discovery,
    producer: Producer,
    *,
    now: datetime,
    status: ProducerStatus = "archived",
) -> None:
    """Let no search find the producer any more; its listing stays as it is."""
    producer.status = status
    producer.updated_at = now
    await store(session, discovery, [(producer, Written((), (), ()))])


async def refresh(session: Session, discovery: Discovery, producer: Producer) -> None:
    """Show the offerings as they are now, after their months or availability were changed one by one."""
    producer.card = producer.card | {"products": _products(discovery.lexicon, producer.offerings)}
    await listings.put(session, [producer])


async def reindex(session: Session, discovery: Discovery, progress: Progress | None = None) -> int:
    """Read every published listing anew, after the lexicon has changed. Returns how many there were."""
    batch: list[tuple[Producer, Written]] = []
    done = 0
    total = await listings.published(session)
    async for producer in producers.stream(session):
        village = str(producer.card.get("village", ""))
        batch.append((producer, write(discovery, producer, listed(producer), village=village)))
        if len(batch) == BATCH:
            await store(session, discovery, batch)
            done += len(batch)
            batch.clear()
            if progress:
                progress("listings", done / total)
    await store(session, discovery, batch)
    return done + len(batch)


def listed(producer: Producer) -> str:
    """The product list in the producer's own words; empty where the description was read instead."""
    if "listed" in producer.card:
        return str(producer.card["listed"])
    return _joined(producer.card.get("products", ()))


def write(discovery: Discovery, producer: Producer, products: str, *, village: str = "") -> Written:
    """Give the producer the offerings and the card of this listing; nothing is stored yet."""
    listing = discovery.listings.read(products, producer.description or "")
    producer.offerings = _offerings(producer.offerings, listing.items)
    place = _place(discovery, producer)
    card: dict[str, Any] = {
        "village": place.name if place else village,
        "products": _products(discovery.lexicon, producer.offerings),
    }
    if _joined(card["products"]) != products:
        card["listed"] = products
    if producer.card != card:
        producer.card = card
    unread = tuple(word.lower() for word in listing.unread if len(word) <= LONGEST_WORD)
    return Written(_spots(discovery, producer, place, listing.items), tuple(concepts_of(listing.items)), unread)


async def store(session: Session, discovery: Discovery, batch: Sequence[tuple[Producer, Written]]) -> None:
    """Store producers with what they are found by."""
    await _ensure_places(session, discovery, batch)
    await listings.put(session, [producer for producer, _ in batch])
    touched = await listings.replace_postings(session, {producer.id: written.spots for producer, written in batch})
    discovery.search.forget(touched)


async def store_new(session: Session, discovery: Discovery, batch: Sequence[tuple[Producer, Written]]) -> None:
    """The same for many producers that are not stored yet, in a tenth of the time; the objects are only read."""
    await _ensure_places(session, discovery, batch)
    numbers = await listings.add(session, [producer for producer, _ in batch])
    spots = {number: written.spots for number, (_, written) in zip(numbers, batch, strict=True)}
    discovery.search.forget(await listings.replace_postings(session, spots))


async def _ensure_places(session: Session, discovery: Discovery, batch: Sequence[tuple[Producer, Written]]) -> None:
    places = sorted({producer.village_place_id for producer, _ in batch if producer.village_place_id})
    known = [discovery.gazetteer[place] for place in places if place in discovery.gazetteer]
    await listings.add_places(session, [row_of(place) for place in known])


def _offerings(old: Iterable[Offering], items: Iterable[Read]) -> list[Offering]:
    """An offering for each item read; one with the same words stays the same row, or hands on what was said of it."""
    free = list(old)
    found: list[Offering] = []
    for at, item in enumerate(items):
        concept = concept_key(item.concept) if item.concept else None
        alike = [offering for offering in free if offering.text == item.text]
        same = next((offering for offering in alike if offering.concept_id == concept), next(iter(alike), None))
        if same is None:
            twin = next((offering for offering in found if offering.text == item.text), None)
            same = Offering(
                text=item.text,
                months=list(twin.months) if twin else [],
                available=twin.available if twin else None,
            )
        else:
            free.remove(same)
        same.concept_id, same.role, same.position = concept, item.role, at
        found.append(same)
    return found


def _products(lexicon: Lexicon, offerings: Iterable[Offering]) -> list[dict[str, Any]]:
    return [
        {
            "text": offering.text,
            "concept": lexicon.by_key[offering.concept_id].slug if offering.concept_id in lexicon.by_key else None,
            "role": offering.role,
            "months": offering.months,
            "available": offering.available,
        }
        for offering in offerings
    ]


def _joined(products: Iterable[Mapping[str, Any]]) -> str:
    return "; ".join(dict.fromkeys(str(product["text"]) for product in products if product.get("role") != "mention"))


def _place(discovery: Discovery, producer: Producer) -> Place | None:
    if producer.village_place_id and producer.village_place_id in discovery.gazetteer:
        return discovery.gazetteer[producer.village_place_id]
    return None


def _spots(discovery: Discovery, producer: Producer, place: Place | None, items: Iterable[Read]) -> tuple[Spot, ...]:
    if producer.status not in (None, "published"):  # None until a new one is stored
        return ()
    at = point_of(
        discovery.gazetteer,
        place,
        producer.municipality,
        producer.postal_code,
        (producer.latitude, producer.longitude),
    )
    if at is None:
        return ()
    z = morton(at.latitude, at.longitude)
    return tuple(Spot(key, z, at.latitude, at.longitude) for key in sorted(keys(discovery.lexicon, items)))

"""What follows from a listing: the offerings it is read into, the card that results show, where searches find it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from osta.discovery.lexicon.model import Lexicon, concept_key
from osta.discovery.listing import Read, concepts_of, keys
from osta.discovery.places.areas import morton
from osta.discovery.places.model import Place
from osta.discovery.producers.locating import point_of
from osta.store.models import Offering, Producer
from osta.store.postings import Spot

if TYPE_CHECKING:
    from osta.discovery.service import Discovery

LONGEST_WORD = 60
"""Letters of a word that is noted for staff; anything longer is no word."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a listing is found by, not stored yet: its postings, the concepts sold, the words nobody could read."""

    spots: tuple[Spot, ...]
    concepts: tuple[str, ...]
    unread: tuple[str, ...]


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
        "products": products_of(discovery.lexicon, producer.offerings),
    }
    if _joined(card["products"]) != products:
        card["listed"] = products
    if producer.card != card:
        producer.card = card
    unread = tuple(word.lower() for word in listing.unread if len(word) <= LONGEST_WORD)
    return Written(_spots(discovery, producer, place, listing.items), tuple(concepts_of(listing.items)), unread)


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


def products_of(lexicon: Lexicon, offerings: Iterable[Offering]) -> list[dict[str, Any]]:
    """The offerings as a card has them."""
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


def point(discovery: Discovery, producer: Producer) -> tuple[float, float] | None:
    """Where a producer is (latitude, longitude; WGS84 degrees): its own spot, else its village's middle; None for
    neither.
    """
    if producer.latitude is not None and producer.longitude is not None:
        return producer.latitude, producer.longitude
    place = _place(discovery, producer)
    return None if place is None else (place.latitude, place.longitude)


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

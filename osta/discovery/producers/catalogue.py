"""The one place where a listing is saved: read into offerings, put on the map, and written where searches look.

A search finds a producer by its postings and shows it by its card; both are derived here from the listing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from osta.discovery.index.build import Progress
from osta.discovery.places.stored import row_of
from osta.discovery.producers.derived import Written, listed, products_of, write
from osta.store import listings, producers
from osta.store.engine import Session
from osta.store.models import Producer, ProducerStatus

if TYPE_CHECKING:
    from osta.discovery.service import Discovery

__all__ = [
    "BATCH",
    "Saved",
    "listed",
    "publish",
    "refresh",
    "reindex",
    "save",
    "store",
    "store_new",
    "unpublish",
    "write",
]

BATCH = 500
"""Listings that are written to the index at a time."""


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
    producer.card = producer.card | {"products": products_of(discovery.lexicon, producer.offerings)}
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

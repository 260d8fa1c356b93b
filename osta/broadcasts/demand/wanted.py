"""What people wanted lately, near a point or by municipality.

No wish of fewer than three people is shown to sellers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from osta.discovery.lexicon.model import concept_key
from osta.discovery.places.model import Place, distance_km
from osta.discovery.service import Discovery
from osta.store import demand, demand_polls
from osta.store.demand import Signal
from osta.store.demand_polls import Supplier
from osta.store.engine import Session

FLOOR = 3
"""People from whom on a wish is shown."""
WINDOW = timedelta(days=30)
"""As long as questions keep their person: before that nobody can count people."""
NEAR_KM = 60.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many people wanted a concept in an area, and how many of them got nothing (near).

    ``area`` is a municipality, empty for a point's surroundings. ``sold``: somebody there sells it by now.
    """

    concept: str
    area: str
    people: int
    unmet: int
    sold: bool


@dataclass(slots=True)
class _People:
    wanted: set[int] = field(default_factory=set)
    unmet: set[int] = field(default_factory=set)


async def near(
    session: Session, discovery: Discovery, latitude: float, longitude: float, now: datetime
) -> list[Wanted]:
    """What people within 60 km of a point wanted in the last 30 days, from 3 people up; the most wanted first."""

    def around(signal: Signal) -> str | None:
        place = _place(discovery, signal)
        return "" if place is not None and place.distance_km(latitude, longitude) <= NEAR_KM else None

    counted = await _count(session, now, around)
    wanted = []
    for (concept, _), people in _enough(counted):
        sellers = await _sellers(session, discovery, concept)
        sold = any(_within(seller, latitude, longitude) for seller in sellers)
        wanted.append(Wanted(concept, "", len(people.wanted), len(people.unmet), sold))
    return _ordered(wanted)


async def unmet_by_area(session: Session, discovery: Discovery, now: datetime) -> list[Wanted]:
    """What at least 3 people of a municipality wanted in vain in the last 30 days; the most wanted first."""
    counted = await _count(session, now, lambda signal: signal.municipality)
    wanted = []
    for (concept, area), people in _enough(counted):
        if len(people.unmet) < FLOOR:
            continue
        sellers = await _sellers(session, discovery, concept)
        sold = any(seller.municipality == area for seller in sellers)
        wanted.append(Wanted(concept, area, len(people.wanted), len(people.unmet), sold))
    return _ordered(wanted)


async def _count(
    session: Session, now: datetime, area_of: Callable[[Signal], str | None]
) -> dict[tuple[str, str], _People]:
    counted: dict[tuple[str, str], _People] = defaultdict(_People)
    async for signal in demand.signals(session, now - WINDOW, now + timedelta(microseconds=1)):
        area = area_of(signal)
        if signal.person_id is None or area is None:
            continue
        for concept in set(signal.concepts):
            people = counted[concept, area]
            people.wanted.add(signal.person_id)
            if signal.unmet:
                people.unmet.add(signal.person_id)
    return counted


def _place(discovery: Discovery, signal: Signal) -> Place | None:
    """Where it was wanted: the place, else the middle of the municipality, which is all that a poll's answer tells."""
    if signal.place_id is not None and signal.place_id in discovery.gazetteer:
        return discovery.gazetteer[signal.place_id]
    return discovery.gazetteer.municipality(signal.municipality) if signal.municipality else None


def _enough(counted: dict[tuple[str, str], _People]) -> Iterable[tuple[tuple[str, str], _People]]:
    return ((key, people) for key, people in sorted(counted.items()) if len(people.wanted) >= FLOOR)


async def _sellers(session: Session, discovery: Discovery, concept: str) -> list[Supplier]:
    kinds = [concept_key(slug) for slug in sorted(discovery.lexicon.below(concept))]
    return await demand_polls.suppliers(session, kinds, owned=False)


def _within(seller: Supplier, latitude: float, longitude: float) -> bool:
    if seller.latitude is None or seller.longitude is None:
        return False
    return distance_km(seller.latitude, seller.longitude, latitude, longitude) <= NEAR_KM


def _ordered(wanted: list[Wanted]) -> list[Wanted]:
    return sorted(wanted, key=lambda one: (-one.people, -one.unmet, one.concept, one.area))

"""Producers nobody has met, as many as wanted: the same ones every time, the smaller number the start of the larger.

What they sell is drawn from the lexicon in the words that sellers write; where they live, from the gazetteer's
villages, some large and most small, each producer some way out.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from osta.discovery.finnish import paradigms
from osta.discovery.lexicon.model import Concept, Lexicon
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.places.model import Place

VERSION = 1
"""Raise it when other producers come out: databases kept from earlier runs are then made anew."""
SEED = 20_260
OUT_KM = 4.0  # how far out of the village, as a standard deviation
OWN_WORD = 0.04  # share of products that no lexicon knows
KM_PER_DEGREE = 111.2
_STARTS = (
    "Kuuselan Rantalan Aapakorven Tuohimaan Kelolan Hiillosteen Suopuron Kivelän Naavalan Hallan Utuvaaran".split()
)
_ENDS = "tila kota tupa pirtti paja puoti piha navetta verstas pihlaja".split()
_OWN = "hurmis torvel kaipu lempos rontti vispal huiskel karpelo nappul tuikku".split()
_EXTRA = ("", "", "", "", " tilauksesta", " 5 kg", " pakasteena", " kotiin tuotuna", " suoraan tilalta")


@dataclass(frozen=True, slots=True)
class Generated:
    """One producer as an import would hear of it."""

    number: int
    name: str
    products: tuple[str, ...]
    village: Place
    latitude: float
    longitude: float
    phone: str

    @property
    def listed(self) -> str:
        """The product list as the seller writes it."""
        return "; ".join(self.products)


def producers(count: int, lexicon: Lexicon, gazetteer: Gazetteer, seed: int = SEED) -> Iterator[Generated]:
    """The first ``count`` producers."""
    chance = random.Random(seed)
    shelves = _shelves(lexicon, chance)
    # A few things are sold by many, most by few; the same of villages.
    popular = list(itertools.accumulate(1 / rank**0.7 for rank in range(1, len(shelves) + 1)))
    villages = villages_of(gazetteer)
    chance.shuffle(villages)
    large = list(itertools.accumulate(1 / rank**0.6 for rank in range(1, len(villages) + 1)))
    for number in range(1, count + 1):
        village = chance.choices(villages, cum_weights=large)[0]
        north, east = chance.gauss(0, OUT_KM), chance.gauss(0, OUT_KM)
        products = dict.fromkeys(
            _product(chance.choices(shelves, cum_weights=popular)[0], chance)
            for _ in range(chance.choices((1, 2, 3, 4, 6), (2, 4, 4, 2, 1))[0])
        )
        yield Generated(
            number,
            f"{chance.choice(_STARTS)} {chance.choice(_ENDS)} {number}",
            tuple(products),
            village,
            round(village.latitude + north / KM_PER_DEGREE, 5),
            round(village.longitude + east / KM_PER_DEGREE / math.cos(math.radians(village.latitude)), 5),
            f"+35840{number % 10_000_000:07}",
        )


def villages_of(gazetteer: Gazetteer) -> list[Place]:
    """The places of the region that somebody can live in, in file order."""
    return [place for place in gazetteer if place.inside and not place.is_area]


def _shelves(lexicon: Lexicon, chance: random.Random) -> list[tuple[str, ...]]:
    """For each concept that is no heading, the ways its sellers write it."""
    labels = paradigms.read_labels()
    shelves = [_written(concept, labels) for concept in lexicon.concepts.values() if not concept.category]
    chance.shuffle(shelves)
    return shelves


def _written(concept: Concept, labels: dict[str, tuple[str, str, str]]) -> tuple[str, ...]:
    label, _, partitive = labels.get(concept.slug, (concept.labels["fi"],) * 3)
    others = [word.text for word in concept.words if word.language == "fi" and word.rank == 1 and not word.dialect]
    return tuple(dict.fromkeys((label, label, partitive, *others[:6])))


def _product(shelf: tuple[str, ...], chance: random.Random) -> str:
    if chance.random() < OWN_WORD:
        return chance.choice(_OWN) + chance.choice(_OWN)
    return chance.choice(shelf) + chance.choice(_EXTRA)

"""From rows of the index to results: what matched, how well, and in which order they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from osta.discovery.finnish.folding import fold
from osta.discovery.keys import Match
from osta.discovery.lexicon.model import Lexicon
from osta.discovery.places.model import distance_km
from osta.discovery.plans import Origin
from osta.discovery.question.model import Want
from osta.discovery.tiers import Tier, second_best
from osta.store.postings import Found

MISSING_KM = 30.0  # how much farther one may go to get everything from one seller
STALE = timedelta(days=400)  # a listing not confirmed for longer than a year and a season sinks among equals


@dataclass(frozen=True, slots=True)
class Result:
    """A producer that answers, with what matched and how far it is (kilometres; None when no place was named).

    ``concepts`` holds, for each of ``products``, the slugs that its words were read as.
    ``tier`` is the match as it ranks: under a heading any kind is as good as the heading itself. ``position`` is how
    early in its own list a producer names what matched; ``wants`` numbers the wants it meets.
    """

    producer_id: int
    code: str
    name: str
    village: str
    municipality: str
    phone: str | None
    match: Match
    products: tuple[str, ...]
    distance_km: float | None
    wants: frozenset[int]
    tier: Match = Match.EXACT
    position: int = 0
    sold_out: bool = False
    confirmed_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    concepts: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Some results in order. ``more`` tells that others follow; ``widened_to_km`` that none lay within the radius."""

    results: tuple[Result, ...]
    more: bool = False
    widened_to_km: float | None = None


def results_of(
    lexicon: Lexicon,
    rows: Sequence[Found],
    tiers: Sequence[Tier],
    wants: Sequence[Want],
    excluded: Sequence[str],
    origin: Origin,
    terms: Sequence[str],
    now: datetime,
    chunk: int | None = None,
) -> list[Result]:
    """The producers of the rows, each once, in the order in which they are shown; ``now`` tells which are stale.

    With ``chunk`` rows are sorted within so many at a time: the order stays the same when more rows are looked at.
    """
    literal = [want.typed for want in wants] + list(terms)
    unwanted = frozenset(slug for name in excluded for slug in lexicon.below(name))
    grouped: dict[int, list[tuple[Found, int, Match]]] = {}
    chunk_of: dict[int, int] = {}
    for at, row in enumerate(rows):
        want, match = tiers[row.tier][row.key]
        grouped.setdefault(row.producer_id, []).append((row, want, match))
        chunk_of.setdefault(row.producer_id, at // chunk if chunk else 0)
    results = [
        result
        for found in grouped.values()
        if (result := _result(lexicon, found, wants, unwanted, origin, literal)) is not None
    ]
    results.sort(key=lambda result: (chunk_of[result.producer_id], *rank_of(result, len(literal), now)))
    return results


def _result(
    lexicon: Lexicon,
    found: Sequence[tuple[Found, int, Match]],
    wants: Sequence[Want],
    unwanted: frozenset[str],
    origin: Origin,
    literal: Sequence[str | None],
) -> Result | None:
    row = found[0][0]
    products = row.card.get("products", [])
    if unwanted:
        products = [product for product in products if product.get("concept") not in unwanted]
    match = min(match for _, _, match in found)
    matched = [product for product in products if _matches(lexicon, product, found, wants, literal)]
    if unwanted and not matched:
        return None
    sold = [product for product in matched if product.get("role") != "mention"] or matched
    read_as: dict[str, dict[str, None]] = {}
    for product in sold:
        slugs = read_as.setdefault(str(product["text"]), {})
        if product.get("concept"):
            slugs[str(product["concept"])] = None
    return Result(
        producer_id=row.producer_id,
        code=row.code,
        name=row.name,
        village=row.card.get("village") or row.municipality or "",
        municipality=row.municipality or "",
        phone=row.phone,
        match=match,
        tier=min(_tier(lexicon, wants, n, match) for _, n, match in found),
        products=tuple(read_as),
        concepts=tuple(tuple(slugs) for slugs in read_as.values()),
        position=next((at for at, product in enumerate(products) if product in matched), len(products)),
        distance_km=round(distance_km(origin.latitude, origin.longitude, row.latitude, row.longitude), 1)
        if origin.named
        else None,
        wants=frozenset(n for _, n, match in found if match <= Match.KIND),
        sold_out=bool(sold) and all(product.get("available") is False for product in sold),
        confirmed_at=row.confirmed_at,
        latitude=row.latitude,
        longitude=row.longitude,
    )


def _matches(
    lexicon: Lexicon,
    product: dict[str, object],
    found: Sequence[tuple[Found, int, Match]],
    wants: Sequence[Want],
    literal: Sequence[str | None],
) -> bool:
    """Whether a product is among those that made its producer a result."""
    slug = product.get("concept")
    for _, n, match in found:
        stem = literal[n]
        if stem is not None:
            if any(word.startswith(stem) for word in fold(str(product["text"])).split()):
                return True
            continue
        for wanted in wants[n].concepts:
            if slug is None or slug not in lexicon.concepts:
                continue
            if slug in lexicon.below(wanted):
                return True
            if match is Match.MENTION and any(
                source in lexicon.below(wanted) for source in lexicon.concepts[str(slug)].made_of
            ):
                return True
            if match is Match.GENERAL and any(slug in lexicon.below(wider) for wider in second_best(lexicon, wanted)):
                return True
    return False


def _tier(lexicon: Lexicon, wants: Sequence[Want], number: int, match: Match) -> Match:
    """The match as it ranks: under a heading any kind is as good as the heading itself."""
    if match is Match.KIND and number < len(wants):
        want = wants[number]
        if lexicon.concepts[want.concepts[0]].category and not want.narrow:
            return Match.EXACT
    return match


def rank_of(result: Result, wants: int, now: datetime) -> tuple[object, ...]:
    """The key that results of a question with so many wants are sorted by, the best first."""
    stale = result.confirmed_at is None or now - result.confirmed_at > STALE
    missing = max(0, wants - len(result.wants))
    return (
        result.tier,
        (result.distance_km or 0.0) + MISSING_KM * missing,
        result.position if result.distance_km is None else 0,
        result.sold_out,
        stale,
        result.name,
        result.producer_id,
    )

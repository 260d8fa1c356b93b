"""Finding producers for what is wanted: exact before kind before mention, then the nearest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from osta.discovery.densities import Densities
from osta.discovery.keys import Match, key_of_concept, key_of_narrowed, key_of_term
from osta.discovery.lexicon.model import Lexicon
from osta.discovery.places.areas import MAX_LEVEL, block, guaranteed_km
from osta.discovery.places.model import distance_km
from osta.discovery.question.model import Want
from osta.discovery.question.terms import term_stem
from osta.store import postings
from osta.store.engine import Session
from osta.store.postings import Found, Range

FEW = 200  # postings of one key that are simply all looked at
EVERYWHERE = (0, 1 << 62)
EXCLUDED_SPARE = 8  # how many more rows are looked at when some kinds are not wanted
GENERAL_STEPS = 2  # how far up a seller of "berries in general" may stand for what was asked
GENERAL_KINDS = 100  # a heading over more kinds than this says too little of any of them, but for its own children
CLOSE_KIN = 12  # kinds under a heading so narrow that one who does the one may well do the other
STALE = timedelta(days=400)  # a listing not confirmed for longer than a year and a season sinks among equals


@dataclass(frozen=True, slots=True)
class Origin:
    """The point that distances are measured from, WGS84 degrees. ``named`` is False when nobody named one."""

    latitude: float
    longitude: float
    named: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """A producer that answers, with what matched and how far it is (kilometres; None when no place was named).

    ``position`` is how early in its own list a producer names what matched; ``wants`` numbers the wants it meets.
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
    position: int = 0
    sold_out: bool = False
    confirmed_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some results in order. ``more`` tells that others follow; ``widened_to_km`` that none lay within the radius."""

    results: tuple[Result, ...]
    more: bool = False
    widened_to_km: float | None = None


_Tier = dict[int, tuple[int, Match]]  # key → the number of the want and the kind of match it stands for


@dataclass(slots=True)
class _Plan:
    """How one tier is looked through: everywhere (no level), or in a block around the origin."""

    tier: int
    keys: Sequence[int]
    level: int | None

    def ranges(self, origin: Origin) -> list[Range]:
        stretches = [EVERYWHERE] if self.level is None else block(origin.latitude, origin.longitude, self.level)
        return [Range(self.tier, key, low, high) for low, high in stretches for key in self.keys]

    def certain(self, rows: Sequence[Found], origin: Origin, enough: int) -> bool:
        """Whether no nearer row of this tier can lie outside the block."""
        if self.level is None:
            return True
        needed = enough - sum(row.tier < self.tier for row in rows)
        own = [row for row in rows if row.tier == self.tier]
        if needed <= 0:
            return True
        if len(own) < needed:
            return False
        last = own[needed - 1]
        reach = distance_km(origin.latitude, origin.longitude, last.latitude, last.longitude)
        return reach <= guaranteed_km(origin.latitude, origin.longitude, self.level)

    def widen(self) -> bool:
        """Take the next larger block; False when the whole Earth was looked at."""
        if self.level is None:
            return False
        self.level = None if self.level >= MAX_LEVEL else self.level + 1
        return True


@dataclass(slots=True)
class Search:
    """Searches the postings."""

    lexicon: Lexicon
    _densities: Densities = field(default_factory=Densities)

    def forget(self, keys: Iterable[int] | None = None) -> None:
        """Count these keys' postings, or all, anew at the next search: some were written."""
        self._densities.forget(keys)

    async def find(
        self,
        session: Session,
        wants: Sequence[Want],
        terms: Sequence[str],
        origin: Origin,
        *,
        typed: Sequence[str] = (),
        excluded: Sequence[str] = (),
        limit: int = 5,
        offset: int = 0,
        radius_km: float | None = None,
        near_km: float | None = None,
        municipality: str | None = None,
    ) -> Page:
        """The results from ``offset`` on.

        ``typed`` are stems of words that were taken for misspelt: a seller who spells them so is meant after all.
        ``radius_km`` cuts farther ones off unless there are no others; ``near_km`` only tells when to say that the
        nearest is far. ``municipality`` keeps those of one municipality.
        """
        if typed and await self._sold_as(session, typed):
            wants, terms = (), typed
        tiers = self._tiers(wants, terms)
        if not tiers:
            return Page(())
        spare = EXCLUDED_SPARE if excluded else 1
        enough = (offset + limit + 1) * max(1, len(wants)) * spare
        rows = await self._rows(session, tiers, origin, enough, municipality)
        results = self._results(rows, tiers, wants, excluded, origin)
        widened = None
        if origin.named and results:
            reach = min(result.distance_km or 0.0 for result in results if result.match == results[0].match)
            edge = radius_km or near_km
            if edge is not None and min(result.distance_km or 0.0 for result in results) > edge:
                widened = reach
            elif radius_km is not None:
                results = [result for result in results if (result.distance_km or 0.0) <= radius_km]
        return Page(tuple(results[offset : offset + limit]), len(results) > offset + limit, widened)

    def _tiers(self, wants: Sequence[Want], terms: Sequence[str]) -> list[_Tier]:
        """For each tier, its keys with the number of the want and the kind of match that they stand for."""
        tiers: list[_Tier] = [{}, {}, {}, {}]
        for n, want in enumerate(wants):
            for slug in want.concepts:
                concept = self.lexicon.concepts[slug]
                first = 0
                if want.narrow:
                    tiers[0][key_of_narrowed(slug, term_stem(want.narrow))] = (n, Match.EXACT)
                    first = 1
                exactly = Match.KIND if first else Match.EXACT
                tiers[first][key_of_concept(slug, Match.EXACT)] = (n, exactly)
                # Under a heading any kind answers as well as the heading itself.
                tiers[first if concept.category else 1][key_of_concept(slug, Match.KIND)] = (n, Match.KIND)
                tiers[2][key_of_concept(slug, Match.MENTION)] = (n, Match.MENTION)
                for wider in self._second_best(slug):
                    tiers[3].setdefault(key_of_concept(wider, Match.EXACT), (n, Match.GENERAL))
                    if want.told and len(self.lexicon.below(wider)) <= CLOSE_KIN:
                        tiers[3].setdefault(key_of_concept(wider, Match.KIND), (n, Match.GENERAL))
        for n, term in enumerate(terms, len(wants)):
            tiers[0][key_of_term(term)] = (n, Match.EXACT)
        return [tier for tier in tiers if tier]

    def _second_best(self, slug: str) -> list[str]:
        """The wider concepts whose general sellers may have this too."""
        return [
            wider
            for wider, steps in self.lexicon.above(slug).items()
            if steps == 1 or (steps <= GENERAL_STEPS and len(self.lexicon.below(wider)) <= GENERAL_KINDS)
        ]

    async def _sold_as(self, session: Session, typed: Sequence[str]) -> bool:
        """Whether some seller's own words are these."""
        keys = [key_of_term(stem) for stem in typed]
        await self._densities.count(session, keys)
        return any(self._densities.total(key) for key in keys)

    async def _rows(
        self, session: Session, tiers: Sequence[_Tier], origin: Origin, enough: int, municipality: str | None
    ) -> list[Found]:
        """The best rows: tier after tier, in each the certainly nearest ones, until there are enough."""
        plans: list[_Plan] = []
        expected = 0
        for number, tier in enumerate(tiers):
            # Mostly the first tier is enough; if not, all others are counted at once.
            if number < 2:
                await self._densities.count(
                    session, tier if number == 0 else [key for more in tiers[1:] for key in more]
                )
            keys = [key for key in tier if self._densities.total(key)]
            total = sum(self._densities.total(key) for key in keys)
            if not total:
                continue
            few = total <= max(FEW, enough) or municipality is not None
            level = None if few else self._densities.level(keys, origin.latitude, origin.longitude, enough)
            plans.append(_Plan(number, keys, level))
            expected += total
            if expected >= enough and municipality is None:
                break
        while True:
            ranges = [part for plan in plans for part in plan.ranges(origin)]
            rows = await postings.nearest(session, ranges, origin.latitude, origin.longitude, enough, municipality)
            if not [plan for plan in plans if not plan.certain(rows, origin, enough) and plan.widen()]:
                return rows

    def _results(
        self,
        rows: Sequence[Found],
        tiers: Sequence[_Tier],
        wants: Sequence[Want],
        excluded: Sequence[str],
        origin: Origin,
    ) -> list[Result]:
        unwanted = frozenset(slug for name in excluded for slug in self.lexicon.below(name))
        grouped: dict[int, list[tuple[Found, int, Match]]] = {}
        for row in rows:
            want, match = tiers[row.tier][row.key]
            grouped.setdefault(row.producer_id, []).append((row, want, match))
        results = [
            result for found in grouped.values() if (result := self._result(found, wants, unwanted, origin)) is not None
        ]
        now = datetime.now(UTC)
        results.sort(key=lambda result: _rank(result, wants, self.lexicon, now))
        return results

    def _result(
        self,
        found: Sequence[tuple[Found, int, Match]],
        wants: Sequence[Want],
        unwanted: frozenset[str],
        origin: Origin,
    ) -> Result | None:
        row = found[0][0]
        products = row.card.get("products", [])
        if unwanted:
            products = [product for product in products if product.get("concept") not in unwanted]
        match = min(match for _, _, match in found)
        matched = [product for product in products if self._matches(product, found, wants)]
        if unwanted and not matched:
            return None
        sold = [product for product in matched if product.get("role") != "mention"] or matched
        return Result(
            producer_id=row.producer_id,
            code=row.code,
            name=row.name,
            village=row.card.get("village") or row.municipality or "",
            municipality=row.municipality or "",
            phone=row.phone,
            match=match,
            products=tuple(dict.fromkeys(str(product["text"]) for product in sold)),
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
        self, product: dict[str, object], found: Sequence[tuple[Found, int, Match]], wants: Sequence[Want]
    ) -> bool:
        slug = product.get("concept")
        for _, n, match in found:
            if n >= len(wants):
                if slug is None:
                    return True
                continue
            for wanted in wants[n].concepts:
                if slug is None or slug not in self.lexicon.concepts:
                    continue
                if slug in self.lexicon.below(wanted):
                    return True
                if match is Match.MENTION and any(
                    source in self.lexicon.below(wanted) for source in self.lexicon.concepts[str(slug)].made_of
                ):
                    return True
                if match is Match.GENERAL and any(
                    slug in self.lexicon.below(wider) for wider in self._second_best(wanted)
                ):
                    return True
        return False


def _rank(result: Result, wants: Sequence[Want], lexicon: Lexicon, now: datetime) -> tuple[object, ...]:
    tier = result.match
    if tier is Match.KIND and any(lexicon.concepts[want.concepts[0]].category and not want.narrow for want in wants):
        tier = Match.EXACT
    stale = result.confirmed_at is None or now - result.confirmed_at > STALE
    return (
        tier,
        -len(result.wants),
        result.distance_km if result.distance_km is not None else 0.0,
        result.position if result.distance_km is None else 0,
        result.sold_out,
        stale,
        result.name,
        result.producer_id,
    )

"""Finding producers for what is wanted: exact before kind before mention, then the nearest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from osta.discovery.densities import Densities
from osta.discovery.keys import key_of_term
from osta.discovery.lexicon.model import Lexicon
from osta.discovery.plans import Origin, Plan
from osta.discovery.question.model import Want
from osta.discovery.results import Page, Result, results_of
from osta.discovery.tiers import Tier, tiers_of
from osta.store import postings
from osta.store.engine import Session
from osta.store.postings import Found

__all__ = ["Origin", "Page", "Result", "Search"]

FEW = 200  # postings of one key that are simply all looked at
CHUNK = 16  # rows that are sorted at once where distance alone does not say which come first
SPARE = 8  # how many more rows are looked at when some of them will be left out


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
        now: datetime,
        excluded: Sequence[str] = (),
        limit: int = 5,
        offset: int = 0,
        radius_km: float | None = None,
        near_km: float | None = None,
        municipality: str | None = None,
        every_term: bool = False,
    ) -> Page:
        """The results from ``offset`` on, as listings stand at ``now``.

        ``radius_km`` cuts farther ones off unless there are no others; ``near_km`` only tells when to say that the
        nearest is far. ``municipality`` keeps those of one municipality, ``every_term`` those that use all the terms.
        """
        wants = await self._as_typed(session, wants)
        tiers = tiers_of(self.lexicon, wants, terms)
        if not tiers:
            return Page(())
        spare = SPARE if excluded or every_term else 1
        enough = (offset + limit + 1) * max(1, len(wants)) * spare
        # Where distance alone does not say which come first, rows are sorted within chunks of the order of distance, so
        # that every page is cut from the same list.
        chunk = CHUNK if not origin.named or len(wants) > 1 else None
        if chunk is not None:
            enough = -(-enough // chunk) * chunk
        rows = await self._rows(session, tiers, origin, enough, municipality)
        results = results_of(self.lexicon, rows, tiers, wants, excluded, origin, terms, now, chunk)
        if every_term:
            results = [result for result in results if len(result.wants) == len(terms)]
        widened = None
        if origin.named and results:
            reach = min(result.distance_km or 0.0 for result in results if result.match == results[0].match)
            edge = radius_km or near_km
            if edge is not None and min(result.distance_km or 0.0 for result in results) > edge:
                widened = reach
            elif radius_km is not None:
                results = [result for result in results if (result.distance_km or 0.0) <= radius_km]
        return Page(tuple(results[offset : offset + limit]), len(results) > offset + limit, widened)

    async def _as_typed(self, session: Session, wants: Sequence[Want]) -> list[Want]:
        """The wants; a word taken for misspelt that some seller spells just so is wanted as it was typed."""
        keys = {want.typed: key_of_term(want.typed) for want in wants if want.typed}
        if keys:
            await self._densities.count(session, list(keys.values()))
        sold = {typed for typed, key in keys.items() if self._densities.total(key)}
        return [want if want.typed in sold else replace(want, typed=None) for want in wants]

    async def _rows(
        self, session: Session, tiers: Sequence[Tier], origin: Origin, enough: int, municipality: str | None
    ) -> list[Found]:
        """The best rows: tier after tier, in each the certainly nearest ones, until there are enough."""
        plans: list[Plan] = []
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
            plans.append(Plan(number, keys, level))
            expected += total
            if expected >= enough and municipality is None:
                break
        while True:
            ranges = [part for plan in plans for part in plan.ranges(origin)]
            rows = await postings.nearest(session, ranges, origin.latitude, origin.longitude, enough, municipality)
            if not [plan for plan in plans if not plan.certain(rows, origin, enough) and plan.widen()]:
                return rows

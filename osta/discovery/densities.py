"""How densely a key's postings lie: tells a search whether a key is worth looking at, and how wide to start."""

from __future__ import annotations

import math
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from osta.discovery.places.areas import MAX_LEVEL, block
from osta.store import postings
from osta.store.engine import Session
from osta.store.postings import CELL_BITS

CELL_LEVEL = CELL_BITS // 2
FRESH_SECONDS = 30.0  # how long a count may be old: another process may have imported meanwhile
SPARE = 4  # the corners of a block lie farther than some of what is outside it, and postings lie unevenly


@dataclass(frozen=True, slots=True)
class _Counted:
    """The cells that have postings, in rising order, with the number of postings before each and in all."""

    read_at: float
    cells: Sequence[int]
    before: Sequence[int]

    def within(self, low: int, high: int) -> int:
        """The postings in a range of cells, both ends included."""
        return self.before[bisect_right(self.cells, high)] - self.before[bisect_left(self.cells, low)]


@dataclass(slots=True)
class Densities:
    """Counts of postings by key and cell, each remembered for half a minute."""

    _known: dict[int, _Counted] = field(default_factory=dict)

    def forget(self, keys: Iterable[int] | None = None) -> None:
        """Count these keys' postings, or all, anew when they are next asked for: some were written."""
        for key in list(self._known) if keys is None else keys:
            self._known.pop(key, None)

    async def count(self, session: Session, keys: Iterable[int]) -> None:
        """Count what is not known or too old; the other methods need it."""
        now = time.monotonic()
        missing = [key for key in keys if key not in self._known or now - self._known[key].read_at > FRESH_SECONDS]
        if missing:
            for key, cells in (await postings.densities(session, missing)).items():
                self._known[key] = _Counted(now, list(cells), list(accumulate(cells.values(), initial=0)))

    def total(self, key: int) -> int:
        """How many postings a counted key has."""
        return self._known[key].before[-1]

    def level(self, keys: Sequence[int], latitude: float, longitude: float, wanted: int) -> int:
        """The level of the block around the point that probably holds the wanted number of postings and some more."""
        wanted *= SPARE
        known = [self._known[key] for key in keys]
        for level in range(CELL_LEVEL, MAX_LEVEL):
            inside = sum(
                counted.within(low >> CELL_BITS, high >> CELL_BITS)
                for low, high in block(latitude, longitude, level)
                for counted in known
            )
            if level == CELL_LEVEL and inside > wanted:
                # Smaller than the counted cells: each level down holds about a quarter.
                return max(0, level - int(math.log(inside / wanted, 4)))
            if inside >= wanted:
                return level
        return MAX_LEVEL

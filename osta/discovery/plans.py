"""How the postings of a tier are looked through: everywhere, or in a block around the origin that grows if need be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from osta.discovery.places.areas import MAX_LEVEL, block, guaranteed_km
from osta.discovery.places.model import distance_km
from osta.store.postings import Found, Range

EVERYWHERE = (0, 1 << 62)


@dataclass(frozen=True, slots=True)
class Origin:
    """The point that distances are measured from, WGS84 degrees. ``named`` is False when nobody named one."""

    latitude: float
    longitude: float
    named: bool = True


@dataclass(slots=True)
class Plan:
    """How one tier is looked through: everywhere (no level), or in a block around the origin."""

    tier: int
    keys: Sequence[int]
    level: int | None

    def ranges(self, origin: Origin) -> list[Range]:
        """The stretches of the index to look at."""
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

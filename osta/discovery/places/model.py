"""What a place is, and how far apart two points are."""

from __future__ import annotations

import math
from dataclasses import dataclass

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""

KINDS = frozenset({"centre", "municipality", "district", "village", "resort", "hamlet", "region", "town"})
"""`town` is a centre outside the area served; `municipality` and `region` are areas, not points."""

LOCATIVES = frozenset({"inner", "outer"})
"""The series of local cases that locals use: inner (Sallassa) or outer (Savukoskella)."""

AREAS = frozenset({"municipality", "region"})
"""The kinds that cover an area: never the answer to "which village is nearest"."""


def distance_km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """The great-circle (haversine) distance in kilometres between two WGS84 points in degrees."""
    phi, to_phi = math.radians(latitude), math.radians(to_latitude)
    half_chord = (
        math.sin((to_phi - phi) / 2) ** 2
        + math.cos(phi) * math.cos(to_phi) * math.sin(math.radians(to_longitude - longitude) / 2) ** 2
    )
    # Rounding can lift the value of two antipodes a hair above one.
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half_chord)))


@dataclass(frozen=True, slots=True)
class Place:
    """A village, town, municipality or other named place.

    A place whose position nobody knows has that of its `nearest` place and a `radius_km` that says so.
    """

    id: str
    """A stable slug: `kemijarvi`."""
    name: str
    """The name as it is written: `Kemijärvi`."""
    municipality: str
    """The municipality's name; empty for a region."""
    kind: str
    """One of `KINDS`."""
    latitude: float
    """WGS84 degrees, north positive."""
    longitude: float
    """WGS84 degrees, east positive."""
    radius_km: float = 0.0
    """What the name means lies within this distance: how far an area reaches, how unsure a position is."""
    postal_code: str = ""
    alt_names: tuple[str, ...] = ()
    """Other names for the same place: colloquial, Swedish, English, Sámi, older."""
    locative: str = "inner"
    """One of `LOCATIVES`."""
    nearest: str = ""
    """The id of the nearest place, for a place that has no surveyed position of its own."""
    inside: bool = True
    """Whether the place lies in the area that the bot serves."""
    also: tuple[tuple[str, str], ...] = ()
    """(name, `word` or `person`): names of this place that mean something else as well."""
    source: str = ""
    """Where the position comes from."""

    @property
    def names(self) -> tuple[str, ...]:
        """The name, then the other names."""
        return (self.name, *self.alt_names)

    @property
    def is_area(self) -> bool:
        """Whether this is a municipality or a region rather than a point on the map."""
        return self.kind in AREAS

    def also_means(self, name: str) -> frozenset[str]:
        """What else one of this place's names is: `word`, `person`, both, or nothing."""
        return frozenset(meaning for owner, meaning in self.also if owner == name)

    def distance_km(self, latitude: float, longitude: float) -> float:
        """The distance in kilometres from this place to a point."""
        return distance_km(self.latitude, self.longitude, latitude, longitude)

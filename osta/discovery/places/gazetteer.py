"""All places together: by id, by name, by distance."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from pathlib import Path

from osta.discovery.places.model import Place
from osta.discovery.places.rows import PlacesFileError, RowError, read_rows

BUILT_IN = Path(__file__).parent.parent / "data" / "places.csv"
"""The project's own places."""


class Gazetteer:
    """An unchanging collection of places."""

    def __init__(self, places: Iterable[Place]) -> None:
        """Take places as they are.

        Raises `ValueError` when two share an id, or when a nearest place is unknown.
        """
        self._by_id: dict[str, Place] = {}
        for place in places:
            if place.id in self._by_id:
                raise ValueError(f"two places have the id {place.id!r}")
            self._by_id[place.id] = place
        self._by_name: dict[str, list[Place]] = {}
        for place in self._by_id.values():
            if place.nearest and place.nearest not in self._by_id:
                raise ValueError(f"{place.id!r} is said to be near {place.nearest!r}, which is not a place")
            for name in place.names:
                self._by_name.setdefault(name.casefold(), []).append(place)
        for name, found in self._by_name.items():
            # The sort is stable: equally good places stay in file order.
            found.sort(key=lambda place: (place.name.casefold() != name, not place.inside, place.is_area))

    @classmethod
    def load(cls, path: Path = BUILT_IN) -> Gazetteer:
        """Read a gazetteer file (the columns of `data/places.csv`).

        Raises `PlacesFileError` when the file cannot be read or has a bad row.
        """

        def refuse(error: RowError) -> None:
            raise PlacesFileError(str(error))

        try:
            return cls(read_rows(path, refuse))
        except ValueError as error:
            raise PlacesFileError(f"{path}: {error}") from error

    def __iter__(self) -> Iterator[Place]:
        """All places, in file order."""
        return iter(self._by_id.values())

    def __len__(self) -> int:
        """How many places there are."""
        return len(self._by_id)

    def __contains__(self, place_id: object) -> bool:
        """Whether a place has this id."""
        return place_id in self._by_id

    def __getitem__(self, place_id: str) -> Place:
        """The place with an id; `KeyError` when there is none."""
        return self._by_id[place_id]

    def named(self, name: str) -> tuple[Place, ...]:
        """The places called this, in any case of letters, uninflected; the likeliest first.

        A place's own name comes before another name for it, inside before outside, and a centre before
        the municipality of the same name.
        """
        return tuple(self._by_name.get(name.strip().casefold(), ()))

    def in_municipality(self, municipality: str) -> tuple[Place, ...]:
        """The places of a municipality, itself included, in file order."""
        wanted = municipality.casefold()
        return tuple(place for place in self if place.municipality.casefold() == wanted)

    def municipality(self, name: str) -> Place | None:
        """The municipality as an area, if the gazetteer has it."""
        return next((place for place in self.named(name) if place.kind == "municipality"), None)

    def nearest(self, latitude: float, longitude: float, n: int = 1) -> list[tuple[float, Place]]:
        """The n nearest places with a position of their own, as (kilometres, place), nearest first."""
        points = (place for place in self if not place.is_area and not place.nearest)
        measured = ((place.distance_km(latitude, longitude), place) for place in points)
        return heapq.nsmallest(n, measured, key=lambda pair: (pair[0], pair[1].id))

    def within(self, latitude: float, longitude: float, radius_km: float) -> list[tuple[float, Place]]:
        """The places (no areas) at most a radius away, as (kilometres, place), nearest first."""
        measured = ((place.distance_km(latitude, longitude), place) for place in self if not place.is_area)
        return sorted((pair for pair in measured if pair[0] <= radius_km), key=lambda pair: (pair[0], pair[1].id))

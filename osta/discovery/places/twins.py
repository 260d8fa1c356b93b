"""Telling which places of a file are places that the program has itself, so that none is served twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from osta.discovery.places.model import Place
from osta.discovery.places.rows import slug

SAME_KM = 5.0
"""Two places of the same name this near each other are one, whatever municipality they are said to lie in."""


class Twins:
    """The program's own places, for finding the one that a place of a file is."""

    def __init__(self, own: Iterable[Place], *, curated: bool) -> None:
        """``curated`` means that what the program says of its own places is better than what the file says."""
        self._curated = curated
        self._by_id: dict[str, Place] = {}
        self._by_name: dict[tuple[str, bool], list[Place]] = {}
        for place in own:
            self._by_id[place.id] = place
            for name in place.names:
                self._by_name.setdefault((name.casefold(), place.is_area), []).append(place)

    def reconciled(self, places: Iterable[Place]) -> Iterator[Place | None]:
        """The places with the ids that they are to have; None for each that stays as the program has it.

        A place that the program has keeps the program's id, so that homes and listings there stay there.
        """
        ids: dict[str, str] = {}
        taken: set[str] = set()
        for place in places:
            twin = self._twin(place)
            if twin is not None and self._curated:
                ids[place.id] = twin.id
                yield None
                continue
            wanted = twin.id if twin is not None and twin.id not in taken else self._own_id(place)
            while wanted in taken:
                wanted += "-2"
            ids[place.id] = wanted
            taken.add(wanted)
            # Those that only have a nearest place come after it.
            yield replace(place, id=wanted, nearest=ids.get(place.nearest, place.nearest))

    def _twin(self, place: Place) -> Place | None:
        alike = self._by_name.get((place.name.casefold(), place.is_area), ())
        same = (one for one in alike if one.municipality.casefold() == place.municipality.casefold())
        near = (one for one in alike if one.distance_km(place.latitude, place.longitude) <= SAME_KM)
        return next(same, None) or next(near, None)

    def _own_id(self, place: Place) -> str:
        """The place's id; another where it is only made from a name that a place elsewhere has as well."""
        if place.id in self._by_id and place.id == slug(place.name):
            return slug(f"{place.name} {place.municipality}") + ("-2" if not place.municipality else "")
        return place.id

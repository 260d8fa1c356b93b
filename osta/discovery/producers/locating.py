"""Where a producer is: the village that a file means, and the point from which distances are measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from osta.discovery.finnish.folding import fold, tokens
from osta.discovery.index.build import edits_allowed
from osta.discovery.index.lexemes import Kind
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.places.middle import middle
from osta.discovery.places.model import Place
from osta.discovery.question.scan import scan

if TYPE_CHECKING:
    from osta.discovery.service import Discovery

REMEMBERED = 50_000
"""Pairs of names whose places are remembered while a file is read."""


@dataclass(frozen=True, slots=True)
class Located:
    """What a village and a municipality of a file mean. ``doubts`` are (column, what to check)."""

    village: Place | None
    municipality: str | None
    doubts: tuple[tuple[str, str], ...] = ()


class Locator:
    """Finds the places that names mean: as written, without dots, inflected, or misspelt. Remembers what it found."""

    def __init__(self, discovery: Discovery) -> None:
        self._gazetteer = discovery.gazetteer
        self._vocabulary = discovery.reader.vocabulary
        self._folded: dict[str, list[Place]] = {}
        for place in discovery.gazetteer:
            if place.kind != "region":
                for name in place.names:
                    self._folded.setdefault(fold(name), []).append(place)
        self._known: dict[tuple[str | None, str | None], Located] = {}

    def locate(self, village: str | None, municipality: str | None) -> Located:
        """The village's place and the municipality's own name, as written where nobody knows it."""
        pair = (village, municipality)
        if pair not in self._known:
            if len(self._known) > REMEMBERED:
                self._known.clear()
            self._known[pair] = self._locate(village, municipality)
        return self._known[pair]

    def _locate(self, village: str | None, municipality: str | None) -> Located:
        doubts: list[tuple[str, str]] = []
        area = self._municipality(municipality) if municipality else None
        if municipality and area is None:
            doubts.append(("municipality", f"{municipality!r} is not a municipality known here"))
        if not village:
            return Located(None, area or municipality, tuple(doubts))
        choices, guessed = self._named(village)
        choices = [place for place in choices if not place.is_area]
        if not choices:
            instead = f"the middle of {area or 'the region'} is taken instead"
            doubts.append(("village", f"{village!r} is not a place known here: {instead}"))
            return Located(None, area or municipality, tuple(doubts))
        inside = [place for place in choices if area in (None, place.municipality)]
        found = (inside or choices)[0]
        if guessed:
            doubts.append(("village", f"{village!r} is taken for {found.name} in {found.municipality}"))
        if not inside:
            doubts.append(("village", f"{found.name} lies in {found.municipality}, not in {area}: the village counts"))
        others = {place.municipality for place in inside if place.name == found.name} - {found.municipality}
        if others:
            where = ", ".join(sorted(others))
            doubts.append(("village", f"{found.name} is taken for the one in {found.municipality}, not in {where}"))
        return Located(found, found.municipality, tuple(doubts))

    def _municipality(self, name: str) -> str | None:
        found, _ = self._named(name)
        found = [place for place in found if place.kind in ("municipality", "town")] or found
        return (found[0].municipality or found[0].name) if found else None

    def _named(self, text: str) -> tuple[list[Place], bool]:
        """The places that a text names, likeliest first, and whether its spelling had to be guessed."""
        exact = [place for place in self._gazetteer.named(text) if place.kind != "region"]
        exact = exact or self._folded.get(fold(text), []) or self._scanned(text, spell=False)
        if exact:
            return exact, False
        return self._like(text) or self._scanned(text, spell=True), True

    def _scanned(self, text: str, *, spell: bool) -> list[Place]:
        found: dict[str, Place] = {}
        for span in scan(tokens(text), self._vocabulary, spell):
            for sense in span.senses(Kind.PLACE):
                if sense.name in self._gazetteer and self._gazetteer[sense.name].kind != "region":
                    found[sense.name] = self._gazetteer[sense.name]
        # "Kursu, Salla": the village before what it lies in.
        return sorted(found.values(), key=lambda place: (place.is_area, place.kind in ("centre", "town")))

    def _like(self, text: str) -> list[Place]:
        """The places whose name is the nearest to a misspelt one."""
        folded = fold(text)
        allowed = edits_allowed(len(folded))
        if not allowed:
            return []
        names = list(self._folded)
        found = process.extract(folded, names, scorer=OSA.distance, processor=None, score_cutoff=allowed, limit=5)
        least = min((distance for _, distance, _ in found), default=0)
        return [place for name, distance, _ in found if distance == least for place in self._folded[name]]


@dataclass(frozen=True, slots=True)
class Point:
    """WGS84 degrees that a producer is found from."""

    latitude: float
    longitude: float


def point_of(
    gazetteer: Gazetteer,
    village: Place | None,
    municipality: str | None,
    postal_code: str | None,
    own: tuple[float | None, float | None] = (None, None),
) -> Point | None:
    """The producer's own position, else the village's, postal code's, municipality's centre, or the region's middle.

    The last so that a producer who says nothing of a place is found as well. None only without any place at all.
    """
    latitude, longitude = own
    if latitude is not None and longitude is not None:
        return Point(latitude, longitude)
    place = village or _of_postal_code(gazetteer, postal_code) or _centre(gazetteer.named(municipality or ""))
    somewhere = (place.latitude, place.longitude) if place else middle(gazetteer)
    return Point(*somewhere) if somewhere else None


def _of_postal_code(gazetteer: Gazetteer, postal_code: str | None) -> Place | None:
    if not postal_code:
        return None
    return _centre([place for place in gazetteer if place.postal_code == postal_code and not place.is_area])


def _centre(places: Sequence[Place]) -> Place | None:
    return min(places, key=lambda place: (place.is_area, place.kind not in ("centre", "town")), default=None)

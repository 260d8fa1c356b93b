"""Which forms of which place names the index reads: all of a region's, and the standard ones of a country around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from osta.discovery.places.forms import Case, case_forms, reading_forms_of
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.places.middle import middle
from osta.discovery.places.model import Place

FULLY_READ = 3_000
"""Places whose spoken forms and slips of spelling are read as well. More would make the index large and, since many
villages are called like things that are sold, its corrections worse."""


@dataclass(frozen=True, slots=True)
class Readable:
    """A place with the (form, case) pairs that mean it. ``spelt``: also with a slip of spelling."""

    place: Place
    forms: tuple[tuple[str, Case], ...]
    spelt: bool = True


def readable(gazetteer: Gazetteer) -> Iterator[Readable]:
    """The places with what to read of them, in order.

    In a large gazetteer the places inside count: those outside are read in their standard forms only, by the names
    that no place inside has, and of several of one name only the nearest to the region's middle is.
    """
    if len(gazetteer) <= FULLY_READ:
        for place in gazetteer:
            yield Readable(place, tuple(reading_forms_of(place)))
        return
    full = sum(place.inside for place in gazetteer) <= FULLY_READ
    owners = _owners(gazetteer)
    for place in gazetteer:
        if place.inside and full:
            yield Readable(place, tuple(reading_forms_of(place)))
            continue
        names = [name for name in place.names if place.inside or owners[name.casefold()] == place.id]
        if names:
            forms = dict.fromkeys(pair for name in names for pair in _standard(name))
            yield Readable(place, tuple(forms), spelt=False)


def _standard(name: str) -> Iterator[tuple[str, Case]]:
    for case, forms in case_forms(name.lower()).items():
        yield from ((form, case) for form in forms)


def _owners(gazetteer: Gazetteer) -> dict[str, str]:
    """The place that a name outside means; an id that is none's where a place inside has the name."""
    latitude, longitude = middle(gazetteer) or (0.0, 0.0)
    nearest: dict[str, tuple[float, str]] = {}
    for place in gazetteer:
        key = (0.0, "") if place.inside else (place.distance_km(latitude, longitude), place.id)
        for name in place.names:
            nearest[name.casefold()] = min(key, nearest.get(name.casefold(), key))
    return {name: place_id for name, (_, place_id) in nearest.items()}

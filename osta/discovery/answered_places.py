"""Places that people name when they are asked for one: nothing else is expected, so any spelling is tried."""

from __future__ import annotations

from osta.discovery.places.model import Place
from osta.discovery.producers.locating import Locator
from osta.discovery.service import Discovery

LONGEST = 200  # characters of an answer that are looked at


def places_answered(discovery: Discovery, text: str) -> tuple[Place, ...]:
    """The places that the answer may mean, likeliest first: more than one only where several have the name.

    An area stands for its centre. Nothing for what is no place, and for what plainly asks for something to buy.
    """
    answer = text[:LONGEST].strip()
    exact = [place for place in discovery.gazetteer.named(answer) if not place.is_area]
    if exact:
        return tuple(exact)
    read = discovery.read(answer)
    if read.wants:
        return ()
    found = read.place_choices or read.places[:1]
    if not found:
        located = Locator(discovery).locate(answer, None).village
        found = (located,) if located is not None else ()
    return tuple(_centre(discovery, place) for place in found)


def _centre(discovery: Discovery, place: Place) -> Place:
    if not place.is_area:
        return place
    centres = (one for one in discovery.gazetteer.in_municipality(place.municipality) if one.kind == "centre")
    return next(centres, place)

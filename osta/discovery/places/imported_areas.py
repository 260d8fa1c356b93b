"""What a file of places leaves out, though people and the bot use it: municipalities as areas, and their centres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from osta.discovery.places.endings import usual_locative
from osta.discovery.places.model import Place
from osta.discovery.places.rows import slug

DERIVED = "derived"
"""The source of an area that no file had."""


def completed(places: Sequence[Place]) -> list[Place]:
    """The places with a centre and an area for each municipality served, as far as the names of the places tell them.

    The centre is the place with the municipality's name. The area lies around it, as far as its farthest place.
    """
    by_municipality: dict[str, list[Place]] = {}
    for place in places:
        if place.inside and place.municipality:
            by_municipality.setdefault(place.municipality, []).append(place)
    ids = {place.id for place in places}
    promoted: dict[str, Place] = {}
    areas: list[Place] = []
    for municipality, known in by_municipality.items():
        points = [place for place in known if not place.is_area]
        centre = _centre(municipality, points)
        if centre is not None and centre.kind != "centre":
            centre = promoted[centre.id] = replace(centre, kind="centre")
        if points and not any(place.kind == "municipality" for place in known):
            areas.append(_area(municipality, centre, points, ids))
    return [*(promoted.get(place.id, place) for place in places), *areas]


def _centre(municipality: str, points: Sequence[Place]) -> Place | None:
    """The centre that there is, else the place called like the municipality, if any."""
    named = [place for place in points if place.name.casefold() == municipality.casefold()]
    centres = [place for place in points if place.kind == "centre"]
    return next(iter([*(place for place in named if place.kind == "centre"), *centres, *named]), None)


def _area(municipality: str, centre: Place | None, points: Sequence[Place], ids: set[str]) -> Place:
    latitude = centre.latitude if centre else sum(place.latitude for place in points) / len(points)
    longitude = centre.longitude if centre else sum(place.longitude for place in points) / len(points)
    place_id = f"{slug(municipality) or 'x'}-kunta"
    while place_id in ids:
        place_id += "-kunta"
    ids.add(place_id)
    return Place(
        id=place_id,
        name=municipality,
        municipality=municipality,
        kind="municipality",
        latitude=latitude,
        longitude=longitude,
        radius_km=max(place.distance_km(latitude, longitude) for place in points),
        locative=centre.locative if centre and centre.name == municipality else usual_locative(municipality),
        source=DERIVED,
    )

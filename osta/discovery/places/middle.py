"""The middle of the region served: from where distances are measured when nobody said where they are."""

from __future__ import annotations

from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.places.model import Place


def middle(gazetteer: Gazetteer) -> tuple[float, float] | None:
    """Latitude and longitude of the region, else the mean of its centres, else of its places; None without places."""
    inside = [place for place in gazetteer if place.inside] or list(gazetteer)
    regions = [place for place in inside if place.kind == "region"][:1]
    centres = [place for place in inside if place.kind == "centre"]
    return _mean(regions or centres or inside)


def _mean(places: list[Place]) -> tuple[float, float] | None:
    if not places:
        return None
    return sum(place.latitude for place in places) / len(places), sum(place.longitude for place in places) / len(places)

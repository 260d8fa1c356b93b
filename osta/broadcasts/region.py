"""The place that stands for the whole area served."""

from __future__ import annotations

from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.places.model import Place


def region(gazetteer: Gazetteer) -> Place | None:
    """The region itself; None where the places have none."""
    return next((place for place in gazetteer if place.kind == "region"), None)

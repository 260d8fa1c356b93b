"""Where a person is: a position shared lately, else the home village."""

from __future__ import annotations

from datetime import datetime, timedelta

from osta.discovery.service import Here
from osta.handlers.turn import Turn

FRESH = timedelta(hours=2)  # a shared position is where somebody is for about as long


def note_position(turn: Turn, latitude: float, longitude: float) -> None:
    """Keep the shared position for a while."""
    turn.data["position"] = [latitude, longitude, (turn.now + FRESH).isoformat()]


def position(turn: Turn) -> Here | None:
    """The position shared lately; an older one is forgotten."""
    if "position" not in turn.data:
        return None
    latitude, longitude, until = turn.data["position"]
    if datetime.fromisoformat(until) < turn.now:
        del turn.data["position"]
        return None
    return Here(latitude, longitude)


def home(turn: Turn) -> Here | None:
    """The home village, if the person has told it."""
    name = turn.person.home_place_id
    if name is None or name not in turn.discovery.gazetteer:
        return None
    place = turn.discovery.gazetteer[name]
    return Here(place.latitude, place.longitude, place)


def here(turn: Turn) -> Here | None:
    """The position shared lately, else the home village, else None."""
    return position(turn) or home(turn)

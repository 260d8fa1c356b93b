"""The places that an operator imported, and the gazetteer that they make: added to the program's own, or alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.places.imported_areas import completed
from osta.discovery.places.model import Place
from osta.discovery.places.stored import place_of
from osta.store import imported_places, marks
from osta.store.engine import Session
from osta.store.places import PlaceRow

PLACES_MARK = "places"
"""The mark that says what to do with imported places, and their fingerprint; there is none without such places."""
ONLY, ADDED = "only", "added"


@dataclass(frozen=True, slots=True)
class Imported:
    """Imported places, by id. ``only`` means that the program's own are not served beside them."""

    places: tuple[Place, ...]
    only: bool
    edition: str
    """Changes with the places and with ``only``: what is derived from them is named by it."""

    def gazetteer(self, built_in: Iterable[Place]) -> Gazetteer:
        """All places that are served; an imported one stands for the program's own with the same id."""
        ids = {place.id for place in self.places}
        own = () if self.only else (place for place in built_in if place.id not in ids)
        places = completed([*own, *self.places])
        known = {place.id for place in places}
        # Nothing is lost: a place that was placed by another has its position too.
        return Gazetteer(place if place.nearest in known else replace(place, nearest="") for place in places)


async def read(session: Session) -> Imported | None:
    """What was imported; None, after one look, where nothing was."""
    edition = await marks.value(session, PLACES_MARK)
    if not edition:
        return None
    rows = await imported_places.every(session)
    return Imported(tuple(map(place_of, rows)), edition.startswith(ONLY), edition)


async def is_only(session: Session) -> bool:
    """Whether the imported places are served alone."""
    return (await marks.value(session, PLACES_MARK) or "").startswith(ONLY)


async def note(session: Session, *, only: bool) -> None:
    """Note what the imported places are by now, after some were written."""
    edition = _digest(await imported_places.every(session))
    await marks.note(session, PLACES_MARK, f"{ONLY if only else ADDED} {edition}")


async def forget(session: Session) -> int:
    """Serve the program's own places again; returns how many imported ones were forgotten."""
    count = await imported_places.forget(session)
    await marks.note(session, PLACES_MARK, "")
    return count


def _digest(rows: Sequence[PlaceRow]) -> str:
    state = hashlib.blake2b(digest_size=10)
    for row in rows:
        state.update(repr(row).encode())
    return state.hexdigest()

"""Taking over a file of places: good rows load, bad ones are reported, and the same file again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from osta.discovery.places import imported
from osta.discovery.places.geonames import is_dump, read_places
from osta.discovery.places.model import Place
from osta.discovery.places.rows import PlacesFileError, RowError
from osta.discovery.places.stored import row_of
from osta.discovery.places.twins import Twins
from osta.store import imported_places
from osta.store.engine import Database

MOST_PLACES = 200_000
"""Places of one file: those of a large country. The running program keeps all in memory, about 1 kB each."""


@dataclass(slots=True)
class PlacesReport:
    """How many places were new, different or as before, how many the program knew itself, and what was refused."""

    file: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    known: int = 0
    forgotten: int = 0
    refused: list[RowError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The report for people, the totals last."""
        yield from (f"refused: {error}" for error in self.refused)
        yield from (f"check: {warning}" for warning in self.warnings)
        counts = {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "known to the program already": self.known,
            "of earlier imports forgotten": self.forgotten,
            "refused": len(self.refused),
        }
        yield f"{self.file}: {', '.join(f'{n} {what}' for what, n in counts.items() if n) or 'no rows'}"


async def import_places(
    database: Database,
    path: Path,
    built_in: Iterable[Place],
    *,
    only: bool = False,
    inside: Collection[str] | None = None,
    progress: Callable[[str, float], None] = lambda step, share: None,
) -> PlacesReport:
    """Load a GeoNames country dump or a CSV of places, all that can be used of it or nothing.

    With ``only``, this file's places are served alone from now on; else they join what is served, ``built_in`` or
    what an earlier import with ``only`` made of it. ``inside`` names the municipalities served. Without it those of a
    dump are the ones that are served already, or with ``only`` all; a CSV says it in its column. Raises
    `PlacesFileError` when the file cannot be read, or has no place that would be served with ``only``.
    """
    report = PlacesReport(str(path))
    async with database.reading() as session:
        alone = only or await imported.is_only(session)
        served = await imported.read(session)
    own = [] if alone else list(built_in)
    dump = is_dump(path)
    if dump and inside is None and not only:
        there = [*own, *(served.places if served else ())]
        inside = {place.municipality for place in there if place.inside and place.municipality}
    read = read_places(path, report.refused.append, inside=inside)
    places = list(islice(Twins(own, curated=dump).reconciled(read), MOST_PLACES + 1))
    _check(path, places, report, inside, only=only, built_in=own)
    chosen = [place for place in places if place is not None]
    report.known = len(places) - len(chosen)
    async with database.transaction() as session:
        if only:
            report.forgotten = await imported_places.forget(session, {place.id for place in chosen})
        for start in range(0, len(chosen), imported_places.BATCH):
            rows = [row_of(place) for place in chosen[start : start + imported_places.BATCH]]
            counts = await imported_places.save(session, rows)
            report.added += counts.added
            report.changed += counts.changed
            report.unchanged += counts.unchanged
            progress("places", start / len(chosen))
        if chosen:
            await imported.note(session, only=alone)
    return report


def _check(
    path: Path,
    places: Sequence[Place | None],
    report: PlacesReport,
    inside: Collection[str] | None,
    *,
    only: bool,
    built_in: Sequence[Place],
) -> None:
    if len(places) > MOST_PLACES:
        raise PlacesFileError(f"{path}: more than {MOST_PLACES} places; give the file of one country or region")
    chosen = [place for place in places if place is not None]
    there = {place.municipality.casefold() for place in [*chosen, *built_in]}
    missing = sorted(name for name in inside or () if name.casefold() not in there)
    report.warnings += [f"{path}: no place lies in {name!r}: is its name written so in the file?" for name in missing]
    if only and not any(place.inside and not place.is_area for place in chosen):
        refused = f" The first refused: {report.refused[0]}" if report.refused else ""
        raise PlacesFileError(f"{path}: no place of it would be served; look at its rows and at --inside.{refused}")

"""Reading places from a file: a GeoNames country dump, or a table with the columns of our own gazetteer."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from osta.discovery.places.endings import usual_locative
from osta.discovery.places.model import Place
from osta.discovery.places.rows import BadValue, RowError, coordinate, read_rows
from osta.discovery.places.textfile import open_text, plain

COLUMNS = (
    "geonameid name asciiname alternatenames latitude longitude feature_class feature_code country_code cc2"
    " admin1_code admin2_code admin3_code admin4_code population elevation dem timezone modification_date".split()
)
"""The columns of a country dump, as http://download.geonames.org/export/dump/readme.txt has them."""

POPULATED = frozenset({"P"})
"""The feature class of cities, villages and the centres of administrative areas."""

DESERTED = frozenset({"PPLQ", "PPLH", "PPLW", "PPLCH"})
"""Populated places that are abandoned, historical or destroyed: nobody sells anything there."""

KINDS = {"PPLX": "district", "PPLF": "hamlet", "PPLL": "hamlet", "PPLR": "hamlet", "PPLS": "hamlet"}
"""What a feature code is to us; a code of PPLA… or PPLC is a centre, any other a village."""

MUNICIPALITY_LEVELS = ("ADM3", "ADM4", "ADM2", "ADM1")
"""The administrative level that names a place's municipality: the third in Finland, else the first there is."""

RADIUS_KM = 2.0
"""How far off the position of a village in GeoNames may be."""

AdminCodes = tuple[str, ...]


def read_places(
    path: Path,
    on_error: Callable[[RowError], None],
    *,
    feature_classes: Collection[str] = POPULATED,
    inside: Collection[str] | None = None,
) -> Iterator[Place]:
    """The places of a country dump or of a CSV file, whichever it is, one at a time.

    A bad row goes to `on_error` and is left out. `feature_classes` (of a dump) chooses what is read; `inside`
    names the municipalities that the bot serves: when it is None, all of a dump, and in a CSV file what its column
    `inside` says. Raises `PlacesFileError` when the file
    as a whole cannot be read.
    """
    if is_dump(path):
        return read_dump(path, on_error, feature_classes=feature_classes, inside=inside)
    rows = read_rows(path, on_error)
    if inside is None:
        return rows
    served = {name.casefold() for name in inside}
    return (
        replace(place, inside=True) if place.municipality.casefold() in served else _outside(place) for place in rows
    )


def is_dump(path: Path) -> bool:
    """Whether a file looks like a country dump: tabs, no header, a number first.

    Raises `PlacesFileError` when the file cannot be read.
    """
    with open_text(path) as lines:
        cells = lines.readline().split("\t")
    return len(cells) > len(COLUMNS) // 2 and cells[0].strip().isdigit()


def read_dump(
    path: Path,
    on_error: Callable[[RowError], None],
    *,
    feature_classes: Collection[str] = POPULATED,
    inside: Collection[str] | None = None,
) -> Iterator[Place]:
    """The places of a GeoNames country dump, one at a time; the file is read twice, never held in memory.

    Ids are `geonames-` and GeoNames' number. Raises `PlacesFileError` when the file cannot be read.
    """
    areas = _administrative_names(path)
    served = None if inside is None else {name.casefold() for name in inside}
    for line, cells in _lines(path):
        try:
            place = _place(cells, feature_classes, areas)
        except BadValue as error:
            on_error(RowError(str(path), line, error.column, str(error)))
            continue
        if place is None:
            continue
        yield place if served is None or place.municipality.casefold() in served else _outside(place)


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    with open_text(path) as lines:
        for number, line in enumerate(lines, start=1):
            # The format has no quoting: a quotation mark is part of a name.
            if cells := line.rstrip("\r\n"):
                yield number, cells.split("\t")


def _administrative_names(path: Path) -> dict[tuple[str, AdminCodes], str]:
    """Names of administrative areas by level and codes."""
    names: dict[tuple[str, AdminCodes], str] = {}
    for _, cells in _lines(path):
        if len(cells) == len(COLUMNS) and cells[7] in MUNICIPALITY_LEVELS:
            names[cells[7], _codes(cells, cells[7])] = plain(cells[1])
    return names


def _codes(cells: list[str], level: str) -> AdminCodes:
    """Country and administrative codes down to a level, which together name one area."""
    return (cells[8], *islice(cells, 10, 10 + int(level[-1])))


def _place(
    cells: list[str], feature_classes: Collection[str], areas: dict[tuple[str, AdminCodes], str]
) -> Place | None:
    """The place of one row; None for what is not asked for. Raises `BadValue`."""
    if len(cells) != len(COLUMNS):
        raise BadValue("row", f"has {len(cells)} columns instead of {len(COLUMNS)}")
    row = dict(zip(COLUMNS, map(plain, cells), strict=True))
    code = row["feature_code"]
    if row["feature_class"] not in feature_classes or code in DESERTED:
        return None
    if not row["geonameid"].isdigit():
        raise BadValue("geonameid", f"{row['geonameid']!r} is not a number")
    name = row["name"]
    if not name:
        raise BadValue("name", "is empty")
    return Place(
        id=f"geonames-{row['geonameid']}",
        name=name,
        municipality=_municipality(cells, areas),
        kind="centre" if code.startswith(("PPLA", "PPLC")) else KINDS.get(code, "village"),
        latitude=coordinate(row["latitude"], "latitude", 90),
        longitude=coordinate(row["longitude"], "longitude", 180),
        radius_km=RADIUS_KM,
        alt_names=tuple(_latin_names(row["alternatenames"], name)),
        locative=usual_locative(name),
        source="geonames",
    )


def _municipality(cells: list[str], areas: dict[tuple[str, AdminCodes], str]) -> str:
    found = (areas.get((level, _codes(cells, level))) for level in MUNICIPALITY_LEVELS if _codes(cells, level)[-1])
    return next((name for name in found if name), "")


def _latin_names(alternatives: str, name: str) -> Iterator[str]:
    """Other names in Latin letters, those of Sámi among them; people here do not ask in other scripts."""
    for alternative in dict.fromkeys(part.strip() for part in alternatives.split(",")):
        letters = [letter for letter in alternative if letter.isalpha()]
        if alternative != name and letters and all(map(_is_latin, letters)):
            yield alternative


def _is_latin(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith(("LATIN", "MODIFIER LETTER"))


def _outside(place: Place) -> Place:
    kind = "town" if place.kind == "centre" else place.kind
    return replace(place, inside=False, kind=kind)

"""Reading places from a table: our own gazetteer file, or one that somebody made in a spreadsheet."""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from osta.discovery.places.endings import usual_locative
from osta.discovery.places.model import KINDS, LOCATIVES, Place
from osta.discovery.places.textfile import PlacesFileError, open_text, plain

__all__ = ["PlacesFileError", "RowError", "read_rows", "slug"]

COLUMNS = {
    "id": "id",
    "tunnus": "id",
    "name": "name",
    "nimi": "name",
    "municipality": "municipality",
    "kunta": "municipality",
    "kind": "kind",
    "laji": "kind",
    "latitude": "latitude",
    "lat": "latitude",
    "leveysaste": "latitude",
    "longitude": "longitude",
    "lon": "longitude",
    "pituusaste": "longitude",
    "radius_km": "radius_km",
    "säde_km": "radius_km",
    "postal_code": "postal_code",
    "postinumero": "postal_code",
    "alt_names": "alt_names",
    "muut_nimet": "alt_names",
    "locative": "locative",
    "paikallissija": "locative",
    "nearest": "nearest",
    "lähin": "nearest",
    "inside": "inside",
    "alueella": "inside",
    "also": "also",
    "myös": "also",
    "source": "source",
    "lähde": "source",
}
"""English and Finnish headers; other columns are left unread."""

YES_NO = {"": True, "yes": True, "kyllä": True, "true": True, "1": True}
YES_NO |= {"no": False, "ei": False, "false": False, "0": False}
MEANINGS = frozenset({"word", "person"})


class RowError(NamedTuple):
    """Why one row of a file was left out."""

    file: str
    line: int
    """Counted from one."""
    column: str
    reason: str

    def __str__(self) -> str:
        """The error as a line for a report."""
        return f"{self.file}, line {self.line}, {self.column}: {self.reason}"


class BadValue(ValueError):
    """A value of a row cannot be used."""

    def __init__(self, column: str, reason: str) -> None:
        """Name the column and say what is wrong."""
        super().__init__(reason)
        self.column = column


def slug(name: str) -> str:
    """A name in ASCII for use as an id: `Ryti-Lehtola` → `ryti-lehtola`, `Räisälä` → `raisala`."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def coordinate(text: str, column: str, limit: float) -> float:
    """Degrees, from text with a decimal point or comma.

    Raises `BadValue` for what is no number or out of range.
    """
    try:
        degrees = float(text.replace(",", "."))
    except ValueError:
        raise BadValue(column, f"{text!r} is not a number of degrees") from None
    if not -limit <= degrees <= limit:  # also refuses "nan"
        raise BadValue(column, f"{text} is not between -{limit:g} and {limit:g}")
    return degrees


def read_rows(path: Path, on_error: Callable[[RowError], None]) -> Iterator[Place]:
    """The places of a CSV file, one at a time; a bad row goes to `on_error` and is left out.

    The separator may be a comma, semicolon or tab, the encoding UTF-8 (with or without a byte order
    mark), UTF-16 or Windows-1252. Needed: a name, and a position or a nearest place of the same file. Those
    with a nearest place only come last, at its position. Raises `PlacesFileError` when the file as a whole
    cannot be read.
    """
    positions: dict[str, tuple[float, float]] = {}
    lines: dict[str, int] = {}
    waiting: list[Place] = []
    for line, values in _cells(path, on_error):
        try:
            place = place_from(values)
        except BadValue as error:
            on_error(RowError(str(path), line, error.column, str(error)))
            continue
        if place.id in lines:
            reason = f"{place.id!r} is the id of line {lines[place.id]} as well: give each its own in a column `id`"
            on_error(RowError(str(path), line, "id", reason))
            continue
        lines[place.id] = line
        if math.isnan(place.latitude):
            waiting.append(place)
        else:
            positions[place.id] = place.latitude, place.longitude
            yield place
    for place in waiting:
        if place.nearest in positions:
            latitude, longitude = positions[place.nearest]
            yield replace(place, latitude=latitude, longitude=longitude)
        else:
            reason = f"{place.nearest!r} is not the id of a place with a position"
            on_error(RowError(str(path), lines[place.id], "nearest", reason))


def _cells(path: Path, on_error: Callable[[RowError], None]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, values by column) of the rows that are not empty."""
    with open_text(path) as file:
        head = file.readline()
        delimiter = max(",;\t", key=head.count)
        cells = next(csv.reader([head], delimiter=delimiter), [])
        fields = [COLUMNS.get(cell.strip().casefold(), "") for cell in cells]
        if "name" not in fields or not {"latitude", "nearest"} & set(fields):
            reason = "the first line must name the columns, among them name, latitude and longitude"
            raise PlacesFileError(f"{path}: {reason}")
        reader = csv.reader(file, delimiter=delimiter)
        while True:
            line = reader.line_num + 2  # the reader has not seen the header
            try:
                row = [plain(cell) for cell in next(reader)]
            except StopIteration:
                return
            except csv.Error as error:
                on_error(RowError(str(path), line, "row", str(error)))
                continue
            if any(row):
                yield line, {field: cell for field, cell in zip(fields, row, strict=False) if field}


def place_from(values: Mapping[str, str]) -> Place:
    """A place from the values of one row, keyed by column.

    Raises `BadValue` for the first value that cannot be used.
    """
    name = values.get("name", "")
    if not name:
        raise BadValue("name", "is empty")
    municipality = values.get("municipality", "")
    latitude = longitude = math.nan
    if values.get("latitude") or values.get("longitude"):
        latitude = coordinate(values.get("latitude", ""), "latitude", 90)
        longitude = coordinate(values.get("longitude", ""), "longitude", 180)
    elif not values.get("nearest"):
        raise BadValue("latitude", "is empty, and no nearest place is given")
    place_id = values.get("id") or slug(name)
    if not place_id:
        raise BadValue("id", f"is empty, and {name!r} has no letter to make one from")
    return Place(
        id=place_id,
        name=name,
        municipality=municipality,
        kind=_one_of(KINDS, values.get("kind") or "village", "kind"),
        latitude=latitude,
        longitude=longitude,
        radius_km=_radius(values.get("radius_km", "")),
        postal_code=values.get("postal_code", ""),
        alt_names=_listed(values.get("alt_names", "")),
        locative=_one_of(LOCATIVES, values.get("locative") or usual_locative(name), "locative"),
        nearest=values.get("nearest", ""),
        inside=_yes_no(values.get("inside", "")),
        also=tuple(_meaning(entry, name) for entry in _listed(values.get("also", ""))),
        source=values.get("source", ""),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part for part in (piece.strip() for piece in text.split(";")) if part)


def _one_of(allowed: frozenset[str], value: str, column: str) -> str:
    if value not in allowed:
        raise BadValue(column, f"{value!r} is not one of {', '.join(sorted(allowed))}")
    return value


def _radius(text: str) -> float:
    try:
        radius = float(text.replace(",", ".") or 0)
    except ValueError:
        radius = math.nan
    if not 0 <= radius < math.inf:
        raise BadValue("radius_km", f"{text!r} is not a number of kilometres")
    return radius


def _yes_no(text: str) -> bool:
    try:
        return YES_NO[text.casefold()]
    except KeyError:
        raise BadValue("inside", f"{text!r} is neither yes nor no") from None


def _meaning(entry: str, name: str) -> tuple[str, str]:
    """`word` about the place's own name, or `Suomu:word` about another of its names."""
    owner, _, meaning = entry.rpartition(":")
    if meaning not in MEANINGS:
        raise BadValue("also", f"{entry!r} is neither word nor person")
    return owner or name, meaning

"""From the rows of a file to entries with checked values, and to what has to be said about the others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from osta.chat.cells import restored
from osta.discovery.places.rows import BadValue, RowError, coordinate
from osta.discovery.producers import values
from osta.discovery.producers.columns import LISTED_TOGETHER, columns_of, is_header
from osta.discovery.producers.months import Months, NotMonths, read_months
from osta.discovery.producers.table import ProducersFileError, Row, Table

HEADER_WITHIN_ROWS = 10  # above the header may stand a title
LONGEST = {"name": 200, "products": 10_000, "description": 10_000}
LONGEST_OTHER = 1_000
_NOTHING = frozenset(("-", "–", "—", "?", ".", "n/a", "ei ole", "ei tiedossa"))
_LINES = frozenset({"products", "description", "opening_hours"})
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One producer as the file has it; ``given`` are the columns that the file has, even where a cell is empty."""

    line: int
    given: frozenset[str]
    name: str
    products: str = ""
    description: str | None = None
    village: str | None = None
    municipality: str | None = None
    postal_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    business_id: str | None = None
    industry: str | None = None
    industry_version: str | None = None
    months: Months = ()
    opening_hours: str | None = None
    delivery_area: str | None = None
    languages: tuple[str, ...] = ()
    emblem: str | None = None


class EntryReader:
    """Reads the entries of one table. ``unread_columns`` are headers that mean nothing here, once reading has begun."""

    def __init__(
        self, path: Path, table: Table, on_error: Callable[[RowError], None], on_warning: Callable[[RowError], None]
    ) -> None:
        self._file = str(path)
        self._rows = table.rows
        self._on_error = on_error
        self._on_warning = on_warning
        self.unread_columns: tuple[str, ...] = ()

    def entries(self) -> Iterator[Entry]:
        """The good rows, one at a time; the others go to ``on_error``. Raises ProducersFileError without a header."""
        columns = self._header()
        given = frozenset(column for column in columns if column)
        for row in self._rows:
            if row.error:
                self._on_error(RowError(self._file, row.line, "row", row.error))
                continue
            cells = _by_column(columns, row)
            if not cells:
                continue
            try:
                yield self._entry(row.line, given, cells)
            except BadValue as error:
                self._on_error(RowError(self._file, row.line, error.column, str(error)))

    def _header(self) -> list[str | None]:
        seen: list[str] = []
        for number, row in enumerate(self._rows, 1):
            columns = columns_of(row.cells)
            if is_header(columns):
                self.unread_columns = tuple(
                    cell.strip() for cell, column in zip(row.cells, columns, strict=True) if cell.strip() and not column
                )
                return columns
            seen = seen or [cell.strip() for cell in row.cells if cell.strip()]
            if number == HEADER_WITHIN_ROWS:
                break
        found = f"found: {', '.join(seen)[:200]}" if seen else "the file is empty"
        needed = "the first line must name the columns, among them nimi (name) and tuotteet (products) or kuvaus"
        raise ProducersFileError(f"{self._file}: {needed} (description); {found}")

    def _entry(self, line: int, given: frozenset[str], cells: Mapping[str, str]) -> Entry:
        def warn(column: str, reason: str) -> None:
            self._on_warning(RowError(self._file, line, column, reason))

        for column, cell in cells.items():
            if len(cell) > (longest := LONGEST.get(column, LONGEST_OTHER)):
                raise BadValue(column, f"has {len(cell)} characters: at most {longest} are taken")
        name, products, description = (cells.get(column, "") for column in ("name", "products", "description"))
        if not _says_something(name):
            raise BadValue("name", "is empty: every producer needs a name")
        products = products if _says_something(products) else ""
        if not products and not _says_something(description):
            raise BadValue("products", "is empty: write what is sold here or in the description")
        latitude, longitude = _position(cells)
        code, version = values.industry(cells["industry"], warn) if "industry" in cells else (None, None)
        return Entry(
            line=line,
            given=given,
            name=name,
            products=products,
            description=description or None,
            village=cells.get("village"),
            municipality=cells.get("municipality"),
            postal_code=values.postal_code(cells["postal_code"], warn) if "postal_code" in cells else None,
            latitude=latitude,
            longitude=longitude,
            phone=values.phone(cells["phone"], warn) if "phone" in cells else None,
            email=values.email(cells["email"], warn) if "email" in cells else None,
            website=values.website(cells["website"], warn) if "website" in cells else None,
            business_id=values.business_id(cells["business_id"]) if "business_id" in cells else None,
            industry=code,
            industry_version=version,
            months=_months(cells.get("months", "")),
            opening_hours=cells.get("opening_hours"),
            delivery_area=cells.get("delivery_area"),
            languages=values.languages(cells.get("languages", ""), warn),
            emblem=values.emblem(cells["emblem"]) if "emblem" in cells else None,
        )


def _by_column(columns: list[str | None], row: Row) -> dict[str, str]:
    """The cells that are not empty."""
    found: dict[str, str] = {}
    for column, cell in zip(columns, row.cells, strict=False):
        if column is None:
            continue
        cleaned = _clean(cell, keep_lines=column in _LINES)
        if not cleaned or cleaned.lower() in _NOTHING:
            continue
        joined = column in LISTED_TOGETHER and column in found
        found[column] = f"{found[column]}; {cleaned}" if joined else cleaned
    return found


def _clean(cell: str, *, keep_lines: bool) -> str:
    """The cell composed, without control and direction marks; runs of blanks become one."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", cell.replace("\r\n", "\n").replace("\r", "\n")))
    parts = (" ".join(line.split()) for line in text.split("\n"))
    return restored(("\n" if keep_lines else " ").join(part for part in parts if part).strip())


def _says_something(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _position(cells: Mapping[str, str]) -> tuple[float | None, float | None]:
    if "latitude" not in cells and "longitude" not in cells:
        return None, None
    for column in ("latitude", "longitude"):
        if column not in cells:
            raise BadValue(column, "is empty: a position needs both latitude and longitude, or neither")
    return coordinate(cells["latitude"], "latitude", 90), coordinate(cells["longitude"], "longitude", 180)


def _months(text: str) -> Months:
    try:
        return read_months(text)
    except NotMonths:
        reason = f"{text!r} names no months: write numbers such as 7-8 or 6-9,12-4; in a spreadsheet, as text"
        raise BadValue("months", reason) from None

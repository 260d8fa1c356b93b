"""A table of cells from whatever file a person hands over: CSV of any kind, or a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from osta.chat.errors import OstaError
from osta.discovery.places.rows import PlacesFileError
from osta.discovery.places.textfile import open_text

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
LONGEST_ROW_LINES = 200
"""Lines that one row may go over: beyond this, a quotation mark was left open and would swallow the whole file."""
_DELIMITERS = ",;\t"


class ProducersFileError(OstaError):
    """The file of producers cannot be read."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line that it begins on, counted from one, and its cells; or why it could not be taken apart."""

    line: int
    cells: tuple[str, ...]
    error: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows, to be read once. ``share`` tells how much of the file has been read, from 0 to 1."""

    rows: Iterator[Row]
    share: Callable[[], float]
    close: Callable[[], None]


def open_table(path: Path) -> Table:
    """Open a CSV or XLSX file. Raises ProducersFileError, now or while reading, with what is wrong and the way out."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
    except FileNotFoundError:
        raise ProducersFileError(f"{path}: there is no such file") from None
    except (OSError, ValueError) as error:
        raise ProducersFileError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    if start == ZIP:
        from osta.discovery.producers.spreadsheet import open_spreadsheet  # loads openpyxl

        return open_spreadsheet(path)
    if start == OLD_EXCEL:
        raise ProducersFileError(f"{path}: this is an old Excel file: save it as .xlsx or as CSV and import that")
    try:
        text = open_text(path)
    except PlacesFileError as error:
        raise ProducersFileError(str(error)) from error
    size = max(1, path.stat().st_size)
    return Table(_csv_rows(text), lambda: min(1.0, text.buffer.tell() / size), text.close)


class _Lines:
    """The lines of a file for the CSV reader, which stops a row that goes on for too long and can then go back."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: list[str] = []
        self._row: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else self._file.readline()
        if not line:
            if self._row:  # the reader asks for more only inside quotation marks
                raise csv.Error
            raise StopIteration
        if len(self._row) >= LONGEST_ROW_LINES:
            self._again.append(line)
            raise csv.Error
        self._row.append(line)
        self.number += 1
        return line

    def begin_row(self) -> None:
        self._row.clear()

    def go_back(self) -> None:
        """All lines of this row but the first are read again."""
        self.number -= len(self._row) - 1
        self._again.extend(reversed(self._row[1:]))
        self._row.clear()


def _csv_rows(file: TextIO) -> Iterator[Row]:
    head = file.readline()
    first_line = 1
    if head.lower().startswith("sep="):  # Excel's own mark for the delimiter
        head, first_line = file.readline(), 2
    delimiter = max(_DELIMITERS, key=head.count)
    lines = _Lines(file)
    lines._again.append(head)  # noqa: SLF001 - the class is this module's own
    lines.number = first_line - 1
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.begin_row()
        line = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            lines.go_back()
            yield Row(line, (), "a quotation mark is not closed, or a cell is far too long: correct the line")
            continue
        yield Row(line, tuple(cells))

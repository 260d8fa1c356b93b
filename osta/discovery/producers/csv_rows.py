"""The rows of a CSV file of any kind, each with the line that it begins on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TextIO

from osta.discovery.producers.table import Row

LONGEST_ROW_LINES = 200
"""Lines that one row may go over: beyond this, a quotation mark was left open and would swallow the whole file."""
_DELIMITERS = ",;\t"


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


def csv_rows(file: TextIO) -> Iterator[Row]:
    """Read to the end; a row that cannot be taken apart says why, and the next line is read again."""
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

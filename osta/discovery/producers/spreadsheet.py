"""Reading the first sheet of an XLSX file, row by row."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from osta.discovery.producers.table import ProducersFileError, Row, Table

LARGEST_UNPACKED_BYTES = 1 << 30
"""What a file may unpack to: beyond this it is no list of producers but an attempt to fill the memory."""
MOST_ROWS = 1 << 20
"""The rows of any sheet; a damaged file may claim to have more, all of them empty."""
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    InvalidFileException,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,  # an encrypted file
    OverflowError,
)


def open_spreadsheet(path: Path) -> Table:
    """The first sheet. Raises ProducersFileError for a file that is no spreadsheet or is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > LARGEST_UNPACKED_BYTES:
            raise ProducersFileError(f"{path}: the spreadsheet is too large: save the sheet as CSV and import that")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which do not matter here
            book = load_workbook(path, read_only=True, data_only=True)
        sheet: Any = next((sheet for sheet in book.worksheets), None)
        rows_in_all = (sheet.max_row if sheet is not None else 0) or 1
        if sheet is not None:
            sheet.reset_dimensions()  # a sheet that claims to be 16,384 columns wide would be filled up with nothing
    except _BROKEN as error:
        raise _damaged(path) from error
    if sheet is None:
        book.close()
        raise ProducersFileError(f"{path}: the spreadsheet has no sheet with cells")
    done = [0]

    def rows() -> Iterator[Row]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                cells_of_rows = iter(sheet.iter_rows(values_only=True))
            for number, cells in enumerate(cells_of_rows, 1):
                done[0] = number
                if number > MOST_ROWS:
                    raise ProducersFileError(f"{path}: the sheet has more than {MOST_ROWS} rows")
                yield Row(number, tuple(_text(cell) for cell in cells))
        except _BROKEN as error:
            raise _damaged(path) from error

    return Table(rows(), lambda: min(1.0, done[0] / rows_in_all), book.close)


def _damaged(path: Path) -> ProducersFileError:
    return ProducersFileError(f"{path}: this is not a spreadsheet that can be read: save it anew as .xlsx or as CSV")


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time | timedelta):
        # A spreadsheet makes a date of "7-8": shown as it is, so that the report can name it.
        return cell.isoformat() if not isinstance(cell, timedelta) else str(cell)
    return str(cell)

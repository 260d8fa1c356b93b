"""A table of cells from whatever file a person hands over: CSV of any kind, or a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from osta.discovery.places.rows import PlacesFileError
from osta.discovery.places.textfile import open_text
from osta.discovery.producers.csv_rows import csv_rows
from osta.discovery.producers.table import ProducersFileError, Table

ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


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
    return Table(csv_rows(text), lambda: min(1.0, text.buffer.tell() / size), text.close)

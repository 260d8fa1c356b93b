"""Writing all published producers to a file that imports back to the same."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, Literal, get_args

from osta.chat.cells import harmless
from osta.discovery.producers.columns import COLUMNS
from osta.discovery.producers.derived import listed
from osta.discovery.producers.months import write_months
from osta.discovery.producers.table import ProducersFileError
from osta.discovery.producers.values import INDUSTRY_VERSION
from osta.store import producers
from osta.store.engine import Database
from osta.store.models import Producer

Format = Literal["csv", "xlsx"]
SHEET = "producers"
# XML 1.0, section 2.2; openpyxl lets U+FFFE and U+FFFF through, and then no program opens the file.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def format_of(path: Path) -> Format:
    """The format that a file's name asks for. Raises ProducersFileError for another than .csv and .xlsx."""
    ending = path.suffix.lower().removeprefix(".")
    for known in get_args(Format):
        if ending == known:
            return "xlsx" if known == "xlsx" else "csv"
    raise ProducersFileError(f"{path}: the file's name must end with .csv or .xlsx")


async def export_producers(database: Database, to: Path | IO[bytes], fmt: Format | None = None) -> int:
    """Write the published producers to a file or a binary stream; returns how many.

    The format is by the file's name unless given; for a stream it is CSV. Raises ProducersFileError when the file
    cannot be written.
    """
    if not isinstance(to, Path):
        return await _write(database, to, fmt or "csv")
    fmt = fmt or format_of(to)
    try:
        with to.open("wb") as file:
            return await _write(database, file, fmt)
    except OSError as error:
        raise ProducersFileError(f"{to}: cannot be written ({error.strerror or error})") from error


async def _write(database: Database, file: IO[bytes], fmt: Format) -> int:
    return await (_write_xlsx if fmt == "xlsx" else _write_csv)(_rows(database), file)


async def _rows(database: Database) -> AsyncIterator[list[str]]:
    async with database.reading() as session:
        async for producer in producers.stream(session):
            yield [harmless(cell) for cell in _cells(producer)]


async def _write_csv(rows: AsyncIterator[list[str]], file: IO[bytes]) -> int:
    n = 0
    # With a byte order mark: without it Excel takes UTF-8 for Windows-1252.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
    try:
        table = csv.writer(text)
        table.writerow(COLUMNS)
        async for row in rows:
            table.writerow(row)
            n += 1
    finally:
        text.flush()
        text.detach()  # the stream stays open, it is the caller's
    return n


async def _write_xlsx(rows: AsyncIterator[list[str]], file: IO[bytes]) -> int:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.append(COLUMNS)
    n = 0
    async for row in rows:
        sheet.append([_NOT_IN_XML.sub("", cell) for cell in row])
        n += 1
    book.save(file)
    return n


def _cells(producer: Producer) -> list[str]:
    """A producer's cells in the order of the columns."""
    values = {
        "name": producer.name,
        "products": listed(producer),
        "village": str(producer.card.get("village", "")),
        "latitude": _degrees(producer.latitude),
        "longitude": _degrees(producer.longitude),
        "phone": _phone(producer.phone),
        "industry": _industry(producer),
        "months": write_months(producer.months),
        "languages": ",".join(producer.languages),
    }
    return [values[column] if column in values else getattr(producer, column) or "" for column in COLUMNS]


def _degrees(value: float | None) -> str:
    return "" if value is None else repr(value)


def _phone(number: str | None) -> str:
    """A Finnish number as people write it, which also needs no apostrophe before a plus sign."""
    if number is None or not number.startswith("+358"):
        return number or ""
    import phonenumbers

    national = phonenumbers.PhoneNumberFormat.NATIONAL
    return phonenumbers.format_number(phonenumbers.parse(number), national)


def _industry(producer: Producer) -> str:
    bare = producer.industry_version in (None, INDUSTRY_VERSION)
    return (producer.industry or "") if bare else f"{producer.industry_version}: {producer.industry or ''}"

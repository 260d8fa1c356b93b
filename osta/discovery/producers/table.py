"""What a file of producers is to its readers: rows of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from osta.chat.errors import OstaError


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

"""Opening text files that people hand over, whatever program wrote them."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TextIO

from osta.chat.errors import OstaError

CHUNK_BYTES = 1 << 20


class PlacesFileError(OstaError):
    """The file of places cannot be read."""


def open_text(path: Path) -> TextIO:
    """Open a UTF-8, UTF-16 or Windows-1252 text file for reading, without its byte order mark.

    The file is read twice, a piece at a time, because Windows-1252 is what is not valid UTF-8.
    Raises `PlacesFileError` for a file that is missing, unreadable, or not text.
    """
    try:
        return path.open(encoding=_encoding(path), newline="", errors="replace")
    except FileNotFoundError:
        raise PlacesFileError(f"{path}: there is no such file") from None
    except OSError as error:
        raise PlacesFileError(f"{path}: {error.strerror}") from error


def plain(cell: str) -> str:
    """A cell without what nobody sees: control characters, unbreakable spaces, spaces at its ends."""
    if cell.isprintable():
        return cell.strip()
    return " ".join("".join(char if char.isprintable() else " " for char in cell).split())


def _encoding(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        first = file.read(CHUNK_BYTES)
        if first.startswith(b"PK\x03\x04"):
            raise PlacesFileError(f"{path}: this is a zip archive; unpack it and give the text file inside")
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if b"\0" in first:
            raise PlacesFileError(f"{path}: this is not a text file")
        encoding = "utf-8-sig" if first.startswith(codecs.BOM_UTF8) else "utf-8"
        chunk = first
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = file.read(CHUNK_BYTES)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return encoding

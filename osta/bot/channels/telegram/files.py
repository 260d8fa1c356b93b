"""Attachments in the form in which Telegram takes them."""

from __future__ import annotations

import re
import struct

from osta.bot.channels.splitting import shortened, utf8_length
from osta.bot.channels.telegram.richtext import line
from osta.chat.messages import ContactCard, Venue

LARGEST_FILE_BYTES = 50 * 1024 * 1024
LARGEST_PHOTO_BYTES = 10 * 1024 * 1024
LARGEST_VCARD_BYTES = 2048
_PNG_HEAD = struct.Struct(">16xII")  # signature, length and name of the first chunk; width, height
_MOST_PIXELS = 10_000
_MOST_LOPSIDED = 20
_LONGEST_NAME = 64  # UTF-16 units
_LONGEST_NUMBER = 32  # characters, with spaces and an extension
_LONGEST_PLACE = 256  # UTF-16 units
_LONGEST_FILE_NAME_BYTES = 200
# File systems refuse some of the rest, and a semicolon or quote in an upload's head confuses servers.
_NOT_IN_FILE_NAMES = re.compile(r"[^\w .,()+-]")


def file_name(name: str) -> str:
    """The name of letters, digits and a little more; its ending is kept."""
    tidy = _NOT_IN_FILE_NAMES.sub("_", line(name)).strip(". ")
    stem, dot, ending = tidy.rpartition(".")
    if dot and utf8_length(ending) < _LONGEST_FILE_NAME_BYTES // 4:
        return shortened(stem, _LONGEST_FILE_NAME_BYTES - utf8_length(ending), utf8_length) + dot + ending
    return shortened(tidy, _LONGEST_FILE_NAME_BYTES, utf8_length) or "file"


def can_be_photo(png: bytes) -> bool:
    """Whether Telegram shows the PNG as a photo: at most 10 MB, 10000 pixels for both sides together, 20 : 1."""
    if len(png) < _PNG_HEAD.size or len(png) > LARGEST_PHOTO_BYTES:
        return False
    width, height = (int(side) for side in _PNG_HEAD.unpack_from(png))
    return width + height <= _MOST_PIXELS and 0 < max(width, height) <= _MOST_LOPSIDED * min(width, height)


def place_lines(venue: Venue) -> tuple[str, str]:
    """Title and address; neither may be empty on Telegram."""
    point = f"{venue.latitude:.5f}, {venue.longitude:.5f}"
    name, address = line(venue.name), line(venue.address)
    return shortened(name or address or point, _LONGEST_PLACE), shortened(address or point, _LONGEST_PLACE)


def can_be_contact(contact: ContactCard) -> bool:
    """Whether there is something like a number to call; else the card is better said as text."""
    return 0 < len(line(contact.phone)) <= _LONGEST_NUMBER


def contact_name(contact: ContactCard) -> str:
    """The name to show; the number for a card without one."""
    return shortened(line(contact.name) or line(contact.phone), _LONGEST_NAME)


def vcard(contact: ContactCard) -> str | None:
    """The contact as a vCard 3.0 (RFC 2426) with its whole name, or None when it is longer than Telegram takes."""
    name = _escaped(line(contact.name) or line(contact.phone))
    lines = ("BEGIN:VCARD", "VERSION:3.0", f"N:{name};;;;", f"FN:{name}", f"TEL:{_escaped(line(contact.phone))}")
    text = "\r\n".join((*lines, "END:VCARD", ""))
    return text if utf8_length(text) <= LARGEST_VCARD_BYTES else None


def _escaped(text: str) -> str:
    return re.sub(r"([\\,;])", r"\\\1", text)

"""Attachments in the form in which Telegram takes them."""

from __future__ import annotations

import re

from osta.bot.channels.splitting import shortened, utf8_length
from osta.bot.channels.telegram.richtext import line
from osta.chat.messages import ContactCard, Venue

LARGEST_FILE_BYTES = 50 * 1024 * 1024
LARGEST_PHOTO_BYTES = 10 * 1024 * 1024
LARGEST_VCARD_BYTES = 2048
_LONGEST_NAME = 64  # UTF-16 units
_LONGEST_PLACE = 256  # UTF-16 units
_LONGEST_FILE_NAME_BYTES = 200
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')


def file_name(name: str) -> str:
    """The name without what file systems refuse; its ending is kept."""
    tidy = _NOT_IN_FILE_NAMES.sub("_", line(name)).strip(". ")
    stem, dot, ending = tidy.rpartition(".")
    if dot and utf8_length(ending) < _LONGEST_FILE_NAME_BYTES // 4:
        return shortened(stem, _LONGEST_FILE_NAME_BYTES - utf8_length(ending), utf8_length) + dot + ending
    return shortened(tidy, _LONGEST_FILE_NAME_BYTES, utf8_length) or "file"


def place_lines(venue: Venue) -> tuple[str, str]:
    """Title and address; neither may be empty on Telegram."""
    point = f"{venue.latitude:.5f}, {venue.longitude:.5f}"
    name, address = line(venue.name), line(venue.address)
    return shortened(name or address or point, _LONGEST_PLACE), shortened(address or point, _LONGEST_PLACE)


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

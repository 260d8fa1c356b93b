"""What a written text is: a command, a shared position, or words."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from osta.chat.messages import Content, Location, Text

_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:\s+(?P<argument>.*))?", re.DOTALL)
_HALF_SIGNS = re.compile("[\x00\ud800-\udfff]")  # no database stores them, and no sender means them
_LINK = re.compile(r"(?:https?://|geo:)\S+", re.IGNORECASE)
_PAIR = re.compile(r"(?P<latitude>-?\d{1,2}\.\d+)\s*(?:,\s*|\s+)(?P<longitude>-?\d{1,3}\.\d+)")
_IN_PATH = re.compile(r"@(-?\d{1,2}\.\d+),(-?\d{1,3}\.\d+)|#map=\d+/(-?\d{1,2}\.\d+)/(-?\d{1,3}\.\d+)")
_MAPS = re.compile(r"(?:^|\.)(?:google\.[a-z.]+|openstreetmap\.org|maps\.apple\.com|osm\.org)$")
_QUERIES = ("q", "query", "ll", "center", "destination", "daddr")
_MOST_LATITUDE, _MOST_LONGITUDE = 90, 180


def storable(text: str) -> str:
    """The text with what no database stores replaced."""
    return _HALF_SIGNS.sub("\ufffd", text)


def content_of(text: str, with_map: bool = False) -> Content:
    """What a text says. ``with_map``: it came with a picture or preview, as shared positions do: then a map's link
    stands for all of it, else only when there is nothing but the link or the coordinates.
    """
    words = storable(text).strip()
    found = _COMMAND.fullmatch(words)
    if found:
        return Text(words, command=found["name"].lower(), argument=(found["argument"] or "").strip())
    return position_of(words, with_map) or Text(words)


def position_of(text: str, with_map: bool = False) -> Location | None:
    """The position that a text shares: Signal sends one as a map's link, below the name of the place if it has one."""
    bare = _PAIR.fullmatch(text)
    if bare:
        return _location(bare["latitude"], bare["longitude"])
    links = _LINK.findall(text)
    if len(links) != 1:
        return None
    alone = text == links[0]
    if not (alone or (with_map and text.endswith(links[0]))):
        return None
    return _of_link(links[0])


def _of_link(link: str) -> Location | None:
    if link.lower().startswith("geo:"):
        pair = _PAIR.match(link[len("geo:") :])
        return _location(pair["latitude"], pair["longitude"]) if pair else None
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    if not _MAPS.search(parts.hostname or ""):
        return None
    asked = parse_qs(parts.query)
    if "mlat" in asked and "mlon" in asked:
        return _location(asked["mlat"][0], asked["mlon"][0])
    for name in _QUERIES:
        pair = _PAIR.fullmatch(asked.get(name, [""])[0].removeprefix("loc:").strip())
        if pair:
            return _location(pair["latitude"], pair["longitude"])
    in_path = _IN_PATH.search(unquote(link))
    return _location(*[group for group in in_path.groups() if group][:2]) if in_path else None


def _location(latitude: str, longitude: str) -> Location | None:
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        return None
    if abs(north) <= _MOST_LATITUDE and abs(east) <= _MOST_LONGITUDE:
        return Location(north, east)
    return None

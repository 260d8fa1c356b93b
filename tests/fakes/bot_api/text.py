"""Texts and entities as the Bot API takes them: lengths and offsets in UTF-16 code units."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from tests.fakes.bot_api.errors import ApiError, Json, bad

_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_REMOVED = re.compile("[\u2028-\u202e\u0333\u033f\u030a\r]")
_INVISIBLE = frozenset(" \n\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u00a0\u2800\u3164")
_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre", "a": "text_link",
    "tg-spoiler": "spoiler", "blockquote": "blockquote",
}  # fmt: skip
_HTML = re.compile(r"<(?P<close>/?)(?P<tag>[a-z-]*)(?:\s+href=\"(?P<href>[^\"<>]*)\")?>|<|[^<]+")
_BAD_REFERENCE = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);)")
_LINK = re.compile(r"(?:https?://|tg://)?[^\s/?#\"<>\\^`{|}]+\.?[^\s]*", re.IGNORECASE)
_KNOWN_ENTITIES = frozenset(_TAGS.values()) | {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "text_mention", "custom_emoji",
}  # fmt: skip


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, offset: int, length: int) -> str:
    """The part of a text between UTF-16 offsets."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def checked(text: str, parse_mode: str, entities: list[Json], limit: int, too_long: str) -> tuple[str, list[Json]]:
    """The text and entities as they are kept. Raises ApiError for what Telegram refuses."""
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad("unsupported parse_mode")
        text, entities = parse_html(text)
    _check_entities(text, entities)
    text = _CONTROL.sub(" ", text)
    if _REMOVED.search(text) and entities:
        # The real server moves the offsets; a bot that relies on that has lost count.
        raise bad("a text with entities contains characters that the server removes")
    text = _REMOVED.sub("", text)
    kept = text.strip(" \n")
    if len(kept) != len(text) and entities:
        raise bad("a text with entities starts or ends with white space")
    if units(kept) > limit:
        raise bad(too_long)
    return kept, entities


def is_empty(text: str) -> bool:
    """Whether there is nothing to see in the text."""
    return all(sign in _INVISIBLE for sign in text)


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Telegram's HTML style. Raises ApiError for unknown or unbalanced tags and stray ``<`` or ``&``."""
    if _BAD_REFERENCE.search(source):
        raise bad("can't parse entities: unescaped ampersand")
    out, entities, opened = "", [], []
    for found in _HTML.finditer(source):
        tag, piece = found["tag"], found[0]
        if tag is None and piece != "<":
            out += unescape(piece)
            continue
        if tag not in _TAGS:
            raise bad(f'can\'t parse entities: unsupported start tag "{tag or ""}"')
        if not found["close"]:
            opened.append((tag, units(out), found["href"]))
            continue
        if not opened or opened[-1][0] != tag:
            raise bad(f'can\'t parse entities: unexpected end tag "{tag}"')
        _, offset, href = opened.pop()
        entity: Json = {"type": _TAGS[tag], "offset": offset, "length": units(out) - offset}
        entities.append(entity | ({"url": href} if href else {}))
    if opened:
        raise bad(f"can't parse entities: can't find end tag corresponding to start tag \"{opened[-1][0]}\"")
    return out, sorted((entity for entity in entities if entity["length"]), key=lambda entity: int(entity["offset"]))


def is_link(address: Any, scheme_needed: bool = True) -> bool:
    """Whether Telegram takes the address for a link."""
    if not isinstance(address, str) or not _LINK.fullmatch(address):
        return False
    scheme, mark, rest = address.partition("://")
    if not mark:
        return not scheme_needed and "." in address
    host = re.split(r"[/?#:]", rest.rpartition("@")[2] or rest, maxsplit=1)[0]
    return scheme.lower() in {"http", "https"} and "." in host.strip(".")


def _check_entities(text: str, entities: list[Json]) -> None:
    if len(entities) > 100:
        raise bad("more than 100 entities: the server drops the rest")
    total = units(text)
    inside = _inner_units(text)
    for entity in entities:
        try:
            start, length = entity["offset"], entity["length"]
        except (KeyError, TypeError):
            raise bad("can't parse MessageEntity") from None
        if entity.get("type") not in _KNOWN_ENTITIES:
            raise bad(f"unknown entity type {entity.get('type')}")
        if length <= 0 or start < 0 or start + length > total:
            raise _outside(start)
        if start in inside or start + length in inside:
            raise bad(f"entity beginning at UTF-16 offset {start} cuts a symbol")
        if entity["type"] == "text_link" and not is_link(entity.get("url")):
            raise bad("a text_link that the server would drop")


def _outside(offset: int) -> ApiError:
    return bad(f"entity beginning at UTF-16 offset {offset} ends after the end of the text")


def _inner_units(text: str) -> set[int]:
    inside, at = set(), 0
    for sign in text:
        if ord(sign) > 0xFFFF:
            inside.add(at + 1)
            at += 1
        at += 1
    return inside

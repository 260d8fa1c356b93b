"""Long texts cut at sensible places, by whatever unit a channel counts in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from unicodedata import combining

from osta.chat.rich import Rich, Span

Measure = Callable[[str], int]
"""The length of a text in a channel's unit. Must never shrink when the text grows."""

_BREAKS = ("\n\n", "\n", ". ", " ")  # best first
_JOINERS = "\u200d\ufe0e\ufe0f\u20e3"  # they belong to the sign before them, as skin tones do
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, the unit of Telegram's limits and of Telegram's and Signal's offsets."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_length(text: str) -> int:
    """Length in UTF-8 bytes."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def shortened(text: str, limit: int, measure: Measure = utf16_length) -> str:
    """The text, or as much of it as fits with an ellipsis into ``limit`` units (at least 3)."""
    if measure(text) <= limit:
        return text
    return text[: _cut_between_signs(text, 0, _fitting(text, 0, limit - measure("…"), measure))].rstrip() + "…"


def pieces(text: Rich, limit: int, measure: Measure = utf16_length) -> list[Rich]:
    """The text in pieces of at most ``limit`` units, cut between paragraphs, lines, sentences or words where possible.

    White space at the cuts is dropped, so a piece never starts or ends with it; a text of white space has no pieces.
    """
    bare = str(text)
    return [_part(text, start, end) for start, end in _cuts(bare, limit, measure)]


def _cuts(text: str, limit: int, measure: Measure) -> Iterator[tuple[int, int]]:
    start, stop = _stripped(text, 0, len(text))
    while start < stop:
        end = stop if measure(text[start:stop]) <= limit else _cut(text, start, _fitting(text, start, limit, measure))
        yield _stripped(text, start, end)
        start, _ = _stripped(text, end, stop)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _fitting(text: str, start: int, limit: int, measure: Measure) -> int:
    """The furthest end such that text[start:end] fits; at least one character further than start."""
    low, high = start + 1, min(len(text), start + max(limit, 1))
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[start:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def _cut(text: str, start: int, end: int) -> int:
    least = start + (end - start) // 2  # a break further back would leave a stub of a piece
    for mark in _BREAKS:
        at = text.rfind(mark, least, end)
        if at > start:
            return at + len(mark)
    return _cut_between_signs(text, start, end)


def _cut_between_signs(text: str, start: int, end: int) -> int:
    """The nearest cut not after ``end`` that leaves accents and emoji whole, unless one sign fills everything."""
    at = end
    while at > start + 1 and at < len(text) and (_continues(text[at]) or text[at - 1] == "\u200d"):
        at -= 1
    return at if at > start + 1 else end


def _continues(sign: str) -> bool:
    return sign in _JOINERS or ord(sign) in _SKIN_TONES or combining(sign) != 0


def _part(text: Rich, start: int, end: int) -> Rich:
    spans: list[Span] = []
    at = 0
    for span in text.spans:
        inside = span.text[max(0, start - at) : max(0, end - at)]
        if inside:
            spans.append(Span(inside, span.style, span.link))
        at += len(span.text)
    return Rich(tuple(spans))

"""Rich text as Signal takes it: a text, and style ranges in UTF-16 code units."""

from __future__ import annotations

import re

from osta.bot.channels.splitting import utf16_length
from osta.chat.rich import Rich, Span, Style

# Halves of surrogate pairs cannot be sent, and what steers a terminal or the direction of writing is nobody's wish.
_UNWANTED = re.compile("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_STYLES = {Style.BOLD: "BOLD", Style.ITALIC: "ITALIC"}


def prepared(text: Rich) -> Rich:
    """The text cleaned, with the addresses of links written out, which Signal makes into links by itself."""
    spans: list[Span] = []
    for span in text.spans:
        words = cleaned(span.text)
        spans.append(Span(words, span.style))
        address = cleaned(span.link or "").strip()
        if address and address not in words:
            spans.append(Span(f" ({address})"))
    return Rich(tuple(span for span in spans if span.text))


def cleaned(text: str) -> str:
    """The text without what nobody can see or send."""
    return _UNWANTED.sub(lambda sign: " " if sign[0] in "\t\v\f" else "", text.replace("\r\n", "\n"))


def with_styles(text: Rich) -> tuple[str, list[str]]:
    """A prepared text and its ranges as ``start:length:STYLE``, without white space around them."""
    ranges: list[tuple[int, int, str]] = []
    at = 0
    for span in text.spans:
        body = span.text.strip()
        style = _STYLES.get(span.style)
        if body and style:
            start = at + utf16_length(span.text[: span.text.index(body)])
            ranges.append((start, utf16_length(body), style))
        at += utf16_length(span.text)
    return str(text), [f"{start}:{length}:{style}" for start, length, style in ranges]

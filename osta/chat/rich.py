"""Text with light markup, safe by construction: markup is read from the template before values are filled in.

A template marks emphasis with ``*bold*`` and ``_italic_``. What people typed enters as a value and stays plain text, so
nothing that they write can become markup, whatever the channel.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Self


class Style(Enum):
    """How a span stands out. Every channel has a way to show each, at worst as plain text."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style; ``link`` makes it lead to a web address."""

    text: str
    style: Style = Style.PLAIN
    link: str | None = None


_MARKED = re.compile(r"\*(?P<bold>[^*\n]+)\*|(?<!\w)_(?P<italic>[^_\n]+)_(?!\w)")
_FIELDS = string.Formatter()


@dataclass(frozen=True, slots=True)
class Rich:
    """A text of spans. Joins with ``+``; ``str()`` gives the bare text."""

    spans: tuple[Span, ...] = ()

    @classmethod
    def plain(cls, text: str) -> Self:
        """The text as it is: no character of it is markup."""
        return cls((Span(text),)) if text else cls()

    @classmethod
    def bold(cls, text: str) -> Self:
        """The text in bold, none of it read as markup."""
        return cls((Span(text, Style.BOLD),)) if text else cls()

    @classmethod
    def link(cls, text: str, address: str) -> Self:
        """The text leading to a web address."""
        return cls((Span(text, Style.PLAIN, address),))

    @classmethod
    def template(cls, template: str, **values: object) -> Self:
        """Read the template's marks, then fill ``{name}`` fields with the values' text.

        A value may be a ``Rich`` itself; its spans keep their style. Raises KeyError for a field without a value.
        """
        spans: list[Span] = []
        for text, style in _runs(template):
            spans.extend(_filled(text, style, values))
        return cls(tuple(spans))

    @classmethod
    def join(cls, parts: Iterable[Rich | str], between: str = "\n") -> Self:
        """The parts one after another with ``between`` in between; empty parts are left out."""
        spans: list[Span] = []
        for part in parts:
            if not part:
                continue
            added = part.spans if isinstance(part, Rich) else (Span(part),)
            if spans and between:
                spans.append(Span(between))
            spans.extend(added)
        return cls(tuple(spans))

    def __add__(self, other: Rich | str) -> Rich:
        added = other.spans if isinstance(other, Rich) else (Span(other),)
        return Rich(self.spans + added)

    def __str__(self) -> str:
        return "".join(span.text for span in self.spans)

    def __bool__(self) -> bool:
        return any(span.text for span in self.spans)


def fields(template: str) -> list[str]:
    """The names of the template's fields, in order. Raises ValueError for braces that do not match."""
    return [field for _, field, _, _ in _FIELDS.parse(template) if field is not None]


def marks(template: str) -> list[Style]:
    """The styles that the template marks, in order."""
    return [style for _, style in _runs(template) if style is not Style.PLAIN]


def _runs(template: str) -> Iterator[tuple[str, Style]]:
    at = 0
    for found in _MARKED.finditer(template):
        if found.start() > at:
            yield template[at : found.start()], Style.PLAIN
        if found["bold"] is not None:
            yield found["bold"], Style.BOLD
        else:
            yield found["italic"], Style.ITALIC
        at = found.end()
    if at < len(template):
        yield template[at:], Style.PLAIN


def _filled(text: str, style: Style, values: dict[str, object]) -> Iterator[Span]:
    for literal, field, spec, _ in _FIELDS.parse(text):
        if literal:
            yield Span(literal, style)
        if field is None:
            continue
        value = values[field]
        if isinstance(value, Rich):
            yield from value.spans
        else:
            shown = format(value, spec or "")
            if shown:
                yield Span(shown, style)

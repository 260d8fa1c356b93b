"""Lexemes and senses: what a form found in the index stands for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag


class Kind(IntEnum):
    """What a sense points at."""

    CONCEPT = 0
    CLASS = 1
    PLACE = 2
    TALK = 3


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning: a concept's slug, a need class's name, a place's id or a talk kind; ``rank`` 1 is the likeliest."""

    kind: Kind
    name: str
    rank: int = 1


class Form(IntFlag):
    """What is known of a form beyond its lexeme."""

    PLAIN = 0
    SPOKEN = 1  # made by a dialect rule
    NOMINATIVE = 2
    GENITIVE = 4
    LOCAL = 8  # a place name in a local case: where, whence or whither
    OBLIQUE = 16  # a Finnish word in a case that no object stands in: for whom, what for, where


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A word with its senses. A part of a phrase may have none of its own."""

    text: str
    language: str
    senses: tuple[Sense, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Lexemes that mean something together; ``gap`` words may stand between two of them."""

    lexemes: tuple[int, ...]
    language: str
    sense: Sense
    gap: int = 0


@dataclass(slots=True)
class Lexemes:
    """All lexemes by number, and the phrases by their first lexeme."""

    entries: list[Lexeme] = field(default_factory=list)
    phrases: dict[int, list[Phrase]] = field(default_factory=dict)

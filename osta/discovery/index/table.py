"""The table of lexemes in the index: written whole, read one at a time, since a question needs ten of forty thousand.

A line of JSON for each lexeme, by number: its text, language and senses, and the phrases that begin with it.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from osta.discovery.index.lexemes import Kind, Lexeme, Lexemes, Phrase, Sense

LINES = "lexemes.jsonl"
_STARTS = "lexemes.starts"  # where each line begins, 32 bits each in the machine's byte order: the index never travels


def write(folder: Path, lexemes: Lexemes) -> None:
    """Write the table; the lines last."""
    lines = [_line(entry, lexemes.phrases.get(number, ())) for number, entry in enumerate(lexemes.entries)]
    starts = array("I", [0])
    for line in lines:
        starts.append(starts[-1] + len(line))
    (folder / _STARTS).write_bytes(starts.tobytes())
    (folder / LINES).write_bytes(b"".join(lines))


class LexemeTable:
    """The lexemes by number, those of the index and those added since."""

    def __init__(self, folder: Path) -> None:
        self._lines = (folder / LINES).read_bytes()
        self._starts = array("I", (folder / _STARTS).read_bytes())
        self._next = len(self._starts) - 1
        self._known: dict[int, tuple[Lexeme, tuple[Phrase, ...]]] = {}

    def lexeme(self, number: int) -> Lexeme:
        """The lexeme with this number."""
        return self._entry(number)[0]

    def phrases(self, number: int) -> tuple[Phrase, ...]:
        """The phrases that begin with this lexeme."""
        return self._entry(number)[1]

    def add(self, lexemes: Lexemes) -> int:
        """Add more lexemes and phrases. Returns the number that their number 0 has here."""
        first = self._next
        for number, entry in enumerate(lexemes.entries):
            phrases = tuple(
                replace(phrase, lexemes=tuple(first + part for part in phrase.lexemes))
                for phrase in lexemes.phrases.get(number, ())
            )
            self._known[first + number] = (entry, phrases)
        self._next += len(lexemes.entries)
        return first

    def _entry(self, number: int) -> tuple[Lexeme, tuple[Phrase, ...]]:
        known = self._known.get(number)
        if known is None:
            text, language, senses, phrases = json.loads(self._lines[self._starts[number] : self._starts[number + 1]])
            known = self._known[number] = (
                Lexeme(text, language, tuple(map(_sense, senses))),
                tuple(Phrase(tuple(numbers), spoken, _sense(means), gap) for numbers, spoken, means, gap in phrases),
            )
        return known


def _line(entry: Lexeme, phrases: Sequence[Phrase]) -> bytes:
    told = [[phrase.lexemes, phrase.language, _written(phrase.sense), phrase.gap] for phrase in phrases]
    row = [entry.text, entry.language, [_written(sense) for sense in entry.senses], told]
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _written(sense: Sense) -> list[Any]:
    return [int(sense.kind), sense.name, sense.rank]


def _sense(written: Sequence[Any]) -> Sense:
    kind, name, rank = written
    return Sense(Kind(kind), name, rank)

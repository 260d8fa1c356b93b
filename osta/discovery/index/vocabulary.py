"""Looking words up: the running program's view of the index, in memory-mapped files and small tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import marisa_trie

from osta.discovery.finnish.folding import Token, fold
from osta.discovery.index.build import RECORD, exact_check
from osta.discovery.index.collect import Collector
from osta.discovery.index.lexemes import Form, Kind, Lexeme, Lexemes, Phrase, Sense
from osta.discovery.index.spelling import Spelling


@dataclass(frozen=True, slots=True)
class Hit:
    """A lexeme that a token may be a form of. ``distance`` counts the slips of spelling that were forgiven."""

    number: int
    lexeme: Lexeme
    form: Form
    distance: float = 0.0


class Vocabulary:
    """Forms → lexemes, phrases and spelling, over the built index and the words taught since."""

    def __init__(self, folder: Path) -> None:
        self._forms = marisa_trie.RecordTrie(RECORD).mmap(str(folder / "forms.trie"))
        self.spelling = Spelling(folder)
        self._lexemes = _read_lexemes(folder / "lexemes.json")
        self._taught: dict[str, list[tuple[int, int, int]]] = {}
        self._cache: dict[str, tuple[Hit, ...]] = {}

    @property
    def phrases(self) -> dict[int, list[Phrase]]:
        """The phrases by their first lexeme's number."""
        return self._lexemes.phrases

    def teach(self, text: str, language: str, slug: str) -> None:
        """Let a word or phrase mean a concept from now on, in this process."""
        collector = Collector({})
        collector.lexemes.entries.extend(self._lexemes.entries)
        collector.term(text, language, Sense(Kind.CONCEPT, slug))
        self._lexemes.entries = collector.lexemes.entries
        for first, phrases in collector.lexemes.phrases.items():
            self._lexemes.phrases.setdefault(first, []).extend(phrases)
        for form, number, known in collector.forms():
            self._taught.setdefault(fold(form), []).append((number, exact_check(form), int(known)))
        self._cache.clear()

    def lookup(self, lower: str, folded: str) -> tuple[Hit, ...]:
        """The lexemes that this exact form may belong to, likeliest forms first; dots may be missing, not wrong."""
        cached = self._cache.get(lower)
        if cached is not None:
            return cached
        records = self._forms.get(folded, ())
        if self._taught:
            records = [*records, *self._taught.get(folded, ())]
        hits: tuple[Hit, ...] = ()
        if records:
            check = exact_check(lower)
            exact = [record for record in records if record[1] == check]
            if exact or lower == folded:
                chosen = exact or records
                hits = tuple(
                    Hit(number, self._lexemes.entries[number], Form(known))
                    for number, _, known in sorted(chosen, key=lambda record: record[2] & Form.SPOKEN)
                )
        if len(self._cache) > 20_000:
            self._cache.clear()
        self._cache[lower] = hits
        return hits

    def of(self, token: Token) -> tuple[Hit, ...]:
        """The lexemes of a token as typed."""
        return self.lookup(token.lower, token.folded)

    def corrected(self, folded: str) -> tuple[Hit, ...]:
        """The lexemes of the nearest well-spelt forms, or nothing when none is near enough."""
        hits: list[Hit] = []
        for form, distance in self.spelling.nearest(folded):
            for number, _, known in self._forms.get(form, ()):
                hits.append(Hit(number, self._lexemes.entries[number], Form(known), distance))
        return tuple(hits)


def _read_lexemes(path: Path) -> Lexemes:
    table = json.loads(path.read_text(encoding="utf-8"))
    lexemes = Lexemes()
    lexemes.entries = [
        Lexeme(text, language, tuple(Sense(Kind(kind), name, rank) for kind, name, rank in senses))
        for text, language, senses in table["entries"]
    ]
    for numbers, language, (kind, name, rank), gap in table["phrases"]:
        phrase = Phrase(tuple(numbers), language, Sense(Kind(kind), name, rank), gap)
        lexemes.phrases.setdefault(numbers[0], []).append(phrase)
    return lexemes

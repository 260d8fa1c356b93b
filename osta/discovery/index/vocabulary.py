"""Looking words up: the running program's view of the index, in memory-mapped files and small tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import marisa_trie

from osta.discovery.finnish import paradigms
from osta.discovery.finnish.folding import Token, fold
from osta.discovery.finnish.guess import guessed_forms
from osta.discovery.index.build import RECORD, exact_check
from osta.discovery.index.collect import Collector
from osta.discovery.index.lexemes import Form, Kind, Lexeme, Phrase, Sense
from osta.discovery.index.spelling import Spelling
from osta.discovery.index.table import LexemeTable

_SPOKEN = int(Form.SPOKEN)


def _plainest_first(record: tuple[int, int, int]) -> tuple[int, int]:
    """Standard forms before spoken ones, then in the order of the lexicon's files, whatever the trie's order is."""
    return record[2] & _SPOKEN, record[0]


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
        self._table = LexemeTable(folder)
        self._taught: dict[str, list[tuple[int, int, int]]] = {}
        self._cache: dict[str, tuple[Hit, ...]] = {}

    def phrases(self, number: int) -> tuple[Phrase, ...]:
        """The phrases that begin with the lexeme of this number."""
        return self._table.phrases(number)

    def teach(self, text: str, language: str, slug: str) -> None:
        """Let a word or phrase mean a concept from now on, in this process."""
        collector = Collector({part.lower(): guessed_forms(part) for part in paradigms.parts(text)})
        collector.term(text, language, Sense(Kind.CONCEPT, slug))
        first = self._table.add(collector.lexemes)
        for number, forms in collector.forms():
            for form, known in forms:
                self._taught.setdefault(fold(form), []).append((first + number, exact_check(form), int(known)))
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
                    Hit(number, self._table.lexeme(number), Form(known))
                    for number, _, known in sorted(chosen, key=_plainest_first)
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
                hits.append(Hit(number, self._table.lexeme(number), Form(known), distance))
        return tuple(hits)

"""Spelling correction on folded forms: SymSpell's symmetric deletes over form starts, verified by edit distance.

Keeping the deletes of 7-letter *starts* in a memory-mapped trie, and not those of every form in a dictionary, makes the
index some megabytes that load at once. Method: W. Garbe, "SymSpell" (2012-2017).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import marisa_trie
from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import extract

from osta.discovery.index.build import PREFIX, deletes, edits_allowed

_VOWELS = "aeiouy"
_AS_GOOD = 0.05


class Spelling:
    """Finds well-spelt forms near a misspelt one."""

    def __init__(self, folder: Path) -> None:
        self._words = marisa_trie.Trie().mmap(str(folder / "words.trie"))
        self._prefixes = marisa_trie.Trie().mmap(str(folder / "prefixes.trie"))
        self._deletes = marisa_trie.RecordTrie("<I").mmap(str(folder / "deletes.trie"))

    def nearest(self, folded: str) -> list[tuple[str, float]]:
        """The likeliest well-spelt forms: one slip away under seven letters, two from there on; the best ones only.

        Slips are counted by optimal string alignment: a letter too many, too few, another, or two neighbours swapped.
        Among forms with as few slips those win whose slips are the commonest: a letter doubled or not doubled.
        """
        nearest: list[str] = []
        for least in range(1, edits_allowed(len(folded)) + 1):
            # Most have one slip, and looking for two takes four times as long.
            nearest = self._near(folded, least)
            if nearest:
                break
        else:
            return []
        # The first letter is seldom wrong; with two slips it may not be.
        nearest = [word for word in nearest if word[0] == folded[0]] or (nearest if least == 1 else [])
        # Two neighbours swapped are one slip, though they read as two edits.
        costs = {word: min(_slip_cost(word, folded), least) for word in nearest}
        cheapest = min(costs.values(), default=0.0)
        return [(word, cost) for word, cost in sorted(costs.items()) if cost <= cheapest + _AS_GOOD]

    def _near(self, folded: str, edits: int) -> list[str]:
        """The forms at most so many slips away."""
        starts = {number for left in deletes(folded, edits) for (number,) in self._deletes.get(left, ())}
        words = self._candidates([self._prefixes.restore_key(number) for number in starts], folded, edits)
        return _close(folded, words, edits)

    def _candidates(self, starts: Sequence[str], folded: str, edits: int) -> list[str]:
        """The forms with one of these starts, if the start itself is near enough to some start of what was typed."""
        whole = [start for start in starts if len(start) < PREFIX and start in self._words]
        # Off by more than this from the letters at the same place, it is off by more from any.
        longer = _close(folded[:PREFIX], [start for start in starts if len(start) == PREFIX], 2 * edits)
        near = {
            start
            for length in range(PREFIX - edits, PREFIX + edits + 1)
            for start in _close(folded[:length], longer, edits)
        }
        return [*whole, *(word for start in near for word in self._words.keys(start))]


def _close(typed: str, words: Sequence[str], edits: int) -> list[str]:
    return [word for word, _, _ in extract(typed, words, scorer=OSA.distance, score_cutoff=edits, limit=None)]


def _slip_cost(word: str, typed: str) -> float:
    """How unlikely the slips are: half for a letter doubled or not, a little less for a vowel taken for another."""
    cost = 0.0
    for edit in Levenshtein.editops(word, typed):
        if edit.tag == "delete":
            cost += 0.5 if _neighbour(word, edit.src_pos) else 1.0
        elif edit.tag == "insert":
            cost += 0.5 if _neighbour(typed, edit.dest_pos) else 1.0
        else:
            vowels = word[edit.src_pos] in _VOWELS and typed[edit.dest_pos] in _VOWELS
            cost += 0.9 if vowels else 1.0
    return cost


def _neighbour(text: str, at: int) -> bool:
    return text[at] in (text[at - 1 : at] + text[at + 1 : at + 2])

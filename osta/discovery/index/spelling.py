"""Spelling correction on folded forms: SymSpell's symmetric deletes over form starts, verified by edit distance.

Keeping the deletes of 7-letter *starts* in a memory-mapped trie, and not those of every form in a dictionary, makes the
index some megabytes that load at once. Method: W. Garbe, "SymSpell" (2012-2017).
"""

from __future__ import annotations

from pathlib import Path

import marisa_trie
from rapidfuzz.distance import OSA

from osta.discovery.index.build import PREFIX, deletes, edits_allowed


class Spelling:
    """Finds well-spelt forms near a misspelt one."""

    def __init__(self, folder: Path) -> None:
        self._words = marisa_trie.Trie().mmap(str(folder / "words.trie"))
        self._prefixes = marisa_trie.Trie().mmap(str(folder / "prefixes.trie"))
        self._deletes = marisa_trie.RecordTrie("<I").mmap(str(folder / "deletes.trie"))

    def nearest(self, folded: str) -> list[tuple[str, int]]:
        """The forms at the smallest distance, at most one slip under seven letters and two from there on.

        Distance is optimal string alignment: a letter too many, too few, another, or two neighbours swapped.
        """
        allowed = edits_allowed(len(folded))
        if not allowed:
            return []
        starts = {number for left in deletes(folded) for (number,) in self._deletes.get(left, ())}
        best: list[tuple[str, int]] = []
        for number in starts:
            start = self._prefixes.restore_key(number)
            if len(start) < PREFIX:
                candidates = [start] if start in self._words else []
            elif OSA.distance(start, folded[: len(start)], score_cutoff=allowed) > allowed:
                # The starts may differ by one more at their cut ends; such pairs are reached over another start.
                continue
            else:
                candidates = self._words.keys(start)
            for word in candidates:
                if abs(len(word) - len(folded)) > allowed:
                    continue
                distance = OSA.distance(word, folded, score_cutoff=allowed)
                if distance > allowed:
                    continue
                if distance < allowed:
                    allowed = max(distance, 1)
                best.append((word, distance))
        if not best:
            return []
        least = min(distance for _, distance in best)
        found = [(word, distance) for word, distance in best if distance == least]
        same = [(word, distance) for word, distance in found if word[0] == folded[0]]
        return sorted(same or (found if least == 1 else []))

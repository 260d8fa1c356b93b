"""Stems for words that no concept knows, so that a question finds a seller's own words whatever their ending."""

from __future__ import annotations

import re

from osta.discovery.finnish.folding import fold

# Case and possessive endings on folded text, longest first; what is left over is what both sides compare.
_ENDINGS = re.compile(
    r"(?:isiin|iensa|illaan|issaan|seen|siin|hin|hun|hon|han|hen|"
    r"issa|ista|illa|ilta|ille|iksi|ina|ssa|sta|lla|lta|lle|ksi|tta|nsa|"
    r"iden|itten|jen|ien|oja|ita|ja|ia|aan|een|iin|oon|uun|in|en|an|on|un|na|ta|n|t|a|i|e|o|u|s)$"
)
_STEM_LENGTH = 4


def term_stem(word: str) -> str:
    """The folded word without its ending; never shorter than four letters, so that short words stay whole."""
    folded = fold(word).replace("-", "")
    for _ in range(2):
        found = _ENDINGS.search(folded)
        if not found or found.start() < _STEM_LENGTH:
            break
        folded = folded[: found.start()]
    return folded.rstrip("aeiou") if len(folded.rstrip("aeiou")) >= _STEM_LENGTH else folded

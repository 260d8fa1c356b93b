"""Words that share a part are given it each: "keittiö- ja kylpyhuoneremontit", "pesukoneiden ja liesien huolto"."""

from __future__ import annotations

import re

from osta.discovery.finnish.folding import fold
from osta.discovery.index.lexemes import Kind
from osta.discovery.index.vocabulary import Vocabulary

# Every pattern begins at a word: one tried from each letter of a long word would take the square of its length.
_AND = r"(?:ja|sekä|tai|ja/tai|och|samt|eller|&)"
# A word cut off with a hyphen, perhaps several, and the compound whose end they share.
_CUT = re.compile(rf"\b((?:\w{{2,}}-,\s+)*\w{{2,}}-)\s+({_AND})\s+(\w{{6,70}})\b", re.IGNORECASE)
# Genitives, and what is done to all of them.
_OF = re.compile(r"\b((?:\w{3,}n,\s+)*\w{3,}n)\s+(ja|sekä|tai|&)\s+(\w{3,}n)\s+([^\W\d]\w{3,})", re.IGNORECASE)
# What is let to people stands at the end, for all that came before it.
_LET = re.compile(
    rf"\b(\w{{3,}})\s+({_AND})\s+(\w{{3,}})\s+"
    r"(vuokralle|vuokrattavana|vuokrattavina|vuokrataan|uthyres|till uthyrning|for rent|to rent|for hire)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(\w{3,})\s+(and|or|&)\s+(\w+)\s+"
    r"(rentals?|hire|repairs?|servic(?:e|ing)|lessons?|tours?|cleaning|removal|training|sales)\b",
    re.IGNORECASE,
)
_SHORTEST_END = 4  # letters of a shared end: -työt, -tunnit


def spelled_out(text: str, vocabulary: Vocabulary) -> str:
    """The text with each shared part written out; texts that share nothing come back as they are."""
    if "-" in text:
        text = _CUT.sub(lambda found: _completed(found, vocabulary), text)
    lower = text.lower()
    if " ja " in lower or " sekä " in lower or " tai " in lower or "&" in lower:
        text = _OF.sub(lambda found: _distributed(found, vocabulary), text)
    if " and " in lower or " or " in lower or "&" in lower:
        text = _ENGLISH.sub(_shared, text)
    if "vuokra" in lower or "uthyr" in lower or "rent" in lower or "hire" in lower:
        text = _LET.sub(_shared, text)
    return text


def kept_together(text: str) -> list[tuple[int, int]]:
    """Where lists stand whose commas part no items: "pesukoneiden, uunien ja liesien huolto" is one."""
    return [found.span() for pattern in (_OF, _CUT) for found in pattern.finditer(text)]


def let(item: str) -> str | None:
    """The *for rent* that an item of a list ends with after an *and*, so that it holds for the items before as well."""
    found = _LET.search(item)
    return found[4] if found and found.end() == len(item) else None


def _completed(found: re.Match[str], vocabulary: Vocabulary) -> str:
    firsts, word, last = found.groups()
    starts = [first.rstrip("-") for first in re.split(r",\s+", firsts)]
    end = _shared_end(starts[-1], last, vocabulary)
    if end is None:
        return found[0]
    return f"{', '.join(start + end for start in starts)} {word} {last}"


def _shared_end(start: str, last: str, vocabulary: Vocabulary) -> str | None:
    """The longest end of the last word that is a word itself, best one that makes a known word with the start."""
    ends = [last[cut:] for cut in range(2, len(last) - _SHORTEST_END + 1)]
    known = [end for end in ends if vocabulary.lookup(end.lower(), fold(end))]
    whole = [end for end in known if vocabulary.lookup((start + end).lower(), fold(start + end))]
    return next(iter(whole or known), None)


def _distributed(found: re.Match[str], vocabulary: Vocabulary) -> str:
    firsts, word, last, done = found.groups()
    things = [*re.split(r",\s+", firsts), last]
    if not all(_means(thing, vocabulary) for thing in things) or not _means(done, vocabulary):
        return found[0]
    return f"{', '.join(f'{thing} {done}' for thing in things[:-1])} {word} {last} {done}"


def _means(word: str, vocabulary: Vocabulary) -> bool:
    """Whether the word may be something sold or told as a need, and no place."""
    kinds = {sense.kind for hit in vocabulary.lookup(word.lower(), fold(word)) for sense in hit.lexeme.senses}
    return bool(kinds & {Kind.CONCEPT, Kind.CLASS}) and Kind.PLACE not in kinds


def _shared(found: re.Match[str]) -> str:
    first, word, last, done = found.groups()
    return f"{first} {done} {word} {last} {done}"

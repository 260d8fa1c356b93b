"""Forms of English base words as questions use them, by rule, more rather than fewer."""

from __future__ import annotations

from collections.abc import Iterator

_VOWELS = "aeiou"


def forms(word: str) -> Iterator[str]:
    """The word with its plural, possessive and, as if it were a verb too, -ing, -ed and -er forms."""
    word = word.lower()
    yield word
    yield word + "'s"
    if len(word) < 3:
        return
    if word.endswith("y") and word[-2] not in _VOWELS:
        yield from (word[:-1] + end for end in ("ies", "ied", "ier"))
        yield word + "ing"
    elif word.endswith(("s", "x", "z", "ch", "sh")):
        yield from (word + end for end in ("es", "ed", "ing", "er"))
    elif word.endswith("e"):
        if word.endswith("fe"):
            yield word[:-2] + "ves"
        yield from (word + end for end in ("s", "d", "r"))
        yield word[:-1] + "ing"
    else:
        yield from (word + end for end in ("s", "ed", "ing", "er", "ers"))
        if word.endswith("f"):
            yield word[:-1] + "ves"
        if word.endswith("o"):
            yield word + "es"
        if len(word) <= 5 and word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS and word[-3] not in _VOWELS:
            yield from (word + word[-1] + end for end in ("ing", "ed", "er"))

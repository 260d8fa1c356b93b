"""Forms of Swedish base words as questions use them: definite, plural, verb forms, by rule, rather too many."""

from __future__ import annotations

from collections.abc import Iterator

_VOWELS = "aeiouyåäö"


def forms(word: str) -> Iterator[str]:
    """The word and its likely forms, lower case. Nouns and verbs are not told apart: extra forms do no harm."""
    word = word.lower()
    yield word
    yield word + "s"
    if len(word) < 3:
        return
    if word.endswith("a"):
        stem = word[:-1]
        # flicka: flickan flickor flickorna; baka (verb): bakar bakade bakat
        yield from (
            stem + end for end in ("an", "or", "orna", "ar", "ade", "at", "as", "er", "te", "t", "de", "d", "s")
        )
    elif word.endswith("e"):
        stem = word[:-1]
        yield from (stem + end for end in ("en", "et", "ar", "arna", "n", "na", "er", "erna"))
        yield word + "n"
    elif word[-1] in _VOWELS:
        yield from (word + end for end in ("n", "t", "r", "na", "er", "erna", "et", "en"))
    else:
        yield from (word + end for end in ("en", "et", "ar", "er", "or", "arna", "erna", "n", "t", "a", "na"))
        if word.endswith(("el", "er", "en")):
            stem = word[:-2] + word[-1]
            yield from (stem + end for end in ("ar", "arna", "en", "et"))
        if word.endswith(("m", "n")) and word[-2] in _VOWELS:
            yield from (word + word[-1] + end for end in ("en", "et", "ar", "er"))

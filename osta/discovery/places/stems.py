"""The stems of a Finnish place name, by rules of its last part."""

from __future__ import annotations

import re
from typing import NamedTuple

from osta.discovery.places.endings import (
    CONSONANT_PARTITIVES,
    E_STEMS,
    FRONT_PARTS,
    IRREGULAR,
    MONOSYLLABLES,
    PLURALS,
    SECOND_PARTITIVES,
    ends_with,
)
from osta.discovery.places.gradation import VOWELS, strengthened, weakened

HIATUS = frozenset({"io", "iö", "eo", "eö"})
"""Two syllables at the end of a longer name; the partitive has a t (Posiota)."""
DIPHTHONGS = frozenset({"uo", "yö", "ie", "ai", "ei", "oi", "ui", "yi", "äi", "öi", "au", "ou", "eu", "iu"})


class Stems(NamedTuple):
    """What all cases of a name are made from, in lower case."""

    strong: str
    weak: str
    partitives: tuple[str, ...]
    illatives: tuple[str, ...]
    genitives: tuple[str, ...]
    front: bool
    """Whether endings have ä."""
    contracted: bool = False
    """Whether an h was lost in the stem that the northern dialects keep: Oinaan, Oinhaan."""


def is_front(word: str) -> bool:
    """Whether a lower-case word takes endings with ä: by its last part's vowels; with none, it does."""
    if ends_with(word, FRONT_PARTS):
        return True
    harmonic = re.findall("[aouåäöy]", word)
    return not harmonic or harmonic[-1] in "äöy"


def stems_of(word: str) -> Stems:
    """The stems of one lower-case word."""
    front = is_front(word)
    a = "ä" if front else "a"
    if plural := ends_with(word, PLURALS):
        return _plural(word, plural, front=front)
    if part := ends_with(word, IRREGULAR):
        first = word.removesuffix(part)
        strong, weak, partitive = (first + form for form in IRREGULAR[part])
        if strong[-1] == strong[-2]:
            return _contracted(strong, partitive, front=front)
        return _singular(strong, weak, (partitive,), front=front)
    if word.endswith("nen"):
        stem = word[:-3] + "se"
        return _singular(stem, stem, (word[:-3] + "st" + a,), front=front)
    if word.endswith(("as", "äs")):
        stem = strengthened(word[:-2]) + word[-2] * 2
        return _contracted(stem, word + "t" + a, front=front)
    if word.endswith("s"):
        stem = word[:-1] + "kse"
        return _singular(stem, stem, (word + "t" + a,), front=front)
    if word[-1] not in VOWELS:  # a foreign name: Murmanskissa
        stem = word + "i"
        return _singular(stem, stem, (stem + a,), front=front)
    return _ending_in_vowel(word, a, front=front)


def _ending_in_vowel(word: str, a: str, *, front: bool) -> Stems:
    if part := ends_with(word, E_STEMS):
        stem = word[:-1] + "e"
        first = word.removesuffix(part)
        partitives = [first + CONSONANT_PARTITIVES[part]] if part in CONSONANT_PARTITIVES else [stem + a]
        partitives += [first + SECOND_PARTITIVES[part]] if part in SECOND_PARTITIVES else []
        return _singular(stem, weakened(stem), tuple(partitives), front=front)
    pair = word[-2:]
    if pair[0] not in VOWELS:
        if word.endswith("e"):
            stem = strengthened(word[:-1]) + "ee"
            return _contracted(stem, word + "tt" + a, front=front)
        # A single k, p or t does not alternate in names with a lasting -i: Riipi, Riipin.
        lasting = word.endswith("i") and word[-3:-2] in VOWELS
        return _singular(word, word if lasting else weakened(word), (word + a,), front=front)
    if ends_with(word, MONOSYLLABLES) or len(re.findall("[aeiouyäöå]+", word)) == 1:
        return _singular(word, word, (word + "t" + a,), (f"{word}h{word[-1]}n",), front=front)
    if pair[0] == pair[1]:  # Vantaa
        return _contracted(word, word + "t" + a, front=front)
    if word.endswith("e"):  # alue
        return _contracted(word + "e", word + "tt" + a, front=front)
    if pair in HIATUS:
        return _singular(word, word, (word + "t" + a, word + a), front=front)
    if pair in DIPHTHONGS:
        return _singular(word, word, (word + "t" + a,), (f"{word}h{word[-1]}n", word + word[-1] + "n"), front=front)
    return _singular(word, word, (word + a, word + "t" + a), front=front)


def _singular(
    strong: str, weak: str, partitives: tuple[str, ...], illatives: tuple[str, ...] = (), *, front: bool
) -> Stems:
    return Stems(strong, weak, partitives, illatives or (strong + strong[-1] + "n",), (weak + "n",), front)


def _contracted(stem: str, partitive: str, *, front: bool) -> Stems:
    return Stems(stem, stem, (partitive,), (stem + "seen",), (stem + "n",), front, contracted=True)


def _plural(word: str, part: str, *, front: bool) -> Stems:
    first = word.removesuffix(part)
    genitive, partitive, strong, weak = (first + form for form in PLURALS[part])
    illative = strong + ("hin" if strong[-2] in VOWELS else "in")
    return Stems(strong, weak, (partitive,), (illative,), (genitive,), front)

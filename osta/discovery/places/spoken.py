"""Forms of place names as people say and type them in the north: Sallhaan, Posiola, Kotallaan, Oinhaalla."""

from __future__ import annotations

from collections.abc import Iterator

from osta.discovery.places.cases import Case
from osta.discovery.places.gradation import VOWELS

SHORTENED = {Case.INESSIVE: "ss", Case.ADESSIVE: "ll", Case.ALLATIVE: "ll"}
"""Endings whose double consonant becomes single: Sallasa, Posiola, Posiole."""
SIBILANTS = frozenset({"rs", "ls", "ns", "ks"})
"""Clusters whose s is doubled in speech: Kurssuun."""


def spoken_forms(form: str, case: Case) -> Iterator[str]:
    """Colloquial and northern variants of one lower-case standard form, without the form itself."""
    if case in SHORTENED and form[-3:-1] == SHORTENED[case]:
        yield form[:-2] + form[-1]
    elif case is Case.ILLATIVE:
        yield from _illatives(form)
    elif case is Case.GENITIVE:
        yield form[:-1]
    elif case is Case.PARTITIVE:
        yield from _partitives(form)


def with_kept_h(contracted: str) -> str:
    """A contracted stem with the h that the dialects keep: `oinaa` → `oinhaa`, `kankaa` → `kankhaa`."""
    return f"{contracted[:-2]}h{contracted[-2:]}"


def _illatives(form: str) -> Iterator[str]:
    yield form[:-1]
    if form.endswith("seen") and form[-5:-4] in VOWELS:
        for variant in (form[:-4] + "sseen", form[:-4] + "sheen", form[:-4] + "shen"):
            yield from (variant, variant[:-1])
        return
    body, vowel = form[:-3], form[-2]
    if form[-3] != vowel:  # suohon has its h already
        return
    variants = [f"{body}h{vowel}{vowel}n", f"{body}h{vowel}n", f"{body}{vowel}h{vowel}n"]
    if doubled := _geminated(body):
        variants.append(f"{doubled}{vowel}{vowel}n")
        if doubled.endswith("s"):  # Kursshuun
            variants.append(f"{doubled}h{vowel}{vowel}n")
    for variant in variants:
        yield from (variant, variant[:-1])


def _partitives(form: str) -> Iterator[str]:
    before, vowel = form[-2:-1], form[-1]
    if form[-3:-2] in VOWELS or before not in VOWELS:
        return
    if before != vowel:  # Kursua, Kursuu; Kemijärveä, Kemijärvee
        yield form[:-1] + before
    elif doubled := _geminated(form[:-2]):
        yield doubled + vowel + vowel


def _geminated(body: str) -> str:
    """What stands before a long vowel, its single consonant doubled; empty where nothing is doubled."""
    last, before = body[-1:], body[-2:-1]
    if last and last not in VOWELS and (before in VOWELS or body[-2:] in SIBILANTS):
        return body + last
    return ""

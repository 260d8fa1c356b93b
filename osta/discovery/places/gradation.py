"""Consonant gradation: the strong and the weak grade of the last consonants of a stem."""

from __future__ import annotations

VOWELS = frozenset("aeiouyäöå")
"""No empty string among them: a stem of one letter has no consonants to weaken."""

WEAK_CLUSTERS = {
    "kk": "k",
    "pp": "p",
    "tt": "t",
    "nk": "ng",
    "mp": "mm",
    "nt": "nn",
    "lt": "ll",
    "rt": "rr",
    "ht": "hd",
    "lp": "lv",
    "rp": "rv",
    "lk": "l",
    "rk": "r",
}
SOFTENED_BEFORE_E = {"lk": "lj", "rk": "rj"}
"""kylki, kyljen."""
WEAK_SINGLES = {"k": "", "p": "v", "t": "d"}

STRONG_CLUSTERS = {"ng": "nk", "mm": "mp", "nn": "nt", "rr": "rt", "hd": "ht"}
"""The other way round, for names whose nominative has the weak grade: kangas, kankaan."""


def weakened(stem: str) -> str:
    """The weak grade of a stem that ends in a vowel: `suvanto` → `suvanno`, `kallunki` → `kallungi`.

    Clusters that do not alternate (sk, st, tk, hk and the like) stay, as do stems ending in two vowels.
    """
    body, vowel = stem[:-1], stem[-1]
    cluster = body[-2:]
    if vowel == "e" and cluster in SOFTENED_BEFORE_E:
        return body[:-2] + SOFTENED_BEFORE_E[cluster] + vowel
    if cluster in WEAK_CLUSTERS:
        return body[:-2] + WEAK_CLUSTERS[cluster] + vowel
    if cluster[:1] in VOWELS and cluster[1:] in WEAK_SINGLES:
        if cluster in {"uk", "yk"} and vowel == cluster[0]:  # puku, puvun
            return body[:-1] + "v" + vowel
        return body[:-1] + WEAK_SINGLES[cluster[1:]] + vowel
    return stem


def strengthened(body: str) -> str:
    """The strong grade of what stands before the last vowel: `kang` → `kank`; unchanged where none is certain."""
    return body[:-2] + STRONG_CLUSTERS.get(body[-2:], body[-2:])

"""Spoken and northern variants of a standard form, by forward rules, applied when the index is built.

Peräpohjola speech as written in messages: Sallasa (Sallassa), Kemijärvelä, kukhaan (kukaan), tekkee, kallaa, saapi,
mettä (metsä), viijen, pitäis, perunoi.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_VOWEL = "aeiouyäö"
_CONSONANT = "bcdfghjklmnpqrstvwxz"
_SHORTENED = (
    (re.compile(r"ss([aä])$"), r"s\1"),  # talossa → talosa
    (re.compile(r"ll([aä])$"), r"l\1"),  # pöydällä → pöydälä
    (re.compile(r"([oö])it[aä]$"), r"\1i"),  # perunoita → perunoi
    (re.compile(r"([^aeiouyäö])i[aä]$"), r"\1ii"),  # munia → munii
    (re.compile(r"[oö]([aä])$"), lambda m: {"a": "oo", "ä": "öö"}[m[1]]),  # maitoa → maitoo
    (re.compile(r"e([aä])$"), r"ee"),  # vaikea → vaikee
    (re.compile(r"u([aä])$"), r"uu"),  # kakkua → kakkuu
    (re.compile(r"ksi$"), r"ks"),  # klapeiksi → klapeiks
    (re.compile(r"isi$"), r"is"),  # leikkaisi → leikkais
    (re.compile(r"ui$"), r"u"),  # tippui → tippu
    (re.compile(r"yi$"), r"y"),  # jäätyi → jääty
    (re.compile(r"(n[uy])t$"), r"\1"),  # tullut → tullu
    (re.compile(r"(l[uy])t$"), r"\1"),
    (re.compile(r"(s[uy])t$"), r"\1"),
    (re.compile(r"ssa$"), r"s"),  # Posiossa → Posios (spoken, all Finland)
)
_D = re.compile(rf"(?<=[{_VOWEL}])d(?=[{_VOWEL}])")
_DEEP_ILLATIVE = re.compile(rf"([{_CONSONANT}])([{_VOWEL}])\2n$")


def variants(form: str) -> Iterator[str]:
    """Spoken forms of one standard form, without the form itself; some come twice."""
    for base in (form, *_without_d(form)):
        if base != form:
            yield base
        for pattern, short in _SHORTENED:
            changed = pattern.sub(short, base)
            if changed != base:
                yield changed
        yield from _illatives(base)
        yield from _geminated(base)
    if "ts" in form:
        yield form.replace("ts", "tt")  # metsä → mettä
        yield form.replace("ts", "ht")


def _without_d(form: str) -> Iterator[str]:
    if _D.search(form):
        for instead in ("", "j", "h", "r"):
            yield _D.sub(instead, form)


def _illatives(form: str) -> Iterator[str]:
    """Sallaan → Sallhaan, Sallhan; vaihdetaan → vaihethaan; kyytiin → kyythiin, kyythin."""
    changed = _DEEP_ILLATIVE.sub(r"\1h\2\2n", form)
    if changed != form:
        yield changed
        yield _DEEP_ILLATIVE.sub(r"\1h\2n", form)
    for ending, spoken in (("seen", "sheen"), ("siin", "shiin")):
        if form.endswith(ending):
            yield form.removesuffix(ending) + spoken


def _geminated(form: str) -> Iterator[str]:
    """kalaa → kallaa, tekee → tekkee, perunaa → perunnaa: one consonant doubles before a long vowel."""
    end = re.search(rf"(?<=[{_VOWEL}])([hjklmnprstv])([{_VOWEL}])\2(n?)$", form)
    if end:
        yield f"{form[: end.start()]}{end[1] * 2}{form[end.start() + 1 :]}"
    start = re.match(rf"([{_CONSONANT}]?[{_VOWEL}])([hjklmnprstv])([{_VOWEL}]{{2}})", form)
    if start and not end:
        yield f"{start[1]}{start[2]}{form[len(start[1]) :]}"
    soft = re.search(rf"(?<=[{_VOWEL}])([hjklmnprstv])i[aä]$", form)
    if soft:
        yield f"{form[: soft.start()]}{soft[1] * 2}ii"  # munia → munnii

"""Place names in texts, and all the forms of them that a question may have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from osta.discovery.places.cases import Case, case_forms, from_stems, is_finnish
from osta.discovery.places.model import Place
from osta.discovery.places.spoken import spoken_forms, with_kept_h
from osta.discovery.places.stems import Stems, is_front, stems_of

__all__ = ["Case", "Role", "case_forms", "reading_forms", "reading_forms_of", "resident_forms", "written"]

WITH_KYLA = frozenset({"village", "hamlet", "district"})
"""The kinds of places that people put `kylä` to: Kursunkylässä, Oinaan kylällä."""


class Role(StrEnum):
    """What a place name does in a sentence of ours."""

    GENITIVE = "genitive"
    """Kursun (lähellä)."""
    IN = "in"
    """Kursussa, Savukoskella."""
    FROM = "from"
    """Kursusta, Savukoskelta."""
    TO = "to"
    """Kursuun, Savukoskelle."""


CASES = {
    ("inner", Role.IN): Case.INESSIVE,
    ("inner", Role.FROM): Case.ELATIVE,
    ("inner", Role.TO): Case.ILLATIVE,
    ("outer", Role.IN): Case.ADESSIVE,
    ("outer", Role.FROM): Case.ABLATIVE,
    ("outer", Role.TO): Case.ALLATIVE,
}

_OTHER_SERIES = {
    "inner": (Case.ADESSIVE, Case.ABLATIVE, Case.ALLATIVE),
    "outer": (Case.INESSIVE, Case.ELATIVE, Case.ILLATIVE),
}


def written(place: Place, role: Role) -> str:
    """A place's name in Finnish for a text, in the series of local cases that locals use.

    A name that takes no Finnish endings comes back as it is.
    """
    case = CASES.get((place.locative, role), Case.GENITIVE)
    return case_forms(place.name).get(case, (place.name,))[0]


def reading_forms_of(place: Place) -> Iterator[tuple[str, Case]]:
    """The forms of all names of a place, with `kylä` put to villages' own names; none twice for a case.

    Places outside that are called like a thing (Pello) are read in their own local cases only: *pellolla* is a field.
    """
    yield from dict.fromkeys(
        (form, case)
        for name in place.names
        for form, case in reading_forms(name, village=place.kind in WITH_KYLA and name == place.name)
        if place.inside or case not in _OTHER_SERIES.get(place.locative, ()) or "word" not in place.also_means(name)
    )


def reading_forms(name: str, *, village: bool = False) -> Iterator[tuple[str, Case]]:
    """Every (form, case) of a name that a question may have, in lower case and with dots, none twice.

    Standard forms of both series of local cases come first; then colloquial and northern ones, those with
    the grade or the stem vowel left as in the nominative (Suvantossa, Kemijärvissä), and Swedish and English
    genitives. For a `village`, the compound and the phrase with `kylä` follow.
    """
    yield from dict.fromkeys(_all_forms(name, village=village))


def resident_forms(name: str) -> Iterator[str]:
    """Forms of the word for who or what comes from a place, in lower case: `sallalainen`, `kemijärveläistä`."""
    fixed, last = _split(name.lower())
    if not is_finnish(name):
        return
    stems = stems_of(last)
    a = "ä" if stems.front else "a"
    stem = f"{fixed}{stems.strong}l{a}i"
    yield stem + "nen"
    yield from (stem + ending for ending in ("set", "sten", "sien", f"si{a}", f"sill{a}", f"silt{a}", "sille"))
    yield from (stem + ending for ending in (f"siss{a}", f"sist{a}", "siin"))
    singular = from_stems("", stems_of(f"l{a}inen"))
    yield from (f"{fixed}{stems.strong}{form}" for of_case in singular.values() for form in of_case if form)


def _all_forms(name: str, *, village: bool) -> Iterator[tuple[str, Case]]:
    lower = name.lower()
    standard = [(form.lower(), case) for case, forms in case_forms(name).items() for form in forms]
    yield from standard
    if is_finnish(name):
        yield from _spoken(standard)
        fixed, last = _split(lower)
        stems = stems_of(last)
        if stems.contracted and not last.endswith(stems.strong):
            stem = with_kept_h(stems.strong)
            yield from _with_spoken(fixed, last, Stems(stem, stem, (), (stem + "seen",), (stem + "n",), stems.front))
        if last[-1:] in "aeiouyäö" and stems.weak != last:
            a = "ä" if is_front(last) else "a"
            unchanged = Stems(last, last, (last + a,), (last + last[-1] + "n",), (last + "n",), stems.front)
            yield from _with_spoken(fixed, last, unchanged)
    if not lower.endswith("s"):
        yield lower + "s", Case.GENITIVE
    yield lower + "'s", Case.GENITIVE
    if village and is_finnish(name) and not lower.endswith("kylä"):
        genitive = case_forms(lower)[Case.GENITIVE][0]
        for between in ("", " "):
            yield from _all_forms(genitive + between + "kylä", village=False)


def _with_spoken(fixed: str, last: str, stems: Stems) -> Iterator[tuple[str, Case]]:
    """All forms of stems but the nominative, with what stands before the last word."""
    pairs = [
        (fixed + form, case)
        for case, forms in from_stems(last, stems).items()
        for form in forms
        if case is not Case.NOMINATIVE
    ]
    yield from pairs
    yield from _spoken(pairs)


def _spoken(pairs: Sequence[tuple[str, Case]]) -> Iterator[tuple[str, Case]]:
    known = {form for form, _ in pairs}
    for form, case in pairs:
        for variant in spoken_forms(form, case):
            # A genitive that lost its n is the nominative of most names: no reason to read that as a genitive.
            if case is not Case.GENITIVE or variant not in known:
                yield variant, case


def _split(name: str) -> tuple[str, str]:
    """What stays and what inflects: `sallan kirkonkylä` → (`sallan `, `kirkonkylä`)."""
    start = max(name.rfind(" "), name.rfind("-")) + 1
    return name[:start], name[start:]

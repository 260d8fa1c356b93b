"""The cases of place names in standard Finnish."""

from __future__ import annotations

from enum import StrEnum

from osta.discovery.places.endings import AGREEING, AGREEING_COMPOUNDS
from osta.discovery.places.stems import Stems, stems_of


class Case(StrEnum):
    """The Finnish cases that place names are used in."""

    NOMINATIVE = "nominative"
    GENITIVE = "genitive"
    PARTITIVE = "partitive"
    INESSIVE = "inessive"
    ELATIVE = "elative"
    ILLATIVE = "illative"
    ADESSIVE = "adessive"
    ABLATIVE = "ablative"
    ALLATIVE = "allative"
    ESSIVE = "essive"
    TRANSLATIVE = "translative"


Forms = dict[Case, tuple[str, ...]]

FINNISH_LETTERS = frozenset("abdefghijklmnoprstuvyäöå -")
"""A name with other letters (Kandalaksha, Čeʹvetjäuʹrr) is not inflected as Finnish."""


def is_finnish(name: str) -> bool:
    """Whether a name looks like one that Finnish endings can be put to."""
    lower = name.lower()
    return FINNISH_LETTERS.issuperset(lower) and lower[-1:].isalpha()


def case_forms(name: str) -> Forms:
    """All cases of a place name, capitals kept; of several forms of a case, the first is the one to write.

    Only the last word inflects (Sallan kirkonkylässä), apart from the few adjectives that agree (Vanhassa
    Sallassa). A name that does not look Finnish has its nominative only.
    """
    if not is_finnish(name):
        return {Case.NOMINATIVE: (name,)}
    first, space, last = name.rpartition(" ")
    if first.lower() in AGREEING:
        return _joined(case_forms(first), case_forms(last), space)
    head, hyphen, tail = last.rpartition("-")
    fixed = first + space + head + hyphen
    if parts := AGREEING_COMPOUNDS.get(tail.lower()):
        adjective = tail[: len(parts[0])]
        agreeing = _joined(case_forms(adjective), case_forms(parts[1]), "")
        forms = merged(agreeing, from_stems(tail.lower(), stems_of(tail.lower())))
    else:
        forms = from_stems(tail.lower(), stems_of(tail.lower()))
    return {case: tuple(fixed + _recased(form, tail) for form in of_case) for case, of_case in forms.items()}


def from_stems(nominative: str, stems: Stems) -> Forms:
    """The lower-case forms that stems make."""
    weak, a = stems.weak, "ä" if stems.front else "a"
    return {
        Case.NOMINATIVE: (nominative,),
        Case.GENITIVE: stems.genitives,
        Case.PARTITIVE: stems.partitives,
        Case.INESSIVE: (weak + "ss" + a,),
        Case.ELATIVE: (weak + "st" + a,),
        Case.ILLATIVE: stems.illatives,
        Case.ADESSIVE: (weak + "ll" + a,),
        Case.ABLATIVE: (weak + "lt" + a,),
        Case.ALLATIVE: (weak + "lle",),
        Case.ESSIVE: (stems.strong + "n" + a,),
        Case.TRANSLATIVE: (weak + "ksi",),
    }


def merged(first: Forms, second: Forms) -> Forms:
    """The forms of both, those of the first in front, none twice."""
    return {
        case: tuple(dict.fromkeys((*(form.lower() for form in first.get(case, ())), *second.get(case, ()))))
        for case in Case
    }


def _joined(adjective: Forms, noun: Forms, between: str) -> Forms:
    return {case: tuple(adjective[case][0] + between + form for form in of_case) for case, of_case in noun.items()}


def _recased(form: str, like: str) -> str:
    """A form with the capital first letter, or all the capitals, of the name."""
    if len(like) > 1 and like.isupper():
        return form.upper()
    return form[:1].upper() + form[1:] if like[:1].isupper() else form

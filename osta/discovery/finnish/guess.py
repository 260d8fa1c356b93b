"""Forms of a Finnish word that no table has, by rule: what staff teach while the program runs.

Singular cases come from the rules made for place names, which read the word's last part; plurals are guessed, rather
too many: a form that nobody writes does no harm.
"""

from __future__ import annotations

from osta.discovery.places.cases import Case, case_forms
from osta.discovery.places.forms import reading_forms

_PLURALS = {
    "a": ("oja", "oita", "ia", "ojen", "oiden", "ien"),
    "ä": ("öjä", "öitä", "iä", "öjen", "öiden", "ien"),
    "o": ("oja", "oita", "ojen", "oiden"),
    "ö": ("öjä", "öitä", "öjen", "öiden"),
    "u": ("uja", "uita", "ujen", "uiden"),
    "y": ("yjä", "yitä", "yjen", "yiden"),
    "i": ("eja", "ejä", "eita", "eitä", "ien"),
    "e": ("eita", "eitä", "eiden"),
}
_SHORTEST = 3


def guessed_forms(word: str) -> frozenset[str]:
    """The word with its likely forms, lower case."""
    lower = word.lower()
    if len(lower) < _SHORTEST or not lower.isalpha():
        return frozenset((lower,))
    forms = {lower, *(form for form, _ in reading_forms(lower))}
    genitive = case_forms(lower).get(Case.GENITIVE, (lower,))[0]
    if genitive.endswith("n"):
        forms.update((genitive[:-1] + "t", genitive[:-2] + "ia", genitive[:-2] + "iä", genitive[:-2] + "ien"))
    forms.update(lower[:-1] + ending for ending in _PLURALS.get(lower[-1], ()))
    return frozenset(forms)

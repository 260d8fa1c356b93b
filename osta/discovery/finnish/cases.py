"""Telling purposes and places from objects by a word's case, from its forms alone.

What is looked for stands in the nominative, genitive or partitive (perunaa, sohvan); what it is for, or where, in
another case (saunaan, lahjaksi, lapselle). The generated forms carry no case, but the set of them tells it.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

_LOCAL = {
    "ssa": ("sta",),
    "ssä": ("stä",),
    "sta": ("ssa",),
    "stä": ("ssä",),
    "lla": ("lta",),
    "llä": ("ltä",),
    "lta": ("lla",),
    "ltä": ("llä",),
    "lle": ("lla", "llä"),
    "ksi": ("lla", "llä"),
}
_DOING = ("maan", "mään", "massa", "mässä", "masta", "mästä")  # the infinitive of going to do, doing, coming from it
_GENITIVE_PLURAL = ("jen", "ien", "iden", "itten", "ten", "den", "hen")


def is_oblique(form: str, forms: AbstractSet[str]) -> bool:
    """Whether a form of the word with these ``forms`` is in a case that no object stands in."""
    if form.endswith(_DOING) and form[: form.rindex("m") + 2] + "n" not in forms:
        return False  # a verb: what one wants to do, goes to do (ratsastamaan)
    partners = _LOCAL.get(form[-3:])
    if partners:
        return any(form[:-3] + partner in forms for partner in partners)
    if not form.endswith("n") or form[:-1] + "ssa" in forms or form[:-1] + "ssä" in forms:
        return False  # a genitive singular has its stem before -ssa, too
    if form.endswith(_GENITIVE_PLURAL) and not form.endswith(("seen", "heen")):
        return False
    # -VVn, -hVn, -seen, -siin: whither
    return len(form) > 3 and (form[-2] == form[-3] or form[-3] == "h" or form.endswith(("seen", "siin")))

"""The field that somebody names in words, where fields can be changed: *aukioloajat*, *muuta puhelin*."""

from __future__ import annotations

from rapidfuzz import fuzz

from osta.chat.messages import Reply
from osta.handlers.register import prompts
from osta.handlers.register.form import draft_of
from osta.handlers.register.steps import BY_NAME, Step
from osta.handlers.turn import NotMine, Turn

CHANGE = "register.field"  # the action of the list's buttons
LEAST_LIKENESS = 85.0  # rapidfuzz ratio, 0-100: one slip in a word of seven letters still counts
_LONGEST = 60  # characters: more is no name of a field
_ASKS = frozenset("muuta muutetaan vaihda vaihdetaan muokkaa korjaa korjataan päivitä ändra byt change edit".split())
_NAMES: dict[str, tuple[str, ...]] = {
    "name": ("yrityksen nimi", "firman nimi", "företagets namn", "company name"),
    "products": ("tuotteet", "palvelut", "tuote", "valikoima", "mitä myyn", "produkter", "tjänster", "products"),
    "village": ("paikka", "sijainti", "osoite", "paikkakunta", "plats", "adress", "place", "address", "location"),
    "phone": ("puhelinnumero", "numero", "puh", "puhelimen numero", "telefonnummer", "nummer", "phone number"),
    "months": ("kuukaudet", "sesonki", "satokausi", "månader", "months"),
    "description": ("kuvaus", "teksti", "esittelyteksti", "text", "description"),
    "hours": ("aukioloajat", "aukiolo", "aukioloaika", "myyntipaikat", "myyntipaikka", "öppettider", "opening hours"),
    "delivery": ("toimitusalue", "toimitukset", "kuljetus", "kotiinkuljetus", "leveransområde", "delivery area"),
    "email": ("sähköpostiosoite", "maili", "meili", "e-post", "mejl", "e-mail"),
    "website": ("nettisivu", "kotisivu", "kotisivut", "nettisivut", "some", "some-sivu", "hemsida", "web page"),
    "business_id": ("ytunnus", "fo-nummer", "business id"),
    "languages": ("kieli", "palvelukielet", "kielitaito", "språk", "language"),
    "kitchen": ("keittiöt", "koulut", "koulukeittiöt", "kök", "kitchens"),
}
"""What people call the fields besides the labels of the buttons, in every language."""


async def named(turn: Turn) -> list[Reply] | None:
    """The question for the field that the message names. What names none is not ours, nor is it where the fields are
    not listed and no preview waits.
    """
    draft = draft_of(turn)
    listed = any(button.action is not None and button.action.name == CHANGE for button in turn.offered)
    ours = turn.state == "register.preview" or (listed and turn.state is None)
    step = _named(turn) if draft is not None and ours else None
    if draft is None or step is None:
        raise NotMine
    return prompts.asked(turn, step, draft)


def _named(turn: Turn) -> Step | None:
    words = turn.text[: _LONGEST + 1].casefold().strip(" .!").split()
    said = " ".join(words[1:] if len(words) > 1 and words[0] in _ASKS else words)
    if not said or len(said) > _LONGEST:
        return None
    likeness = {
        step: max(fuzz.ratio(said, name.casefold()) for name in (turn.t.line(step.label), *_NAMES[step.name]))
        for step in BY_NAME.values()
    }
    best = max(likeness, key=lambda step: likeness[step])
    return best if likeness[best] >= LEAST_LIKENESS else None

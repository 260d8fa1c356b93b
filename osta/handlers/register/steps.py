"""The steps of the form: what is asked, how the answer is read, what may be left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from osta.chat.figures import clip
from osta.chat.texts import marked
from osta.discovery.answered_places import places_answered
from osta.discovery.drafts import LABELS, Draft
from osta.discovery.places.rows import BadValue
from osta.discovery.producers import months, values
from osta.handlers.turn import Turn
from osta.store.models.producers import name_key

LONGEST = {"name": 100, "products": 1000, "description": 600, "delivery": 150, "hours": 200, "email": 100}
"""Characters; more is cut off. The website's limit is that of the e-mail address."""
MOST_KG = 100_000  # a month; more is a slip of the finger

Reader = Callable[[Turn, Draft, str], str | None]
"""Puts an answer into the draft, or returns what is wrong with it as a text to translate."""


@dataclass(frozen=True, slots=True)
class Step:
    """One question of the form, for the draft's field of the same name."""

    name: str
    ask: str
    read: Reader
    optional: bool = False

    @property
    def label(self) -> str:
        """What people call the field."""
        return LABELS[self.name]


def _name(turn: Turn, draft: Draft, text: str) -> str | None:
    if not name_key(text):
        return marked("Nimessä pitää olla kirjaimia. Mikä yrityksen tai myyjän nimi on?")
    draft.name = clip(text, LONGEST["name"])
    return None


def _business_id(turn: Turn, draft: Draft, text: str) -> str | None:
    try:
        draft.business_id = values.business_id(text.strip()[:20])
    except BadValue:
        return marked("Tuo ei ole Y-tunnus: tarkistusnumero ei täsmää. Kirjoita muodossa 1234567-8, tai ohita.")
    return None


def _products(turn: Turn, draft: Draft, text: str) -> str | None:
    draft.products = text.strip()[: LONGEST["products"]]
    if not turn.discovery.listings.read(draft.products).items:
        draft.products = ""
        return marked("En saanut tuotteista selvää. Luettele ne pilkulla erotettuina: puikula, porkkana, hillahillo.")
    return None


def _description(turn: Turn, draft: Draft, text: str) -> str | None:
    draft.description = clip(text, LONGEST["description"])
    return None


def _months(turn: Turn, draft: Draft, text: str) -> str | None:
    try:
        draft.months = list(months.read_months(text[:100]))
    except months.NotMonths:
        return marked("En ymmärtänyt kuukausia. Kirjoita vaikka ”heinä-elokuu” tai ”6-9”.")
    return None


def _village(turn: Turn, draft: Draft, text: str) -> str | None:
    found = [place for place in places_answered(turn.discovery, text) if place.inside]
    if not found:
        return marked("En tunne sitä kylää. Kirjoita nimi toisin, valitse luettelosta tai jaa sijainti.")
    draft.village, draft.latitude, draft.longitude = found[0].id, None, None
    return None


def _delivery(turn: Turn, draft: Draft, text: str) -> str | None:
    draft.delivery = clip(text, LONGEST["delivery"])
    return None


def _hours(turn: Turn, draft: Draft, text: str) -> str | None:
    draft.hours = clip(text, LONGEST["hours"])
    return None


def _phone(turn: Turn, draft: Draft, text: str) -> str | None:
    try:
        draft.phone = values.phone(text[:100], _doubt_is_fine)
    except BadValue:
        return marked("Tuo ei näytä puhelinnumerolta. Kirjoita muodossa 040 000 0000.")
    return None


def _email(turn: Turn, draft: Draft, text: str) -> str | None:
    draft.email = values.email(text[: LONGEST["email"]], _doubt_is_fine)
    return None if draft.email else marked("Tuo ei näytä sähköpostiosoitteelta. Kirjoita muodossa nimi@example.com.")


def _website(turn: Turn, draft: Draft, text: str) -> str | None:
    draft.website = values.website(text[: LONGEST["email"]], _doubt_is_fine) if text.strip() else None
    return None if draft.website else marked("Tuo ei näytä verkko-osoitteelta. Kirjoita muodossa www.example.com.")


def _languages(turn: Turn, draft: Draft, text: str) -> str | None:
    draft.languages = list(values.languages(text[:100], _doubt_is_fine))
    return None if draft.languages else marked("En tunnistanut kieltä. Valitse napeista.")


def _kitchen(turn: Turn, draft: Draft, text: str) -> str | None:
    digits = "".join(char for char in text if char.isascii() and char.isdecimal())
    if not digits or len(digits) > len(str(MOST_KG)) or int(digits) > MOST_KG:
        return marked("Kirjoita pelkkä määrä kiloina kuussa, esimerkiksi 200, tai valitse napeista.")
    draft.kitchen = int(digits)
    return None


def _doubt_is_fine(column: str, doubt: str) -> None:
    """The preview shows what was understood: a doubt needs no word of its own."""


STEPS: tuple[Step, ...] = (
    Step("name", marked("Mikä on yrityksesi tai sinun nimesi myyjänä?"), _name),
    Step("business_id", marked("Y-tunnus, jos sinulla on sellainen:"), _business_id, optional=True),
    Step(
        "products",
        marked("Mitä myyt? Luettele omin sanoin, pilkulla erotettuina: puikula, varhaisperuna, porkkana."),
        _products,
    ),
    Step(
        "months",
        marked("Milloin näitä saa? Kirjoita kuukaudet, esimerkiksi ”elo-lokakuu”, tai valitse."),
        _months,
        optional=True,
    ),
    Step(
        "description",
        marked("Kerro parilla lauseella itsestäsi tai tuotteistasi. Tämän voi jättää pois."),
        _description,
        optional=True,
    ),
    Step("village", marked("Missä kylässä myyt? Kirjoita kylän nimi tai jaa sijainti."), _village),
    Step(
        "delivery",
        marked("Toimitatko tuotteita? Kirjoita minne: ”REKO Kemijärvi”, ”koko Salla”."),
        _delivery,
        optional=True,
    ),
    Step(
        "hours",
        marked("Milloin ja missä sinulta voi ostaa? ”Oma piha ma–pe 10–17”, ”sovi soittamalla”."),
        _hours,
        optional=True,
    ),
    Step("phone", marked("Puhelinnumero, johon asiakkaat voivat soittaa:"), _phone, optional=True),
    Step("email", marked("Sähköpostiosoite asiakkaille:"), _email, optional=True),
    Step("website", marked("Verkkosivu tai some-sivu:"), _website, optional=True),
    Step("languages", marked("Millä kielillä palvelet?"), _languages, optional=True),
    Step(
        "kitchen",
        marked("Voivatko koulut ja muut julkiset keittiöt ostaa sinulta? Montako kiloa kuussa?"),
        _kitchen,
        optional=True,
    ),
)
BY_NAME = {step.name: step for step in STEPS}


def next_step(name: str) -> Step | None:
    """The step after one; None after the last."""
    at = STEPS.index(BY_NAME[name]) + 1
    return STEPS[at] if at < len(STEPS) else None


def previous_step(name: str) -> Step | None:
    """The step before one; None before the first."""
    at = STEPS.index(BY_NAME[name])
    return STEPS[at - 1] if at else None

"""The steps of the form: what is asked, how the answer is read, what may be left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from osta.chat.figures import clip
from osta.chat.texts import LANGUAGES, marked
from osta.discovery.answered_places import places_answered
from osta.discovery.drafts import LABELS, Draft
from osta.discovery.places.rows import BadValue
from osta.discovery.producers import months, values
from osta.handlers.register.names import no_name
from osta.handlers.turn import Turn
from osta.store.models.producers import name_key

LONGEST = {"name": 100, "products": 1000, "description": 600, "delivery": 150, "hours": 200, "email": 100}
"""Characters; more is cut off. The website's limit is that of the e-mail address."""
_DIGITS_OF_AN_ID = 7
_ONLY = frozenset("vain vaan pelkkä pelkkää pelkästään ainoastaan bara endast only just".split())
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
    wrong = no_name(turn, text)
    if wrong is None:
        draft.name = clip(text, LONGEST["name"])
    return wrong


def _business_id(turn: Turn, draft: Draft, text: str) -> str | None:
    try:
        draft.business_id = values.business_id(text.strip()[:20])
    except BadValue:
        if sum(map(str.isdecimal, text)) < _DIGITS_OF_AN_ID:
            return marked("Tuo ei ole Y-tunnus: se on muotoa 1234567-8. Jos sinulla ei ole sellaista, ohita.")
        return marked("Y-tunnuksen tarkistusnumero ei täsmää. Katso numerot vielä kerran, tai ohita.")
    return None


def _products(turn: Turn, draft: Draft, text: str) -> str | None:
    told = text.strip()[: LONGEST["products"]]
    if not turn.discovery.listings.read(told).items:
        return marked("En saanut tuotteista selvää. Luettele ne pilkulla erotettuina: puikula, porkkana, hillahillo.")
    draft.products = told
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
    told = values.email(text[: LONGEST["email"]], _doubt_is_fine)
    if not told:
        return marked("Tuo ei näytä sähköpostiosoitteelta. Kirjoita muodossa nimi@example.com.")
    draft.email = told
    return None


def _website(turn: Turn, draft: Draft, text: str) -> str | None:
    told = values.website(text[: LONGEST["email"]], _doubt_is_fine)
    if not told:
        return marked("Tuo ei näytä verkko-osoitteelta. Kirjoita muodossa www.example.com.")
    draft.website = told
    return None


def _languages(turn: Turn, draft: Draft, text: str) -> str | None:
    told = list(values.languages(text[:100], _doubt_is_fine))
    if not told:
        return marked("En tunnistanut kieltä. Valitse napeista.")
    if len(told) == 1 and not _ONLY & set(text.casefold().split()):
        told = [*draft.languages, *told]  # this one, too
    draft.languages = in_order(told)
    return None


def in_order(languages: Iterable[str]) -> list[str]:
    """The languages each once, those of this program first."""
    spoken = set(languages)
    return [*(language for language in LANGUAGES if language in spoken), *sorted(spoken.difference(LANGUAGES))]


def _kitchen(turn: Turn, draft: Draft, text: str) -> str | None:
    digits = "".join(char for char in text if char.isascii() and char.isdecimal())
    if not digits or len(digits) > len(str(MOST_KG)) or int(digits) > MOST_KG:
        return marked("Kirjoita pelkkä määrä kiloina kuussa, esimerkiksi 200, tai valitse napeista.")
    draft.kitchen = int(digits)
    return None


def _doubt_is_fine(column: str, doubt: str) -> None:
    """The preview shows what was understood: a doubt needs no word of its own."""


REQUIRED: tuple[Step, ...] = (
    Step("name", marked("Mikä on yrityksesi nimi, tai sinun nimesi myyjänä?"), _name),
    Step(
        "products",
        marked("Mitä myyt tai teet? Kirjoita omin sanoin, pilkut väliin: puikula, varhaisperuna, porkkana."),
        _products,
    ),
    Step("village", marked("Missä kylässä? Kirjoita kylän nimi tai jaa sijainti."), _village),
    Step("phone", marked("Puhelinnumero, johon asiakkaat voivat soittaa:"), _phone, optional=True),
)
"""What every listing needs: short, so that everybody gets through. Only the way to be reached may be another one."""
FURTHER: tuple[Step, ...] = (
    Step(
        "months",
        marked("Milloin näitä saa? Kirjoita kuukaudet, esimerkiksi ”elo-lokakuu”, tai valitse."),
        _months,
        optional=True,
    ),
    Step("description", marked("Kerro parilla lauseella itsestäsi tai tuotteistasi."), _description, optional=True),
    Step(
        "hours",
        marked("Milloin ja missä sinulta voi ostaa? ”Oma piha ma–pe 10–17”, ”sovi soittamalla”."),
        _hours,
        optional=True,
    ),
    Step(
        "delivery",
        marked("Toimitatko asiakkaalle? Kirjoita minne: ”REKO Kemijärvi”, ”koko Salla”."),
        _delivery,
        optional=True,
    ),
    Step("email", marked("Sähköpostiosoite asiakkaille:"), _email, optional=True),
    Step("website", marked("Verkkosivu tai some-sivu:"), _website, optional=True),
    Step("business_id", marked("Y-tunnus, jos sinulla on sellainen:"), _business_id, optional=True),
    Step("languages", marked("Millä kielillä palvelet?"), _languages, optional=True),
    Step(
        "kitchen",
        marked("Voivatko koulut ja muut julkiset keittiöt ostaa sinulta? Montako kiloa kuussa?"),
        _kitchen,
        optional=True,
    ),
)
"""What may be added before or after the listing is sent."""
BY_NAME = {step.name: step for step in (*REQUIRED, *FURTHER)}


def round_of(turn: Turn, step: Step, draft: Draft) -> tuple[Step, ...]:
    """The steps that are asked one after another with this one: the required, or what may be added."""
    if step in REQUIRED:
        return REQUIRED
    return tuple(other for other in FURTHER if other.name != "kitchen" or _sells_food(turn, draft))


def _sells_food(turn: Turn, draft: Draft) -> bool:
    """Only food goes into kitchens; where the lexicon has no heading for it, everybody is asked."""
    lexicon = turn.discovery.lexicon
    if "ruoka" not in lexicon.concepts:
        return True
    food = lexicon.below("ruoka")
    return any(item.concept in food for item in turn.discovery.listings.read(draft.products).items)

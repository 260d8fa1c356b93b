"""A need written as people say it: ``500 kg perunaa kuussa, syyskuusta alkaen, Salla``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from osta.chat.errors import OstaError
from osta.discovery.places.model import Place
from osta.discovery.service import Discovery
from osta.store.models import NeedPeriod

LONGEST_TEXT = 300
MOST = 1_000_000.0  # of any unit: more is a slip of the finger

Cause = Literal["quantity", "thing"]

_UNITS: dict[str, tuple[str, ...]] = {
    "kg": ("kg", "kiloa", "kilo", "kilogrammaa", "kilon"),
    "t": ("t", "tonnia", "tonni", "ton"),
    "l": ("l", "litraa", "litra", "liter", "litres", "liters"),
    "kpl": ("kpl", "kappaletta", "st", "stycken", "pcs", "pieces"),
    "m³": ("m3", "m³", "kuutiota", "kuutio", "mottia", "motti"),
    "annosta": ("annosta", "annos", "portioner", "portions"),
}
_PERIODS: dict[NeedPeriod, tuple[str, ...]] = {
    "week": ("viikossa", "viikoittain", "vko", "veckan", "vecka", "week", "weekly"),
    "month": ("kuussa", "kuukaudessa", "kuukausittain", "kk", "månaden", "månad", "month", "monthly"),
    "year": ("vuodessa", "vuosittain", "året", "år", "year", "yearly"),
    "once": (),
}
_UNIT_OF = {word: unit for unit, words in _UNITS.items() for word in words}
_PERIOD_OF: dict[str, NeedPeriod] = {word: period for period, words in _PERIODS.items() for word in words}
_AMOUNT = re.compile(
    r"(?P<number>\d{1,3}(?:[ \u00a0]\d{3})+|\d+)(?:[.,](?P<decimals>\d+))?\s*(?P<unit>[^\W\d_]+[³3]?)?"
)
_WORD = re.compile(r"[^\W\d_]+")
_PRICES = re.compile(r"(?P<low>\d+(?:[.,]\d{1,2})?)\s*(?:[-–—]\s*(?P<high>\d+(?:[.,]\d{1,2})?))?")


class NeedFault(OstaError):
    """The need cannot be read: no amount, or nothing that is needed."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)
        self.cause: Cause = cause


@dataclass(frozen=True, slots=True)
class NeedDraft:
    """So much of what, how often and where. ``concept`` is None when the lexicon does not know the thing."""

    text: str
    concept: str | None
    quantity: float
    unit: str
    period: NeedPeriod
    place: Place | None


def read(message: str, discovery: Discovery) -> NeedDraft:
    """The need of a message. Raises NeedFault."""
    text = " ".join(message.split())[:LONGEST_TEXT]
    found = _amount(text)
    if found is None:
        raise NeedFault("quantity")
    quantity, unit, end = found
    # What stands behind the amount is what is needed; before it stands who needs it.
    understood = discovery.read(text[end:])
    if not understood.wants:
        understood = discovery.read(text)
    concepts = [slug for want in understood.wants for slug in want.concepts]
    if not concepts and not understood.terms:
        raise NeedFault("thing")
    words = [word.casefold() for word in _WORD.findall(text)]
    once: NeedPeriod = "once"
    period = next((_PERIOD_OF[word] for word in words if word in _PERIOD_OF), once)
    place = understood.place or discovery.read(text).place
    return NeedDraft(text, concepts[0] if concepts else None, quantity, unit or "kpl", period, place)


def amount(text: str) -> tuple[float, str] | None:
    """The first amount of a text with its unit (empty when none is said): ``2 000,5 kg`` is (2000.5, "kg").

    None for none, for nothing and for more than a million.
    """
    found = _amount(text)
    return None if found is None else found[:2]


def prices(text: str) -> tuple[float, float] | None:
    """The range of ``2–3 €/kg`` or ``2,50``: (low, high) in euros; None when there is none."""
    found = _PRICES.search(text)
    if found is None:
        return None
    low = float(found["low"].replace(",", ".")[:12])
    high = float((found["high"] or found["low"]).replace(",", ".")[:12])
    return min(low, high), max(low, high)


def _amount(text: str) -> tuple[float, str, int] | None:
    """The amount, its unit, and where the unit (else the number) ends."""
    for found in _AMOUNT.finditer(text):
        whole = re.sub(r"\D", "", found["number"])
        value = float(f"{whole[:12]}.{(found['decimals'] or '0')[:3]}")
        if 0 < value <= MOST:
            unit = _UNIT_OF.get((found["unit"] or "").casefold(), "")
            return value, unit, found.end() if unit else found.end("decimals" if found["decimals"] else "number")
    return None

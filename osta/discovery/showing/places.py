"""Places in sentences: in Finnish in the case that locals use, in other languages as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from osta.chat.messages import Button
from osta.chat.rich import Rich
from osta.chat.texts import Texts
from osta.discovery.places.forms import Role, written
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.places.model import Place

PAGE = 16  # buttons of one list of villages: what fits a telephone's screen


def inflected(place: Place, role: Role, t: Texts) -> str:
    """The place's name for a sentence: inflected in Finnish, else as it is."""
    return written(place, role) if t.language == "fi" else place.name


def near(places: Sequence[Place], t: Texts) -> str:
    """``Kursun lähellä``: where somebody sells something."""
    return t.line("{place} lähellä", place=_listed(places, Role.GENITIVE, t))


def from_near(places: Sequence[Place], t: Texts) -> str:
    """``Kursun läheltä``: where somebody looks for something."""
    return t.line("{place} läheltä", place=_listed(places, Role.GENITIVE, t))


def inside(place: Place, t: Texts) -> str:
    """``Sallassa``."""
    if t.language == "fi":
        return written(place, Role.IN)
    return t.line("paikassa {place}", place=place.name)


def full_name(place: Place) -> str:
    """The name with its municipality where the name alone does not say it: ``Martti (Savukoski)``."""
    if not place.municipality or place.name == place.municipality:
        return place.name
    return f"{place.name} ({place.municipality})"


def municipalities(gazetteer: Gazetteer) -> list[Place]:
    """The municipalities served, by name."""
    found = (place for place in gazetteer if place.kind == "municipality" and place.inside)
    return sorted(found, key=lambda place: place.name)


def villages(gazetteer: Gazetteer, municipality: str) -> list[Place]:
    """Where people of a municipality live: its centre first, then the others by name."""
    found = (place for place in gazetteer.in_municipality(municipality) if not place.is_area)
    return sorted(found, key=lambda place: (place.kind != "centre", place.name))


def rows(buttons: Iterable[Button], width: int = 2) -> tuple[tuple[Button, ...], ...]:
    """Buttons in rows of ``width``."""
    every = list(buttons)
    return tuple(tuple(every[at : at + width]) for at in range(0, len(every), width))


def village_rows(
    gazetteer: Gazetteer, municipality: str, offset: int, t: Texts, *, choose: str, browse: str
) -> tuple[tuple[Button, ...], ...]:
    """A page of a municipality's villages as buttons of the action ``choose``, with ``browse`` for the other pages."""
    every = villages(gazetteer, municipality)
    offset = offset if 0 <= offset < len(every) else 0
    page = [Button.of(place.name, choose, place.id) for place in every[offset : offset + PAGE]]
    turning = []
    area = gazetteer.municipality(municipality)
    if area is not None and len(every) > PAGE:
        following = offset + PAGE if offset + PAGE < len(every) else 0
        label = t.line("Lisää kyliä") if following else t.line("Alkuun")
        turning = [Button.of(label, browse, area.id, following)]
    return (*rows(page), *([tuple(turning)] if turning else []))


def _listed(places: Sequence[Place], role: Role, t: Texts) -> str:
    names = list(dict.fromkeys(inflected(place, role, t) for place in places))
    if len(names) == 1:
        return names[0]
    return t.line("{places} tai {last}", places=", ".join(names[:-1]), last=names[-1])


def title(text: Rich | str) -> str:
    """The text with a capital first letter."""
    plain = str(text)
    return plain[:1].upper() + plain[1:]

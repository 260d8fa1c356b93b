"""Audiences as staff choose them, and in words."""

from __future__ import annotations

from osta.broadcasts.subscriptions import INTERESTS
from osta.chat.figures import number
from osta.chat.texts import Texts, marked
from osta.discovery.places.model import Place
from osta.store.audiences import Audience, AudienceRole, Circle, Recipient, group

__all__ = ["EVERYBODY", "Audience", "AudienceRole", "Circle", "Recipient", "around", "described", "group"]

EVERYBODY = Audience()

ROLES: dict[AudienceRole, str] = {
    "resident": marked("asukkaat"),
    "entrepreneur": marked("yrittäjät"),
    "community_buyer": marked("yhteisöostajat"),
}
LANGUAGE_NAMES = {"fi": marked("suomenkieliset"), "sv": marked("ruotsinkieliset"), "en": marked("englanninkieliset")}


def around(place: Place, radius_km: float) -> Circle:
    """All within a radius of a place."""
    return Circle(place.name, place.latitude, place.longitude, radius_km)


def described(audience: Audience, t: Texts) -> str:
    """The audience in one line: ``yrittäjät · Salla, Posio · ruotsinkieliset``."""
    parts = [
        ", ".join(t.line(ROLES[role]) for role in audience.roles),
        ", ".join(
            [
                *audience.municipalities,
                *(
                    t.line("{place} ja {km} km ympäriltä", km=number(circle.radius_km, t.language), place=circle.name)
                    for circle in audience.circles
                ),
            ]
        ),
        ", ".join(t.line(LANGUAGE_NAMES[language]) for language in audience.languages),
        ", ".join(t.line(INTERESTS[name]) for name in audience.interests if name in INTERESTS),
    ]
    return " · ".join(part for part in parts if part) or t.line("kaikki, jotka ovat antaneet luvan")

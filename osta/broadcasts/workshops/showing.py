"""A workshop as people see it: its card with what they can answer, and a line of the list of what is coming."""

from __future__ import annotations

from datetime import datetime

from osta.broadcasts.moments import span
from osta.chat.figures import clip, distance
from osta.chat.messages import Button, Reply, Venue
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Language, Texts, marked, texts
from osta.discovery.places.model import Place
from osta.store.models import RegistrationState, Workshop, WorkshopTopic

TOPICS: dict[WorkshopTopic, str] = {
    "procurement": marked("hankinnat ja kilpailutus"),
    "digital": marked("digitaidot"),
    "marketing": marked("viestintä ja markkinointi"),
    "networking": marked("verkostoituminen"),
    "other": marked("muu aihe"),
}
_HELD_IN: dict[Language, str] = {"fi": marked("suomeksi"), "sv": marked("ruotsiksi"), "en": marked("englanniksi")}
_STANDING: dict[RegistrationState, str] = {
    "going": marked("Sinulla on paikka."),
    "waiting": marked("Olet jonossa."),
    "maybe": marked("Olet vastannut ehkä."),
    "no": marked("Olet vastannut, ettet pääse."),
}
_DESCRIPTION = 1200  # characters of a card


def card(workshop: Workshop, place: Place | None, t: Texts, now: datetime) -> Rich:
    """All there is to know before signing up."""
    lines: list[Rich | str] = [
        Rich.bold(workshop.title),
        span(workshop.starts_at, workshop.ends_at, t, now),
        where(workshop, place),
        t.line(TOPICS[workshop.topic]) + (", " + t.line(_HELD_IN[workshop.language])),
    ]
    if workshop.expert:
        lines.append(t("Vetäjä: {expert}", expert=workshop.expert))
    if workshop.state == "cancelled":
        lines.append(t("*Peruttu.*"))
    elif workshop.capacity is not None:
        lines.append(seats_left(workshop, t))
    parts: list[Rich | str] = [Rich.join(lines)]
    if workshop.description:
        parts.append(clip_lines(workshop.description, _DESCRIPTION))
    return Rich.join(parts, between="\n\n")


def card_reply(
    workshop: Workshop,
    place: Place | None,
    t: Texts,
    now: datetime,
    *,
    standing: RegistrationState | None = None,
    edits: str | None = None,
) -> Reply:
    """The card with the buttons that fit where the person stands. ``standing``: what they have said before."""
    text = card(workshop, place, t, now)
    if standing is not None and workshop.state == "announced":
        text = Rich.join([text, Rich.bold(t.line(_STANDING[standing]))], between="\n\n")
    return Reply(text, buttons(workshop, place, t, now, standing=standing), edits=edits)


def buttons(
    workshop: Workshop, place: Place | None, t: Texts, now: datetime, *, standing: RegistrationState | None = None
) -> tuple[tuple[Button, ...], ...]:
    """What can be answered; nothing once it has begun or was cancelled."""
    rows: list[tuple[Button, ...]] = []
    if workshop.state == "announced" and workshop.starts_at > now:
        if standing not in ("going", "waiting"):
            rows.append((Button.of(t.line("Ilmoittaudun"), "workshop.go", workshop.id),))
        others = []
        if standing != "maybe":
            others.append(Button.of(t.line("Ehkä"), "workshop.maybe", workshop.id))
        if standing != "no":
            label = t.line("Perun ilmoittautumisen") if standing in ("going", "waiting") else t.line("En pääse")
            others.append(Button.of(label, "workshop.no", workshop.id))
        rows.append(tuple(others))
    extras = []
    if workshop.state == "announced":
        extras.append(Button.of(t.line("Kalenteriin"), "workshop.calendar", workshop.id))
    if place is not None:
        extras.append(Button.of(t.line("Kartalla"), "workshop.map", workshop.id))
    rows.append(tuple(extras))
    return tuple(row for row in rows if row)


def announcement(workshop: Workshop, place: Place | None, now: datetime) -> dict[Language, Reply]:
    """What goes out when it is announced."""
    return {language: card_reply(workshop, place, texts(language), now) for language in LANGUAGES}


def entry(workshop: Workshop, place: Place | None, t: Texts, now: datetime, km: float | None) -> Rich:
    """Two or three lines of a list; ``km`` is the distance from where the person is, if it is known."""
    far = [distance(km, t)] if km is not None else []
    return Rich.join(
        [
            Rich.bold(clip(workshop.title, 80)),
            span(workshop.starts_at, workshop.ends_at, t, now),
            ", ".join([where(workshop, place), *far]),
        ]
    )


def where(workshop: Workshop, place: Place | None) -> str:
    """The venue and the place, or the link."""
    if workshop.venue:
        named = workshop.venue
        return named if place is None or place.name.casefold() in named.casefold() else f"{named}, {place.name}"
    return place.name if place is not None else workshop.link or ""


def seats_left(workshop: Workshop, t: Texts) -> Rich:
    """How many seats there are and are left."""
    left = max(0, (workshop.capacity or 0) - workshop.taken)
    if not left:
        return t("Paikat ovat täynnä: voit jäädä jonoon.")
    return t("Paikkoja {left}/{capacity} vapaana", left=left, capacity=workshop.capacity)


def venue(workshop: Workshop, place: Place) -> Venue:
    """The point on the map: that of the place named, since nobody knows the house's own."""
    return Venue(workshop.title, where(workshop, place), place.latitude, place.longitude)


def clip_lines(text: str, limit: int) -> str:
    """The text with its lines, cut to ``limit`` characters with an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"

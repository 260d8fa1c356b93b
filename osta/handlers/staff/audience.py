"""Whom a poll, a workshop or an announcement is for: chosen with taps, or a village and its surroundings in words."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Literal, TypeVar, cast

from osta.broadcasts.audience import LANGUAGE_NAMES, ROLES, Audience, around, described
from osta.broadcasts.subscriptions import INTERESTS
from osta.chat.messages import Button, Reply
from osta.chat.texts import LANGUAGES
from osta.discovery.showing.places import municipalities, rows
from osta.discovery.showing.replies import pressed
from osta.handlers.staff.scope import area_of
from osta.handlers.turn import NotMine, Turn
from osta.store import broadcasts, channels, polls, workshops
from osta.store.audiences import count
from osta.store.models import Broadcast, ConsentTopic, Poll, Workshop

CIRCLE = "audience.circle"  # the state that waits for a village
USUAL_KM, MOST_KM = 20.0, 300.0
Kind = Literal["poll", "workshop", "announcement"]
Subject = Poll | Workshop | Broadcast
_TOPICS: dict[Kind, ConsentTopic] = {"poll": "polls", "workshop": "workshops", "announcement": "announcements"}
_BACK: dict[Kind, str] = {"poll": "pollmake.open", "workshop": "wsmake.open", "announcement": "announce.open"}
_KM = re.compile(r"(\d{1,3})\s*km")
_Value = TypeVar("_Value")


async def show(turn: Turn) -> list[Reply]:
    """``audience:kind:number``."""
    kind, subject = await _subject(turn)
    return _gone(turn) if kind is None or subject is None else [await _chooser(turn, kind, subject)]


async def toggle(turn: Turn) -> list[Reply]:
    """``audience.set:kind:number:field:value``."""
    kind, subject = await _subject(turn)
    if kind is None or subject is None:
        return _gone(turn)
    chosen = _switched(turn, Audience.from_json(subject.audience), turn.word(2), turn.word(3))
    area = await area_of(turn)
    if area is not None:  # who is staff of one municipality writes to that one, whatever an old button says
        chosen = replace(chosen, municipalities=(area,), circles=())
    subject.audience = chosen.as_json()
    return [await _chooser(turn, kind, subject)]


async def circle(turn: Turn) -> list[Reply]:
    """``audience.near:kind:number``: a village in words."""
    kind, subject = await _subject(turn)
    if kind is None or subject is None:
        return _gone(turn)
    turn.state, turn.data["audience"] = CIRCLE, [kind, subject.id]
    return await prompt(turn)


async def prompt(turn: Turn) -> list[Reply]:
    """The question for the village."""
    return [Reply(turn.t("Minkä kylän ympäristö? Kirjoita esimerkiksi: Kursu 20 km"))]


async def told(turn: Turn) -> list[Reply] | None:
    """The village and how far around it."""
    kind, subject_id = (*turn.data.get("audience", ()), None, None)[:2]
    found = _KM.search(turn.text)
    name = _KM.sub("", turn.text).strip(" ,")
    named = turn.discovery.gazetteer.named(name)
    place = named[0] if named else turn.discovery.read(name[:100], turn.language).place
    if not turn.staff or kind not in _TOPICS or place is None:
        raise NotMine
    subject = await _load(turn, cast("Kind", kind), int(subject_id or 0))
    turn.state = None
    if subject is None:
        return _gone(turn)
    radius = min(max(float(found[1]), 1.0), MOST_KM) if found else USUAL_KM
    audience = Audience.from_json(subject.audience)
    if await area_of(turn) is not None:
        return _gone(turn)
    subject.audience = replace(audience, circles=(*audience.circles, around(place, radius))[-3:]).as_json()
    return [await _chooser(turn, cast("Kind", kind), subject)]


async def usual(turn: Turn) -> dict[str, Any]:
    """What an audience is before anybody chooses: all, or for staff of one municipality its people."""
    area = await area_of(turn)
    return (Audience() if area is None else Audience(municipalities=(area,))).as_json()


async def _chooser(turn: Turn, kind: Kind, subject: Subject) -> Reply:
    t = turn.t
    audience = Audience.from_json(subject.audience)
    people = await count(turn.session, audience, _TOPICS[kind], await channels.known(turn.session))
    text = t.plural(
        "Kenelle: {who}\n{n} ihminen, joka on antanut luvan",
        "Kenelle: {who}\n{n} ihmistä, jotka ovat antaneet luvan",
        sum(people.values()),
        who=described(audience, t),
    )

    def switch(label: str, field: str, value: str, *, on: bool) -> Button:
        return Button.of(f"✓ {label}" if on else label, "audience.set", kind, subject.id, field, value)

    keyboard: list[tuple[Button, ...]] = []
    if await area_of(turn) is None:
        keyboard += rows(
            [
                switch(place.name, "m", place.id, on=place.municipality in audience.municipalities)
                for place in municipalities(turn.discovery.gazetteer)
            ],
            3,
        )
        keyboard.append((Button.of(t.line("Kylän ympäristö…"), "audience.near", kind, subject.id),))
    keyboard.append(tuple(switch(t.line(text), "r", role, on=role in audience.roles) for role, text in ROLES.items()))
    keyboard.append(
        tuple(
            switch(t.line(LANGUAGE_NAMES[language]), "l", language, on=language in audience.languages)
            for language in LANGUAGES
        )
    )
    keyboard += rows(
        [switch(t.line(text), "i", name, on=name in audience.interests) for name, text in INTERESTS.items()], 3
    )
    done = Button.of(t.line("Valmis"), _BACK[kind], subject.id)
    keyboard.append((switch(t.line("Tyhjennä"), "x", "x", on=False), done))
    return Reply(text, tuple(keyboard), edits=pressed(turn.message))


def _switched(turn: Turn, audience: Audience, field: str, value: str) -> Audience:
    if field == "m" and value in turn.discovery.gazetteer:
        name = turn.discovery.gazetteer[value].municipality
        return replace(audience, municipalities=_with(audience.municipalities, name))
    for role in ROLES:
        if field == "r" and value == role:
            return replace(audience, roles=_with(audience.roles, role))
    for language in LANGUAGES:
        if field == "l" and value == language:
            return replace(audience, languages=_with(audience.languages, language))
    if field == "i" and value in INTERESTS:
        return replace(audience, interests=_with(audience.interests, value))
    if field == "x":
        return replace(audience, municipalities=(), circles=(), roles=(), languages=(), interests=())
    return audience


def _with(values: tuple[_Value, ...], value: _Value) -> tuple[_Value, ...]:
    """The values with one more, or without it."""
    if value in values:
        return tuple(one for one in values if one != value)
    return (*values, value)


async def _subject(turn: Turn) -> tuple[Kind | None, Subject | None]:
    name = turn.word()
    kind = next((known for known in _TOPICS if known == name), None)
    return kind, None if kind is None else await _load(turn, kind, turn.number(1))


_LOADERS: dict[Kind, Callable[..., Awaitable[Subject | None]]] = {
    "poll": polls.get,
    "workshop": workshops.get,
    "announcement": broadcasts.get,
}


async def _load(turn: Turn, kind: Kind, subject_id: int) -> Subject | None:
    found = await _LOADERS[kind](turn.session, subject_id)
    if found is None or found.state != "draft" or (isinstance(found, Broadcast) and found.kind != kind):
        return None
    area = await area_of(turn)
    return found if area is None or _belongs(found, area) else None


def _belongs(subject: Subject, area: str) -> bool:
    if isinstance(subject, Broadcast):
        return Audience.from_json(subject.audience).municipalities == (area,)
    return subject.municipality == area


def _gone(turn: Turn) -> list[Reply]:
    turn.state = None
    return [Reply(turn.t("Tätä ei voi enää muuttaa."))]

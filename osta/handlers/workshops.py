"""Workshops for everybody: what is coming near, signing up with one tap, leaving, the calendar file, feedback."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from osta.broadcasts.workshops import lifecycle, seats, showing
from osta.broadcasts.workshops.calendar import document
from osta.broadcasts.workshops.seats import SignUpOver
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.discovery.places.model import Place
from osta.discovery.showing.replies import pressed
from osta.handlers.turn import Handler, NotMine, Turn
from osta.store import consents, workshops
from osta.store.models import Workshop
from osta.store.workshops import ahead_of

LINK = "w_"  # a link to the bot with ?start=w_<number> opens that workshop
NAMING = "workshop.name"  # the state that waits for a name
WISHING = "workshop.wish"  # the state that waits for the second question's answer
SHOWN = 8  # workshops of a list
LONGEST_WISH = 500
_WORKSHOP = "workshop"
_SCORES = range(1, 6)


async def coming(turn: Turn) -> list[Reply]:
    """``/tyopajat``: what is coming, with the distance from home, and what the person has said to each."""
    t = turn.t
    found = await workshops.coming(turn.session, turn.now)
    if not found:
        subscribe = (Button.of(t.line("Kerro, kun työpajoja tulee"), "notices.topic", "workshops"),)
        agreed = "workshops" in await consents.in_force(turn.session, turn.person.id)
        text = t("Työpajoja ei ole nyt tulossa.")
        return [Reply(text, () if agreed else (subscribe,), edits=pressed(turn.message))]
    standing = await workshops.of_person(turn.session, turn.person.id, turn.now)
    home = turn.person.home_place_id
    here = turn.discovery.gazetteer[home] if home is not None and home in turn.discovery.gazetteer else None
    entries: list[Rich | str] = [Rich.bold(t.line("Tulevat työpajat"))]
    rows = []
    for workshop in found[:SHOWN]:
        place = _place(turn, workshop)
        km = place.distance_km(here.latitude, here.longitude) if place is not None and here is not None else None
        entries.append(showing.entry(workshop, place, t, turn.now, km))
        label = clip(workshop.title, 50)
        mark = "✓ " if standing.get(workshop.id) in ("going", "waiting") else ""
        rows.append((Button.of(f"{mark}{label}", "workshop", workshop.id),))
    return [Reply(Rich.join(entries, between="\n\n"), tuple(rows), edits=pressed(turn.message))]


async def opened(turn: Turn) -> list[Reply]:
    """``workshop:number``: the card."""
    workshop = await _workshop(turn)
    return _gone(turn) if workshop is None else [await _card(turn, workshop)]


async def from_link(turn: Turn) -> list[Reply]:
    """``/start w_<number>``: the same."""
    workshop = await _announced(turn, turn.linked(LINK))
    return _gone(turn) if workshop is None else [await _card(turn, workshop)]


async def go(turn: Turn) -> list[Reply]:
    """``workshop.go:number``: a seat, or a place in the line. The name is the one that the messenger shows."""
    workshop = await _workshop(turn)
    if workshop is None:
        return _gone(turn)
    t = turn.t
    try:
        outcome = await seats.sign_up(turn.session, workshop.id, turn.person.id, turn.message.sender_name, turn.now)
    except SignUpOver:
        return _over(turn)
    await _promoted(turn, workshop, outcome.promoted)
    registration = outcome.registration
    replies = [await _card(turn, workshop)]
    name = Button.of(t.line("Vaihda nimi"), "workshop.rename", workshop.id)
    if registration.state == "waiting":
        ahead = await ahead_of(turn.session, registration)
        text = t.plural(
            "Paikat ovat täynnä. Olet jonossa ensimmäinen. Kerron heti, jos saat paikan.",
            "Paikat ovat täynnä. Olet jonossa sijalla {n}. Kerron heti, jos saat paikan.",
            ahead + 1,
        )
        return [*replies, Reply(text, ((name,),))]
    if not registration.name:
        turn.state, turn.data[_WORKSHOP] = NAMING, workshop.id
        return [*replies, *await prompt_name(turn)]
    text = t(
        "Tervetuloa! Ilmoittauduit nimellä {name}. Muistutan viikkoa, päivää ja kahta tuntia ennen.",
        name=registration.name,
    )
    place = _place(turn, workshop)
    return [*replies, Reply(text, ((name,),), document(workshop, place, turn.now))]


async def maybe(turn: Turn) -> list[Reply]:
    """``workshop.maybe:number``: no seat, but news of changes."""
    return await _decline(turn, "maybe")


async def no(turn: Turn) -> list[Reply]:
    """``workshop.no:number``: the seat goes to the first in line."""
    return await _decline(turn, "no")


async def calendar(turn: Turn) -> list[Reply]:
    """``workshop.calendar:number``: the file."""
    workshop = await _workshop(turn)
    if workshop is None:
        return _gone(turn)
    return [Reply(turn.t("Avaa tiedosto, niin työpaja menee kalenteriisi."),
                  attachment=document(workshop, _place(turn, workshop), turn.now))]  # fmt: skip


async def on_map(turn: Turn) -> list[Reply]:
    """``workshop.map:number``: the place."""
    workshop = await _workshop(turn)
    place = None if workshop is None else _place(turn, workshop)
    if workshop is None or place is None:
        return _gone(turn)
    return [Reply(attachment=showing.venue(workshop, place))]


async def rename(turn: Turn) -> list[Reply]:
    """``workshop.rename:number``: under which name to stand on the list."""
    turn.state, turn.data[_WORKSHOP] = NAMING, turn.number()
    return await prompt_name(turn)


async def prompt_name(turn: Turn) -> list[Reply]:
    """The question for the name."""
    return [Reply(turn.t("Millä nimellä ilmoitan sinut? Nimen näkevät vain järjestäjät."))]


async def named(turn: Turn) -> list[Reply] | None:
    """The name."""
    words = " ".join(turn.text.split())
    if not words or words.endswith("?"):
        raise NotMine
    turn.state = None
    registration = await workshops.registration(turn.session, int(turn.data.pop(_WORKSHOP, 0)), turn.person.id)
    if registration is None:
        return _over(turn)
    registration.name = words[: seats.LONGEST_NAME]
    return [Reply(turn.t("Kiitos! Olet listalla nimellä {name}.", name=registration.name))]


async def rate(turn: Turn) -> list[Reply]:
    """``workshop.rate:number:score``: the first question afterwards; the second follows."""
    score = turn.number(1)
    registration = await workshops.registration(turn.session, turn.number(), turn.person.id)
    if registration is None or score not in _SCORES:
        return _gone(turn)
    registration.score = score
    turn.state, turn.data[_WORKSHOP] = WISHING, registration.workshop_id
    return await prompt_wish(turn)


async def prompt_wish(turn: Turn) -> list[Reply]:
    """The second question afterwards."""
    none = Button.of(turn.t.line("Ei toiveita"), "workshop.nowish")
    return [Reply(turn.t("Kiitos! Mistä haluaisit seuraavan työpajan? Kirjoita vapaasti."), ((none,),))]


async def wished(turn: Turn) -> list[Reply] | None:
    """The wish, in own words."""
    words = turn.text.strip()[:LONGEST_WISH]
    if not words:
        raise NotMine
    registration = await workshops.registration(turn.session, int(turn.data.pop(_WORKSHOP, 0)), turn.person.id)
    turn.state = None
    if registration is not None:
        registration.wish = words
    return [Reply(turn.t("Kiitos, toive meni järjestäjille."))]


async def no_wish(turn: Turn) -> list[Reply]:
    """``workshop.nowish``."""
    turn.state = None
    return [Reply(turn.t("Kiitos palautteesta!"), edits=pressed(turn.message))]


BUTTONS: dict[str, Handler] = {
    "workshops": coming,
    "workshop": opened,
    "workshop.go": go,
    "workshop.maybe": maybe,
    "workshop.no": no,
    "workshop.calendar": calendar,
    "workshop.map": on_map,
    "workshop.rename": rename,
    "workshop.rate": rate,
    "workshop.nowish": no_wish,
}


async def _decline(turn: Turn, state: Literal["maybe", "no"]) -> list[Reply]:
    workshop = await _workshop(turn)
    if workshop is None:
        return _gone(turn)
    try:
        outcome = await seats.decline(turn.session, workshop.id, turn.person.id, state, turn.now)
    except SignUpOver:
        return _over(turn)
    await _promoted(turn, workshop, outcome.promoted)
    return [await _card(turn, workshop)]


async def _promoted(turn: Turn, workshop: Workshop, people: Sequence[int]) -> None:
    await lifecycle.told_of_seat(turn.session, workshop, turn.discovery.gazetteer, people, turn.now)


async def _card(turn: Turn, workshop: Workshop) -> Reply:
    fresh = await workshops.get(turn.session, workshop.id) or workshop
    registration = await workshops.registration(turn.session, workshop.id, turn.person.id)
    standing = registration.state if registration is not None else None
    return showing.card_reply(
        fresh, _place(turn, fresh), turn.t, turn.now, standing=standing, edits=pressed(turn.message)
    )


async def _workshop(turn: Turn) -> Workshop | None:
    return await _announced(turn, turn.number())


async def _announced(turn: Turn, number: int) -> Workshop | None:
    found = await workshops.get(turn.session, number)
    return None if found is None or found.state == "draft" else found


def _place(turn: Turn, workshop: Workshop) -> Place | None:
    return lifecycle.place_of(workshop, turn.discovery.gazetteer)


def _gone(turn: Turn) -> list[Reply]:
    return [Reply(turn.t("Tätä työpajaa ei enää ole. Tulevat näet: /tyopajat"))]


def _over(turn: Turn) -> list[Reply]:
    return [Reply(turn.t("Ilmoittautuminen tähän työpajaan on päättynyt. Tulevat näet: /tyopajat"))]

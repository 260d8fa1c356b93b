"""Making a workshop: one message is all of it; then whom and when to tell, and the card as readers see it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from osta.broadcasts.audience import Audience, described
from osta.broadcasts.broadcast_estimate import estimate, told
from osta.broadcasts.moments import at_clock, moment
from osta.broadcasts.quiet import HELSINKI
from osta.broadcasts.workshops import draft, lifecycle, showing
from osta.broadcasts.workshops.draft import Cause, WorkshopDraft, WorkshopFault
from osta.broadcasts.workshops.seats import TooFewSeats
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import marked
from osta.discovery.places.stored import stored
from osta.discovery.showing.replies import pressed
from osta.handlers.staff import audience
from osta.handlers.staff.scope import area_of
from osta.handlers.turn import NotMine, Turn
from osta.store import audit, channels, workshops
from osta.store.models import Workshop

WRITING = "wsmake.text"  # the state that waits for a workshop's words
MORNING = time(9)
DAYS_BEFORE = (14, 7)
_WORKSHOP = "wsmake"
FAULTS: dict[Cause, str] = {
    "title": marked("Kirjoita työpajan nimi ensimmäiselle riville."),
    "time": marked("Aika puuttuu. Lisää rivi: aika: 12.10. klo 17–19"),
    "time_past": marked("Se aika on jo mennyt: {said}"),
    "time_unreadable": marked("En saanut ajasta selvää: {said}. Kirjoita se näin: 12.10. klo 17–19"),
    "where": marked("Paikka puuttuu. Lisää rivi paikka: Sallan kirjasto, Salla – tai linkki: https://…"),
    "place_unknown": marked("En tunne paikkaa: {said}. Lisää loppuun kylän nimi: Sallan kirjasto, Salla"),
    "seats": marked("Paikkojen määrää en ymmärtänyt: {said}. Kirjoita luku, esimerkiksi 20."),
}


async def start(turn: Turn) -> list[Reply]:
    """``/tyopaja``: write it now; or all in the same message, after the command."""
    if turn.argument.strip():
        return await _written(turn, turn.argument)
    turn.state = WRITING
    turn.data.pop(_WORKSHOP, None)
    return await prompt(turn)


async def prompt(turn: Turn) -> list[Reply]:
    """What to write, with an example."""
    return [
        Reply(
            turn.t(
                "Kirjoita työpaja yhteen viestiin:\n\n"
                "Digimarkkinoinnin perusteet\n"
                "aika: 12.10. klo 17–19\n"
                "paikka: Sallan kirjasto, Salla\n"
                "vetäjä: Maija Malli\n"
                "paikkoja: 20\n"
                "kieli: suomi\n"
                "Opit tekemään yrityksellesi sivun ja ensimmäisen mainoksen.\n\n"
                "Nimi ja aika tarvitaan, samoin paikka tai linkki."
            )
        )
    ]


async def told_all(turn: Turn) -> list[Reply] | None:
    """The workshop, new or rewritten."""
    if not turn.staff or not turn.text.strip():
        raise NotMine
    return await _written(turn, turn.text)


async def rewrite(turn: Turn) -> list[Reply]:
    """``wsmake.rewrite:number``: write it anew; of an announced one everybody concerned hears at once."""
    workshop = await mine(turn, turn.number())
    if workshop is None or workshop.state not in ("draft", "announced"):
        return gone(turn)
    turn.state, turn.data[_WORKSHOP] = WRITING, workshop.id
    return await prompt(turn)


async def opened(turn: Turn) -> list[Reply]:
    """``wsmake.open:number``: the draft with its buttons."""
    workshop = await mine(turn, turn.number())
    return gone(turn) if workshop is None or workshop.state != "draft" else await _overview(turn, workshop)


async def ask_when(turn: Turn) -> list[Reply]:
    """``wsmake.send:number``: now, tomorrow morning, or so many days before it."""
    workshop = await mine(turn, turn.number())
    if workshop is None or workshop.state != "draft":
        return gone(turn)
    t = turn.t
    people = Audience.from_json(workshop.audience)
    reckoned = await estimate(turn.session, "workshop", people, await channels.known(turn.session), turn.now)
    text = Rich.join([Rich.plain(told(reckoned, t)), t("Milloin kerron siitä?")], between="\n\n")
    buttons = [(Button.of(t.line("Heti"), "wsmake.sure", workshop.id, "now"),)]
    for days in DAYS_BEFORE:
        when = _days_before(workshop, days)
        if when > turn.now:
            label = t.line("{days} päivää ennen: {when}", days=days, when=moment(when, t, turn.now))
            buttons.append((Button.of(label, "wsmake.sure", workshop.id, days),))
    tomorrow = at_clock(1, MORNING, turn.now)
    if tomorrow < workshop.starts_at:
        buttons.append((Button.of(t.line("Huomenna klo 9"), "wsmake.sure", workshop.id, "tomorrow"),))
    buttons.append((Button.of(t.line("Takaisin"), "wsmake.open", workshop.id),))
    return [Reply(text, tuple(buttons), edits=pressed(turn.message))]


async def send(turn: Turn) -> list[Reply]:
    """``wsmake.sure:number:when``: it is announced then."""
    workshop = await mine(turn, turn.number())
    if workshop is None:
        return gone(turn)
    chosen, days = turn.word(1), turn.number(1)
    when = turn.now
    if chosen == "tomorrow":
        when = at_clock(1, MORNING, turn.now)
    elif days in DAYS_BEFORE:
        when = _days_before(workshop, days)
    try:
        await lifecycle.announce(turn.session, workshop, turn.discovery.gazetteer, when, turn.now)
    except lifecycle.NotPossible:
        return gone(turn)
    await audit.note(turn.session, turn.person.id, "workshop_announced", "workshop", workshop.id, turn.now)
    t = turn.t
    text = (
        t("Työpaja on julkaistu, ja siitä kerrotaan nyt. Ilmoittautuneet näet tästä.")
        if when <= turn.now
        else t(
            "Työpaja on valmis, ja siitä kerrotaan {when}. Ilmoittautuneet näet tästä.",
            when=moment(when, t, turn.now),
        )
    )
    rows = ((Button.of(turn.t.line("Ilmoittautuneet"), "wsmake.list", workshop.id),),)
    return [Reply(text, rows, edits=pressed(turn.message))]


async def drop(turn: Turn) -> list[Reply]:
    """``wsmake.drop:number``: the draft is given up, an announced one called off after one more tap."""
    workshop = await mine(turn, turn.number())
    if workshop is None:
        return gone(turn)
    t = turn.t
    if workshop.state == "announced" and turn.word(1) != "sure":
        sure = Button.of(t.line("Peru työpaja"), "wsmake.drop", workshop.id, "sure")
        back = Button.of(t.line("Takaisin"), "wsmake.list", workshop.id)
        text = t("Perutaanko *{title}*? Kaikki ilmoittautuneet saavat heti viestin.", title=workshop.title)
        return [Reply(text, ((sure, back),), edits=pressed(turn.message))]
    try:
        await lifecycle.cancel(turn.session, workshop, turn.discovery.gazetteer, turn.now)
    except lifecycle.NotPossible:
        return gone(turn)
    await audit.note(turn.session, turn.person.id, "workshop_cancelled", "workshop", workshop.id, turn.now)
    return [Reply(t("Työpaja on peruttu."), edits=pressed(turn.message))]


async def mine(turn: Turn, workshop_id: int) -> Workshop | None:
    """The workshop of a number, if the staff member may touch it."""
    workshop = await workshops.get(turn.session, workshop_id)
    area = await area_of(turn)
    return None if workshop is None or (area is not None and workshop.municipality != area) else workshop


def gone(turn: Turn) -> list[Reply]:
    """For a workshop that is no more, or can no longer be changed."""
    turn.state = None
    return [Reply(turn.t("Tätä työpajaa ei voi enää muuttaa."))]


async def _written(turn: Turn, message: str) -> list[Reply]:
    try:
        read = draft.read(message, turn.discovery, turn.now)
    except WorkshopFault as fault:
        turn.state = WRITING
        return [Reply(turn.t(FAULTS[fault.cause], said=fault.said))]
    kept = turn.data.pop(_WORKSHOP, None)
    turn.state = None
    values = await _values(turn, read)
    workshop = await mine(turn, int(kept)) if kept else None
    if workshop is None:
        workshop = Workshop(
            **values,
            state="draft",
            audience=await audience.usual(turn),
            municipality=await area_of(turn),
            created_by=turn.person.id,
            created_at=turn.now,
            changed_at=turn.now,
        )
        await workshops.add(turn.session, workshop)
        return await _overview(turn, workshop)
    if workshop.state == "draft":
        for name, value in values.items():
            setattr(workshop, name, value)
        await turn.session.flush()
        return await _overview(turn, workshop)
    return await _changed(turn, workshop, values)


async def _changed(turn: Turn, workshop: Workshop, values: dict[str, Any]) -> list[Reply]:
    try:
        await lifecycle.change(turn.session, workshop, turn.discovery.gazetteer, values, turn.now)
    except TooFewSeats:
        return [Reply(turn.t("Paikkoja on jo annettu enemmän. Ensin jonkun pitää perua."))]
    except lifecycle.NotPossible:
        return gone(turn)
    await audit.note(turn.session, turn.person.id, "workshop_changed", "workshop", workshop.id, turn.now)
    return [Reply(turn.t("Muutokset on tallennettu, ja ilmoittautuneet saavat niistä viestin."))]


async def _values(turn: Turn, read: WorkshopDraft) -> dict[str, Any]:
    return {
        "title": read.title,
        "topic": read.topic,
        "description": read.description,
        "expert": read.expert,
        "starts_at": read.starts_at,
        "ends_at": read.ends_at,
        "place_id": await stored(turn.session, read.place) if read.place is not None else None,
        "venue": read.venue,
        "link": read.link,
        "capacity": read.capacity,
        "language": read.language,
    }


async def _overview(turn: Turn, workshop: Workshop) -> list[Reply]:
    t = turn.t
    place = lifecycle.place_of(workshop, turn.discovery.gazetteer)
    who = t("Kenelle: {who}", who=described(Audience.from_json(workshop.audience), t))
    text = Rich.join([t("*Työpajan luonnos*"), showing.card(workshop, place, t, turn.now), who], between="\n\n")
    rows = (
        (
            Button.of(t.line("Kenelle"), "audience", "workshop", workshop.id),
            Button.of(t.line("Kirjoita uudestaan"), "wsmake.rewrite", workshop.id),
        ),
        (
            Button.of(t.line("Julkaise…"), "wsmake.send", workshop.id),
            Button.of(t.line("Hylkää"), "wsmake.drop", workshop.id),
        ),
    )
    return [Reply(text, rows, edits=pressed(turn.message))]


def _days_before(workshop: Workshop, days: int) -> datetime:
    local = workshop.starts_at.astimezone(HELSINKI).date() - timedelta(days=days)
    return datetime.combine(local, MORNING, HELSINKI)

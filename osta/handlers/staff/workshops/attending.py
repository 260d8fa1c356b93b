"""Who comes and who came: the list of a workshop, marked with taps, as a file; material and feedback afterwards."""

from __future__ import annotations

from osta.broadcasts.moments import moment
from osta.broadcasts.workshops import export, lifecycle
from osta.chat.figures import clip
from osta.chat.figures import number as written
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import Texts, marked
from osta.discovery.showing.places import rows
from osta.discovery.showing.replies import pressed
from osta.handlers.staff.scope import area_of, for_others
from osta.handlers.staff.workshops.making import gone, mine
from osta.handlers.turn import NotMine, Turn
from osta.store import audit, workshops
from osta.store.models import Registration, Workshop, WorkshopState

MATERIAL = "wsmake.material"  # the state that waits for the material
LISTED = 60  # names of a list; the file has them all
_LONGEST = 1500
STATES: dict[WorkshopState, str] = {
    "draft": marked("luonnos"),
    "announced": marked("tulossa"),
    "cancelled": marked("peruttu"),
    "held": marked("pidetty"),
}


async def every(turn: Turn) -> list[Reply]:
    """``/tyopajalista``: the latest workshops with how many come."""
    t = turn.t
    found = await workshops.latest(turn.session, await area_of(turn))
    keyboard = []
    for workshop in found:
        label = f"{clip(workshop.title, 36)} · {t.line(STATES[workshop.state])} · {workshop.taken}"
        where = "wsmake.open" if workshop.state == "draft" else "wsmake.list"
        keyboard.append((Button.of(label, where, workshop.id),))
    keyboard.append((Button.of(t.line("Uusi työpaja"), "wsmake"),))
    text = t("Viimeisimmät työpajat:") if found else t("Työpajoja ei vielä ole.")
    return [Reply(text, tuple(keyboard), edits=pressed(turn.message))]


async def show(turn: Turn) -> list[Reply]:
    """``wsmake.list:number``: who comes, who waits, who hesitates."""
    workshop = await mine(turn, turn.number())
    return gone(turn) if workshop is None else [await _list(turn, workshop)]


async def mark(turn: Turn) -> list[Reply]:
    """``wsmake.came:number:registration``: came, did not come, not known; one after the other."""
    workshop = await mine(turn, turn.number())
    registration = await workshops.by_number(turn.session, turn.number(1))
    if workshop is None or registration is None or registration.workshop_id != workshop.id:
        return gone(turn)
    following: dict[bool | None, bool | None] = {None: True, True: False, False: None}
    registration.attended = following[registration.attended]
    await turn.session.flush()
    return [await _marking(turn, workshop)]


async def marking(turn: Turn) -> list[Reply]:
    """``wsmake.mark:number``: a button for each who has a seat."""
    workshop = await mine(turn, turn.number())
    return gone(turn) if workshop is None else [await _marking(turn, workshop)]


async def file(turn: Turn) -> list[Reply]:
    """``wsmake.csv:number``."""
    workshop = await mine(turn, turn.number())
    if workshop is None:
        return gone(turn)
    await audit.note(turn.session, turn.person.id, "workshop_exported", "workshop", workshop.id, turn.now)
    return [Reply(attachment=await export.document(turn.session, workshop))]


async def ask_material(turn: Turn) -> list[Reply]:
    """``wsmake.material:number``: the next message goes to those who came."""
    workshop = await mine(turn, turn.number())
    if workshop is None or workshop.starts_at > turn.now:
        return gone(turn)
    turn.state, turn.data["wsmake"] = MATERIAL, workshop.id
    return await prompt(turn)


async def prompt(turn: Turn) -> list[Reply]:
    """The question for the material."""
    return [Reply(turn.t("Kirjoita viesti tai linkki aineistoon. Se lähtee heti kaikille, jotka olivat mukana."))]


async def told(turn: Turn) -> list[Reply] | None:
    """The material."""
    words = turn.text.strip()[:_LONGEST]
    workshop = await mine(turn, int(turn.data.get("wsmake") or 0))
    if not turn.staff or not words or workshop is None:
        raise NotMine
    turn.state = None
    turn.data.pop("wsmake", None)
    try:
        await lifecycle.add_material(turn.session, workshop, words, turn.now)
    except lifecycle.NotPossible:
        return gone(turn)
    return [Reply(turn.t("Aineisto lähtee mukana olleille."))]


async def _list(turn: Turn, workshop: Workshop) -> Reply:
    t = turn.t
    every_one = await workshops.registrations(turn.session, workshop.id, ("going", "waiting", "maybe", "no"))
    groups = {state: [one for one in every_one if one.state == state] for state in ("going", "waiting", "maybe", "no")}
    seats = f"/{workshop.capacity}" if workshop.capacity is not None else ""
    parts: list[Rich | str] = [
        Rich.join([Rich.bold(workshop.title), moment(workshop.starts_at, t, turn.now)]),
        _names(t("Tulossa {n}", n=f"{len(groups['going'])}{seats}"), groups["going"], t),
    ]
    if groups["waiting"]:
        parts.append(_names(t("Jonossa {n}", n=len(groups["waiting"])), groups["waiting"], t))
    parts.append(t("Ehkä {maybe}, ei pääse {no}", maybe=len(groups["maybe"]), no=len(groups["no"])))
    if workshop.starts_at > turn.now:
        parts.append(await for_others(turn, f"w_{workshop.id}"))
    parts += await _feedback(turn, workshop)
    return Reply(Rich.join(parts, between="\n\n"), _buttons(turn, workshop), edits=pressed(turn.message))


async def _feedback(turn: Turn, workshop: Workshop) -> list[Rich]:
    scores, wishes = await workshops.feedback(turn.session, workshop.id)
    n = sum(scores.values())
    if not n:
        return []
    t = turn.t
    mean = written(sum(score * of_them for score, of_them in scores.items()) / n, t.language, 1)
    heard = t("Palaute: keskiarvo {mean}, n = {n}", mean=mean, n=n)
    return [Rich.join([heard, *(f"• {clip(wish, 200)}" for wish in wishes[:20])])]


def _names(head: Rich, people: list[Registration], t: Texts) -> Rich:
    marks = {True: "✓ ", False: "✗ ", None: ""}
    lines = [
        f"{at}. {marks[one.attended]}{clip(one.name or t.line('ei nimeä'), 60)}"
        for at, one in enumerate(people[:LISTED], 1)
    ]
    return Rich.join([head, *lines])


def _buttons(turn: Turn, workshop: Workshop) -> tuple[tuple[Button, ...], ...]:
    t = turn.t
    keyboard: list[tuple[Button, ...]] = [
        (
            Button.of(t.line("Merkitse, ketkä tulivat"), "wsmake.mark", workshop.id),
            Button.of(t.line("CSV"), "wsmake.csv", workshop.id),
        )
    ]
    if workshop.starts_at <= turn.now and workshop.state != "cancelled":
        keyboard.append((Button.of(t.line("Lähetä aineisto"), "wsmake.material", workshop.id),))
    if workshop.state == "announced" and workshop.starts_at > turn.now:
        keyboard.append(
            (
                Button.of(t.line("Muuta"), "wsmake.rewrite", workshop.id),
                Button.of(t.line("Peru työpaja"), "wsmake.drop", workshop.id),
            )
        )
    return tuple(keyboard)


async def _marking(turn: Turn, workshop: Workshop) -> Reply:
    t = turn.t
    going = await workshops.registrations(turn.session, workshop.id, ["going"])
    marks = {True: "✓", False: "✗", None: "?"}
    buttons = [
        Button.of(
            f"{marks[one.attended]} {clip(one.name or t.line('ei nimeä'), 30)}", "wsmake.came", workshop.id, one.id
        )
        for one in going[:LISTED]
    ]
    back = (Button.of(t.line("Valmis"), "wsmake.list", workshop.id),)
    text = t("Napauta nimeä: ✓ tuli, ✗ ei tullut, ? ei tiedetä.")
    return Reply(text, (*rows(buttons), back), edits=pressed(turn.message))

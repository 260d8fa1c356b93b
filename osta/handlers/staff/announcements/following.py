"""What is being sent, was sent or waits: figures, pause, cancel, once more to those whom it did not reach."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from osta.broadcasts import broadcast
from osta.broadcasts.audience import Audience
from osta.broadcasts.figures import STATES, figures, told
from osta.broadcasts.moments import moment
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.discovery.showing.replies import pressed
from osta.handlers.staff.scope import area_of
from osta.handlers.turn import Turn
from osta.store import audit, broadcasts
from osta.store.models import Broadcast

LISTED = 10  # the latest; older ones are in the export
SURE = "sure"  # the second tap's argument
_TITLE = 40  # characters of a title on a button: its state stands behind it


async def every(turn: Turn) -> list[Reply]:
    """``/lahetykset``: the latest of all kinds but notices to single people."""
    t = turn.t
    found = [one for one in await broadcasts.in_states(turn.session, list(STATES)) if one.kind != "notice"]
    seen = [one for one in found if await _sees(turn, one)][:LISTED]
    if not seen:
        return [Reply(t("Mitään ei ole lähetetty. Tiedotteen teet komennolla /tiedote."))]
    buttons = tuple(
        (Button.of(f"{clip(one.title, _TITLE)} · {t.line(STATES[one.state])}", "broadcast.open", one.id),)
        for one in seen
    )
    return [Reply(t("Lähetykset:"), buttons, edits=pressed(turn.message))]


async def opened(turn: Turn) -> list[Reply]:
    """``broadcast.open:number``: how it stands."""
    found = await _broadcast(turn)
    return _gone(turn) if found is None else [await _shown(turn, found)]


async def send(turn: Turn) -> list[Reply]:
    """``broadcast.send:number[:all]``: one that was found too late goes out all the same; all of its kind and time."""
    return await _done(turn, "sent_late", lambda found: broadcast.send_now(turn.session, found.id))


async def cancel(turn: Turn) -> list[Reply]:
    """``broadcast.cancel:number[:all]``: what waits for staff's word at once, all else after one more tap."""
    found = await _broadcast(turn)
    if found is not None and found.state != "asking" and turn.word(1) != SURE:
        text = turn.t(
            "Perutaanko lähetys *{title}*? Kukaan, jolle se ei ole vielä mennyt, ei saa sitä.", title=_clipped(found)
        )
        return [_asked(turn, found, text, turn.t.line("Peru lähetys"), "broadcast.cancel")]
    return await _done(turn, "cancelled", lambda found: broadcast.cancel(turn.session, found.id, turn.now))


async def pause(turn: Turn) -> list[Reply]:
    """``broadcast.pause:number``."""
    return await _done(turn, "paused", lambda found: broadcast.pause(turn.session, found.id))


async def resume(turn: Turn) -> list[Reply]:
    """``broadcast.resume:number``."""
    return await _done(turn, "resumed", lambda found: broadcast.resume(turn.session, found.id))


async def again(turn: Turn) -> list[Reply]:
    """``broadcast.again:number``: to those whom it failed to reach, or of whom nobody knows; after one more tap."""
    found = await _broadcast(turn)
    if found is not None and turn.word(1) != SURE:
        counted = (await figures(turn.session, found)).by_state
        text = turn.t.plural(
            "Lähetetäänkö *{title}* uudestaan {n} ihmiselle?",
            "Lähetetäänkö *{title}* uudestaan {n} ihmiselle?",
            counted.get("failed", 0) + counted.get("unknown", 0),
            title=_clipped(found),
        )
        if unsure := counted.get("unknown", 0):
            twice = turn.t.plural("{n} voi saada sen toiseen kertaan.", "{n} voi saada sen toiseen kertaan.", unsure)
            text = Rich.join([text, twice], between=" ")
        return [_asked(turn, found, text, turn.t.line("Lähetä uudestaan"), "broadcast.again")]
    return await _done(turn, "sent_again", lambda found: broadcast.send_again(turn.session, found.id, turn.now))


async def _done(turn: Turn, action: str, act: Callable[[Broadcast], Awaitable[object]]) -> list[Reply]:
    found = await _broadcast(turn)
    if found is None:
        return _gone(turn)
    chosen = [found]
    if turn.word(1) == "all":
        alike = await broadcasts.in_states(turn.session, ["asking"])
        chosen += [
            one
            for one in alike
            if one.id != found.id and (one.kind, one.due_at) == (found.kind, found.due_at) and await _sees(turn, one)
        ]
    done = 0
    for one in chosen:
        try:
            await act(one)
        except broadcast.NotPossible:
            continue
        done += 1
        await audit.note(turn.session, turn.person.id, action, "broadcast", one.id, turn.now)
    if len(chosen) > 1 and done:
        return await every(turn)
    current = await broadcasts.get(turn.session, found.id)
    return [await _shown(turn, current or found)]


async def _shown(turn: Turn, found: Broadcast) -> Reply:
    t = turn.t
    counted = await figures(turn.session, found)
    parts: list[Rich | str] = [told(found, counted, t)]
    if found.due_at is not None:
        parts.append(t("Aika: {when}", when=moment(found.due_at, t, turn.now)))
    choices: list[tuple[str, str]] = []
    if found.state == "draft" and found.kind == "announcement":
        choices.append((t.line("Muokkaa"), "announce.open"))
    if found.state == "asking":
        choices.append((t.line("Lähetä nyt"), "broadcast.send"))
    if found.state == "running":
        choices.append((t.line("Tauolle"), "broadcast.pause"))
    if found.state == "paused":
        choices.append((t.line("Jatka lähettämistä"), "broadcast.resume"))
    if found.state in ("scheduled", "asking", "running", "paused"):
        choices.append((t.line("Peru lähetys…"), "broadcast.cancel"))
    missed = counted.by_state.get("failed", 0) + counted.by_state.get("unknown", 0)
    if found.state in ("running", "done", "paused") and missed:
        choices.append((t.line("Lähetä uudestaan perille menemättömät ({n})…", n=missed), "broadcast.again"))
    rows: list[tuple[Button, ...]] = [(Button.of(label, action, found.id),) for label, action in choices]
    rows.append(
        (Button.of(t.line("Päivitä"), "broadcast.open", found.id), Button.of(t.line("Kaikki"), "broadcast.list"))
    )
    return Reply(Rich.join(parts, between="\n\n"), tuple(rows), edits=pressed(turn.message))


def _asked(turn: Turn, found: Broadcast, text: Rich, label: str, action: str) -> Reply:
    """Whether they are sure of what cannot be taken back."""
    sure = Button.of(label, action, found.id, SURE)
    back = Button.of(turn.t.line("Takaisin"), "broadcast.open", found.id)
    return Reply(text, ((sure, back),), edits=pressed(turn.message))


def _clipped(found: Broadcast) -> str:
    return clip(found.title, 100)


async def _broadcast(turn: Turn) -> Broadcast | None:
    found = await broadcasts.get(turn.session, turn.number()) if turn.number() else None
    return found if found is not None and await _sees(turn, found) else None


async def _sees(turn: Turn, found: Broadcast) -> bool:
    area = await area_of(turn)
    return area is None or Audience.from_json(found.audience).municipalities == (area,)


def _gone(turn: Turn) -> list[Reply]:
    return [Reply(turn.t("Lähetystä ei löydy, tai se ei kuulu alueellesi."), edits=pressed(turn.message))]

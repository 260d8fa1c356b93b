"""What the bot may tell a person by itself: alerts and topics, each with a switch; one word ends it all."""

from __future__ import annotations

from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import marked
from osta.discovery.showing.places import full_name
from osta.discovery.showing.replies import pressed
from osta.discovery.showing.wants import either
from osta.handlers.turn import Handler, NotMine, Turn
from osta.store import alerts, consents, outbox
from osta.store.models import Alert, ConsentTopic

CONSENT_TEXT = "2026-1"
TOPICS: dict[ConsentTopic, str] = {
    "alerts": marked("vahdit: kun joku alkaa myydä mitä etsit"),
    "followup": marked("kysymys viikon päästä: ostitko?"),
    "polls": marked("lyhyet kyselyt siitä, mitä alueella tarvitaan"),
    "workshops": marked("työpajat ja tapahtumat"),
    "announcements": marked("hankkeen tiedotteet"),
}
"""What may be switched on and off, with what each is."""
LISTED = 10  # alerts that are shown; nobody keeps more in mind
STOP_WORDS = frozenset({"stop", "seis", "lopeta", "lopeta kaikki", "sluta", "stopp", "unsubscribe"})


async def show(turn: Turn) -> list[Reply]:
    """``/tilaukset``: open alerts and topics."""
    t = turn.t
    agreed = await consents.in_force(turn.session, turn.person.id)
    kept = await alerts.of_person(turn.session, turn.person.id)
    lines: list[Rich | str] = [Rich.bold(t.line("Mistä saan kertoa sinulle"))]
    lines += [f"{'✓' if topic in agreed else '–'} {t.line(label)}" for topic, label in TOPICS.items()]
    parts: list[Rich | str] = [Rich.join(lines)]
    rows: list[tuple[Button, ...]] = []
    if kept:
        wishes = "\n".join(f"• {_wish(turn, alert)}" for alert in kept[:LISTED])
        parts.append(Rich.join([Rich.bold(t.line("Vahdit")), wishes]))
        rows += [
            (Button.of(t.line("Lopeta: {wish}", wish=_wish(turn, alert)), "notices.end", alert.id),)
            for alert in kept[:LISTED]
        ]
    for topic, label in TOPICS.items():
        if topic in agreed:
            rows.append((Button.of(t.line("Älä: {topic}", topic=t.line(label)), "notices.off", topic),))
        elif topic != "alerts":  # alerts are agreed to where one is asked for
            rows.append((Button.of(t.line("Saat: {topic}", topic=t.line(label)), "notices.on", topic),))
    if agreed or kept:
        rows.append((Button.of(t.line("Lopeta kaikki"), "notices.stop"),))
    return [Reply(Rich.join(parts, between="\n\n"), tuple(rows), edits=pressed(turn.message))]


async def switch_on(turn: Turn) -> list[Reply]:
    """``notices.on:topic``."""
    topic = _topic(turn)
    if topic is not None:
        turn.person.paused = False
        await consents.give(turn.session, turn.person.id, topic, CONSENT_TEXT, turn.now)
    return await show(turn)


async def switch_off(turn: Turn) -> list[Reply]:
    """``notices.off:topic``."""
    topic = _topic(turn)
    if topic is not None:
        await consents.withdraw(turn.session, turn.person.id, turn.now, [topic])
    if topic == "alerts":
        await alerts.end_all(turn.session, turn.person.id, turn.now)
    return await show(turn)


async def end_alert(turn: Turn) -> list[Reply]:
    """``notices.end:alert``."""
    number = turn.action.args[0] if turn.action and turn.action.args else ""
    if number.isascii() and number.isdecimal() and len(number) < 19:  # noqa: PLR2004 - fits 64 bits
        await alerts.end(turn.session, int(number), turn.person.id, turn.now)
    return await show(turn)


async def stop(turn: Turn) -> list[Reply]:
    """``/stop`` and its button: nothing by itself any more; questions are still answered."""
    await consents.withdraw(turn.session, turn.person.id, turn.now, list(TOPICS))
    await alerts.end_all(turn.session, turn.person.id, turn.now)
    await outbox.stop_person(turn.session, turn.person.id, turn.now, keep_answers=True)
    turn.person.paused = True
    text = turn.t("Selvä, en enää kirjoita oma-aloitteisesti. Kysymyksiisi vastaan edelleen.")
    return [Reply(text, ((Button.of(turn.t.line("Valitse, mistä saan kertoa"), "notices"),),))]


async def stop_word(turn: Turn) -> list[Reply]:
    """STOP, written as a word."""
    if turn.text.strip(" .!").casefold() not in STOP_WORDS:
        raise NotMine
    return await stop(turn)


def _topic(turn: Turn) -> ConsentTopic | None:
    name = turn.action.args[0] if turn.action and turn.action.args else ""
    return next((topic for topic in TOPICS if topic == name), None)


def _wish(turn: Turn, alert: Alert) -> str:
    names = [turn.discovery.label(slug, turn.language) for slug in alert.concepts] or list(alert.terms)
    what = either(names, turn.t)
    place = alert.place_id
    if place is not None and place in turn.discovery.gazetteer:
        what = f"{what}, {full_name(turn.discovery.gazetteer[place])}"
    return clip(what, 50)


BUTTONS: dict[str, Handler] = {
    "notices": show,
    "notices.on": switch_on,
    "notices.off": switch_off,
    "notices.end": end_alert,
    "notices.stop": stop,
}

"""A wish to hear when somebody sells what nobody sells yet, or when its season starts."""

from __future__ import annotations

from osta.chat.messages import Button, Reply
from osta.discovery.places.model import Place
from osta.discovery.places.stored import stored
from osta.discovery.showing.places import near
from osta.discovery.showing.wants import asked_for, offered
from osta.handlers.asking.here import home
from osta.handlers.asking.recall import asks_for_something, recall
from osta.handlers.turn import IN_VAIN, Turn
from osta.store import alerts, consents

CONSENT_TEXT = "2026-1"  # raise with every change of what the answer below says
NEAR_KM = 60.0  # as far as an alert's producer may be from the place


async def add(turn: Turn) -> list[Reply]:
    """``alert:number``: keep what the question asked for. Pressing the button is the consent to be told."""
    question = await recall(turn, turn.number())
    if question is None or not asks_for_something(question):
        return [Reply(turn.t("En enää muista, mitä kysyit. Kysy uudestaan ja paina sitten nappia."))]
    lives = home(turn)
    place: Place | None = question.place or (lives.place if lives is not None else None)
    await alerts.add(
        turn.session,
        turn.person.id,
        turn.now,
        concepts=[slug for want in question.wants for slug in want.concepts],
        terms=question.terms,
        place_id=await stored(turn.session, place) if place is not None else None,
        radius_km=question.radius_km or (NEAR_KM if place is not None else None),
    )
    await consents.give(turn.session, turn.person.id, "alerts", CONSENT_TEXT, turn.now)
    turn.data.pop(IN_VAIN, None)
    t = turn.t
    things = asked_for(question, turn.discovery, t)
    area = near([place], t) if place is not None else t.line("Itä-Lapissa")
    text = (
        t("Selvä. Kerron, kun joku tarjoaa {things} {near}.", things=things, near=area)
        if offered(question, turn.discovery)
        else t("Selvä. Kerron, kun joku myy {things} {near}.", things=things, near=area)
    )
    text += "\n" + t.line("Voit lopettaa milloin vain: /tilaukset")
    return [Reply(text, ((Button.of(t.line("Näytä, mistä kerron"), "notices"),),))]

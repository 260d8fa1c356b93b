"""What a purchase does for the area: three questions, then an estimate with its inputs and how unsure it is."""

from __future__ import annotations

import re

from osta.broadcasts.impact import Group, estimate, told
from osta.chat.messages import Button, Reply
from osta.chat.texts import marked
from osta.handlers.turn import Handler, Turn

_DATA = "impact"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
MOST_EUR = 10_000_000
QUESTIONS = {
    "impact.spent": marked("Paljonko rahaa käytetään, euroina? Esimerkiksi 100."),
    "impact.share": marked(
        "Montako prosenttia myyjä käyttää siitä omalla seudulla: palkkoihin, tarvikkeisiin, palveluihin? "
        "Esimerkiksi 50. Jos et tiedä, paina ”En tiedä”."
    ),
    "impact.again": marked(
        "Ja montako prosenttia siitä käytetään taas samalla seudulla? Jos et tiedä, paina ”En tiedä”."
    ),
}
"""The states that wait for a number, each with its question."""
_ORDER = list(QUESTIONS)
_USUAL_SHARE = 0.5  # where nobody knows; the estimate says that it is an assumption


async def start(turn: Turn) -> list[Reply]:
    """``/vaikutus``."""
    turn.state, turn.data[_DATA] = _ORDER[0], []
    return await prompt(turn)


async def prompt(turn: Turn) -> list[Reply]:
    """The open question."""
    state = turn.state if turn.state in QUESTIONS else _ORDER[0]
    unknown = ((Button.of(turn.t.line("En tiedä"), "impact.unknown"),),) if state != _ORDER[0] else ()
    return [Reply(turn.t(QUESTIONS[state]), unknown)]


async def answered(turn: Turn) -> list[Reply] | None:
    """A number; anything else is asked again, or left to others."""
    found = _NUMBER.search(turn.text)
    if found is None or len(turn.text) > 40:  # noqa: PLR2004 - a number with a word or two; more is a question
        return None
    value = float(found[0].replace(",", "."))
    if value > (MOST_EUR if turn.state == _ORDER[0] else 100):
        return [Reply(turn.t("Luku on liian suuri."))]
    return await _next(turn, value)


async def unknown(turn: Turn) -> list[Reply]:
    """``impact.unknown``: the usual is taken, and said to be."""
    return await _next(turn, None) if turn.state in _ORDER[1:] else await start(turn)


async def _next(turn: Turn, value: float | None) -> list[Reply]:
    given = [*turn.data.get(_DATA, []), value]
    at = len(given)
    if at < len(_ORDER):
        turn.data[_DATA], turn.state = given, _ORDER[at]
        return await prompt(turn)
    turn.state = None
    turn.data.pop(_DATA, None)
    spent, share, again = given[:3]
    group = Group(_USUAL_SHARE if share is None else share / 100, None if again is None else again / 100)
    text = told(estimate(float(spent or 0), [group]), turn.t)
    if share is None:
        text = text + "\n\n" + turn.t.line("Myyjän osuutta et tiennyt: siksi oletuksena on 50 %.")
    return [Reply(text, ((Button.of(turn.t.line("Laske uudestaan"), "impact"),),))]


BUTTONS: dict[str, Handler] = {"impact": start, "impact.unknown": unknown}

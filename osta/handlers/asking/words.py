"""Words that are no question but steer the talk: a number that is not offered, "back"."""

from __future__ import annotations

import re

from osta.chat.messages import Reply
from osta.handlers.asking.answer import PAGE, View, show
from osta.handlers.asking.recall import asks_for_something, last
from osta.handlers.turn import NotMine, Turn

_NUMBER = re.compile(r"#?-?\d{1,3}[.)]?")
_BACK = frozenset(
    "takaisin takasin palaa edellinen edelliset alkuun tillbaka backa bakåt föregående back previous".split()
)


async def number(turn: Turn) -> list[Reply]:
    """A number that is not among the choices: the choices again."""
    said = turn.text.strip()
    if not _NUMBER.fullmatch(said) or not turn.offered:
        raise NotMine
    numbers = sorted(int(button.label.split()[0]) for button in turn.offered)
    first, final = numbers[0], numbers[-1]
    text = (
        turn.t("Numeroa {said} ei ole tarjolla. Valitse {first}:", said=said, first=first)
        if first == final
        else turn.t("Numeroa {said} ei ole tarjolla. Valitse {first}–{last}:", said=said, first=first, last=final)
    )
    return [Reply(text, tuple((button,) for button in turn.offered))]


async def back(turn: Turn) -> list[Reply]:
    """``takaisin``: the answers before these, or these again after something else was shown."""
    earlier = last(turn)
    if turn.text.strip(" .!").casefold() not in _BACK or earlier is None or not asks_for_something(earlier[2]):
        raise NotMine
    at, offset, question = earlier
    return await show(turn, at, question, View(max(0, offset - PAGE)))

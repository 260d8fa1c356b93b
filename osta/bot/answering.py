"""Which handler answers a turn: pressed buttons, words that leave a form, then the routes in their order."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from osta.bot import metrics
from osta.bot.channels.rendering import WORD_FOR_WORD
from osta.bot.choices import in_digits, in_sight, is_number, not_ticked, numbered_on, picked
from osta.chat.messages import Action, Edit, InlineQuery, Moved, Press, Reply, Text
from osta.handlers.route import Route, Routes, form_of
from osta.handlers.turn import Handler, NotMine, Turn

LEAVING = frozenset({"peru", "peruuta", "cancel", "avbryt"})
"""Words and commands that leave an open form, in every language."""


async def answer(turn: Turn, routes: Routes, choices: Sequence[Any], numbered: Collection[str]) -> list[Reply]:
    """The replies to a turn.

    ``choices`` were offered last: writing the number or the label of one is pressing it. In the middle of a form a
    number may be the answer, and a label counts word for word only, except in ``numbered`` channels, where there is
    nothing to press.
    """
    content = turn.message.content
    if isinstance(content, Press):
        turn.action = content.action
        if turn.action is None:
            return await _explained(turn, routes)
    elif isinstance(content, Text) and _words(content):
        turn.action = _written(turn, content.text, choices, writes=turn.message.address.channel in numbered)
    turn.offered = in_sight(choices)
    if turn.action is None and _leaves(content):
        return _left(turn)
    if turn.action is None and turn.state is None and _words(content) and (name := routes.bare_command(turn)):
        turn.message = replace(turn.message, content=Text(turn.text, command=name))
    open_state = turn.state
    route, replies = await _first(turn, routes)
    if route is None:
        nothing_fits = turn.action is None
        replies = await _called(routes.menu, turn) or [] if nothing_fits else await _explained(turn, routes)
    metrics.HANDLED.labels(turn.message.address.channel, route.kind if route else "none").inc()
    if open_state is not None and turn.state == open_state and not _of_the_form(turn, route):
        asked = await _asked_again(turn, routes, replies)
        return [*replies, *(numbered_on(replies, asked) if turn.message.address.channel in numbered else asked)]
    return replies


def _written(turn: Turn, text: str, choices: Sequence[Any], *, writes: bool) -> Action | None:
    """The choice that somebody presses by writing. ``writes``: they have nothing else to press."""
    free = writes or turn.state is None
    if is_number(text):
        return picked(text, choices) if free else None
    if turn.state is not None:
        choices = not_ticked(choices, form_of(turn.state))
    exact = picked(text, choices, WORD_FOR_WORD)
    if exact is not None or not free:
        return exact
    near = picked(in_digits(text), choices)
    return near if writes or (near is not None and not turn.understood.wants) else None


async def _first(turn: Turn, routes: Routes) -> tuple[Route | None, list[Reply]]:
    """The first route whose handler takes the turn, with its replies."""
    state, data = turn.state, json.dumps(turn.data)
    for route in routes.fitting(turn):
        replies = await _called(route.handler, turn)
        if replies is not None:
            return route, replies
        turn.state = state
        if json.dumps(turn.data) != data:
            turn.data = json.loads(data)
    return None, []


async def _called(handler: Handler, turn: Turn) -> list[Reply] | None:
    try:
        return await handler(turn)
    except NotMine:
        return None


async def _explained(turn: Turn, routes: Routes) -> list[Reply]:
    """A button that no longer works, or never was ours: say so, and what one can do now."""
    t = turn.t
    toast = t.line("Painike on vanhentunut.") if isinstance(turn.message.content, Press) else None
    old = Reply(t("Tuo painike ei enää toimi. Tästä pääset eteenpäin:"), toast=toast)
    return [old, *(await _called(routes.menu, turn) or [])]


def _words(content: object) -> bool:
    return isinstance(content, Text) and content.command is None


def _leaves(content: object) -> bool:
    if not isinstance(content, Text):
        return False
    return (content.command or content.text.strip(" .!/").casefold()) in LEAVING


def _left(turn: Turn) -> list[Reply]:
    t = turn.t
    if turn.state is None:
        return [Reply(t("Mitään ei ole kesken. Kysy vaikka: kuka myy perunaa Sallassa?"))]
    turn.state = None
    return [Reply(t("Selvä, jätetään se siihen. Kysy mitä vain, kun tarvitset."))]


def _of_the_form(turn: Turn, route: Route | None) -> bool:
    """Whether what was answered belongs to the open form, or is nothing that a form minds."""
    if isinstance(turn.message.content, Edit | InlineQuery | Moved):
        return True
    if route is not None and route.kind == "state":
        return True
    return turn.action is not None and turn.state is not None and form_of(turn.action.name) == form_of(turn.state)


async def _asked_again(turn: Turn, routes: Routes, replies: Sequence[Reply]) -> list[Reply]:
    """The form's open question once more, unless the handler has just asked it itself."""
    prompt = routes.prompt(turn.state) if turn.state is not None else None
    asked = await _called(prompt, turn) if prompt is not None else None
    said = {reply.text for reply in replies}
    return [] if not asked or asked[-1].text in said else asked

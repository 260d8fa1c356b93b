"""Routes: which handler answers what. ``osta.handlers.routes`` lists them; the first that fits answers.

A *form* is a conversation that waits for an answer. Its states are called ``form.question``; an action that is called
``form`` or begins with ``form.`` belongs to it. What does not belong to the open form is answered too, and then its
question is asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from osta.chat.messages import ContactCard, Content, Edit, InlineQuery, Location, Moved, Text, Unsupported
from osta.handlers.turn import Handler, Turn

Kind = Literal["command", "action", "state", "location", "contact", "inline", "edit", "moved", "unsupported", "text"]


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table. ``name`` tells which command, action or state; empty where the kind says it all."""

    kind: Kind
    name: str
    handler: Handler
    fits: Callable[[Turn], bool]
    prompt: Handler | None = None
    """Asks a form's question again after something else was answered in the middle of it."""

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.name else self.kind


@dataclass(frozen=True, slots=True)
class Routes:
    """The whole table. ``menu`` says what one can do here: shown when nothing fits or a button no longer works.
    ``bare_command`` names the command that somebody means who has left out its slash.
    """

    table: tuple[Route, ...]
    menu: Handler
    bare_command: Callable[[Turn], str | None] = lambda turn: None

    def fitting(self, turn: Turn) -> list[Route]:
        """The routes that fit, in the order of the table. A press that is not one of ours fits none."""
        return [route for route in self.table if route.fits(turn)]

    def prompt(self, state: str) -> Handler | None:
        """What asks the open question of a state again."""
        found = (route for route in self.table if route.kind == "state" and covers(route.name, state))
        return next((route.prompt for route in found), None)


def form_of(name: str) -> str:
    """The form that a state or an action belongs to."""
    return name.partition(".")[0]


def command(*names: str, to: Handler) -> Route:
    """``/name`` under any of these names (lower case, without the slash)."""

    def fits(turn: Turn) -> bool:
        content = turn.message.content
        return isinstance(content, Text) and content.command in names

    return Route("command", names[0], to, fits)


def link(prefix: str, to: Handler) -> Route:
    """A link into the bot, which comes as ``/start`` with a payload: ``prefix`` and what it opens."""

    def fits(turn: Turn) -> bool:
        content = turn.message.content
        return isinstance(content, Text) and content.command == "start" and content.argument.startswith(prefix)

    return Route("command", "start", to, fits)


def action(name: str, to: Handler) -> Route:
    """A pressed button, by its action's name; ``turn.action.args`` holds the arguments."""
    return Route("action", name, to, lambda turn: turn.action is not None and turn.action.name == name)


def state(name: str, to: Handler, prompt: Handler | None = None) -> Route:
    """The expected answer of an open form: words, a location or a contact. ``form.*`` stands for all its questions.

    The handler returns None (or raises NotMine) for what is no answer to its question, for example a search.
    """
    return Route(
        "state",
        name,
        to,
        lambda turn: turn.state is not None and covers(name, turn.state) and turn.action is None and _is_answer(turn),
        prompt,
    )


def location(to: Handler) -> Route:
    """A shared position."""
    return _content("location", Location, to)


def contact(to: Handler) -> Route:
    """A shared contact."""
    return _content("contact", ContactCard, to)


def inline(to: Handler) -> Route:
    """A query typed after the bot's name in another chat."""
    return _content("inline", InlineQuery, to)


def edit(to: Handler) -> Route:
    """A changed earlier message."""
    return _content("edit", Edit, to)


def moved(to: Handler) -> Route:
    """A step of a live position."""
    return _content("moved", Moved, to)


def unsupported(to: Handler) -> Route:
    """A voice message, picture, sticker, forwarded message …"""
    return _content("unsupported", Unsupported, to)


def text(to: Handler) -> Route:
    """Any words that are no command."""
    return Route("text", "", to, lambda turn: turn.action is None and _is_words(turn))


def _content(kind: Kind, content: type[Content], to: Handler) -> Route:
    return Route(kind, "", to, lambda turn: isinstance(turn.message.content, content))


def _is_words(turn: Turn) -> bool:
    return isinstance(turn.message.content, Text) and turn.message.content.command is None


def _is_answer(turn: Turn) -> bool:
    return _is_words(turn) or isinstance(turn.message.content, Location | ContactCard)


def covers(name: str, state: str) -> bool:
    """Whether a route for ``name`` answers a state: its own, or with ``form.*`` any of the form's."""
    return name == state or (name.endswith(".*") and state.startswith(name[:-1]))

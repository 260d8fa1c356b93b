"""Lines of the tables: buttons from a conversation's BUTTONS, and what is not done in a group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from osta.chat.messages import Reply
from osta.handlers.route import Route, action, command
from osta.handlers.staff.scope import staff_only
from osta.handlers.turn import Handler, Turn


def private(handler: Handler) -> Handler:
    """The handler where nobody else reads along; in a group, a word on where to go on."""

    async def alone(turn: Turn) -> list[Reply] | None:
        if not turn.message.group:
            return await handler(turn)
        return [Reply(turn.t("Tämä hoidetaan kahden kesken: kirjoita minulle yksityisviesti."))]

    return alone


def for_staff(name: str, to: Handler) -> Route:
    """A command that for others than staff does not exist."""
    return command(name, to=staff_only(private(to)))


def pressed(*buttons: Mapping[str, Handler]) -> Iterator[Route]:
    """The buttons of conversations that everybody may follow."""
    return (action(name, handler) for some in buttons for name, handler in some.items())


def pressed_alone(*buttons: Mapping[str, Handler]) -> Iterator[Route]:
    """The buttons of conversations that are nobody else's business."""
    return (action(name, private(handler)) for some in buttons for name, handler in some.items())

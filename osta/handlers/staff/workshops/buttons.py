"""The buttons and the open questions of making workshops; for everybody but staff they do not exist."""

from __future__ import annotations

from osta.chat.messages import Reply
from osta.handlers.staff.scope import staff_only
from osta.handlers.staff.workshops import attending, making
from osta.handlers.turn import Handler, Turn

BUTTONS: dict[str, Handler] = {
    name: staff_only(handler)
    for name, handler in {
        "wsmake": making.start,
        "wsmake.open": making.opened,
        "wsmake.rewrite": making.rewrite,
        "wsmake.send": making.ask_when,
        "wsmake.sure": making.send,
        "wsmake.drop": making.drop,
        "wsmake.list": attending.show,
        "wsmake.mark": attending.marking,
        "wsmake.came": attending.mark,
        "wsmake.csv": attending.file,
        "wsmake.material": attending.ask_material,
    }.items()
}


async def answered(turn: Turn) -> list[Reply] | None:
    """The expected answer of an open question."""
    return await (attending.told(turn) if turn.state == attending.MATERIAL else making.told_all(turn))


async def prompt(turn: Turn) -> list[Reply]:
    """The open question again."""
    return await (attending.prompt(turn) if turn.state == attending.MATERIAL else making.prompt(turn))

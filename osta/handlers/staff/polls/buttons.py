"""The buttons and the open questions of making polls; for everybody but staff they do not exist."""

from __future__ import annotations

from osta.chat.messages import Reply
from osta.handlers.staff import audience
from osta.handlers.staff.polls import making, overview, results, timing
from osta.handlers.staff.scope import staff_only
from osta.handlers.turn import Handler, Turn

BUTTONS: dict[str, Handler] = {
    name: staff_only(handler)
    for name, handler in {
        "pollmake": making.start,
        "pollmake.open": overview.opened,
        "pollmake.rewrite": making.rewrite,
        "pollmake.lang": making.translate,
        "pollmake.try": making.try_it,
        "pollmake.drop": making.drop,
        "pollmake.when": timing.ask_when,
        "pollmake.at": timing.at,
        "pollmake.end": timing.ask_end,
        "pollmake.days": timing.days,
        "pollmake.send": overview.confirm,
        "pollmake.sure": timing.send,
        "pollmake.list": results.every,
        "pollmake.results": results.show,
        "pollmake.words": results.words,
        "pollmake.areas": results.by_area,
        "pollmake.csv": results.file,
        "pollmake.close": results.end,
        "pollmake.share": results.share,
        "audience": audience.show,
        "audience.set": audience.toggle,
        "audience.near": audience.circle,
    }.items()
}


async def answered(turn: Turn) -> list[Reply] | None:
    """The expected answer of an open question."""
    return await (timing.told(turn) if turn.state == timing.WRITING else making.told(turn))


async def prompt(turn: Turn) -> list[Reply]:
    """The open question again."""
    return await (timing.prompt(turn) if turn.state == timing.WRITING else making.prompt(turn))

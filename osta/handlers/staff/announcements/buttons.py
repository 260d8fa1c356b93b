"""The buttons of announcements; for everybody but staff they do not exist."""

from __future__ import annotations

from osta.handlers.staff.announcements import following, making
from osta.handlers.staff.scope import staff_only
from osta.handlers.turn import Handler

BUTTONS: dict[str, Handler] = {
    name: staff_only(handler)
    for name, handler in {
        "announce.open": making.opened,
        "announce.write": making.write,
        "announce.try": making.try_it,
        "announce.send": making.send,
        "announce.sure": making.sure,
        "announce.time": making.ask_time,
        "announce.drop": making.drop,
        "broadcast.list": following.every,
        "broadcast.open": following.opened,
        "broadcast.send": following.send,
        "broadcast.cancel": following.cancel,
        "broadcast.pause": following.pause,
        "broadcast.resume": following.resume,
        "broadcast.again": following.again,
    }.items()
}

"""The ``osta`` command by a clock that a test moves: ``clocked_program CLOCK ARGUMENTS…``.

CLOCK is a file that holds by how many seconds its time is ahead of the machine's (or behind, when negative). Nothing
else differs from ``osta`` but that the schedule and the sender look for what is due more often than once an hour, a
minute or a second: who moves the clock by a week does not want to wait for that. A chat's rest goes by it as well.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from osta.bot.cli import exports, files, main, serve
from osta.broadcasts import budget, delivery, outgoing
from osta.broadcasts.schedule import Tick

TICK = timedelta(seconds=0.2)
LOOK_SECONDS = 0.1


class Clock:
    """The time of the file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self) -> datetime:
        """Now (aware)."""
        return datetime.now(UTC) + timedelta(seconds=float(self._path.read_text(encoding="ascii")))

    def moves_to(self, moment: datetime) -> None:
        """Let it be that moment, for every process that reads the file."""
        ahead = (moment - datetime.now(UTC)).total_seconds()
        fresh = self._path.with_suffix(".new")
        fresh.write_text(str(ahead), encoding="ascii")
        fresh.replace(self._path)  # at once: nobody reads half a number


def run(clock: Clock, arguments: list[str]) -> None:
    """Run the command; leaves with its exit code."""
    every_tick = outgoing.every_tick
    serve_until_stopped = serve.serve_until_stopped

    def often(*given: Any) -> list[Tick]:
        return [replace(tick, every=min(tick.every, TICK)) for tick in every_tick(*given)]

    vars(outgoing)["every_tick"] = often
    vars(delivery)["IDLE_SECONDS"] = LOOK_SECONDS
    vars(budget)["time"] = SimpleNamespace(monotonic=lambda: clock().timestamp())
    vars(serve)["serve_until_stopped"] = lambda url: serve_until_stopped(url, clock)
    vars(files)["utc_now"] = vars(exports)["utc_now"] = clock
    main(arguments)


if __name__ == "__main__":
    run(Clock(Path(sys.argv[1])), sys.argv[2:])

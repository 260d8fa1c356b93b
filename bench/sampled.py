"""Whose code a process spends its time in: `Sampler` in this process, ``python -m bench.sampled FILE`` for `osta run`.

A timer of the processor's time interrupts the process; the moment counts for the nearest caller that is no standard
library, so that what the bot asks of json or sqlite3 is the bot's own, and what aiohttp asks of ssl is aiohttp's.
"""

from __future__ import annotations

import json
import signal
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Self

INTERVAL_SECONDS = 0.004
OWN = "the bot's own code"
_ROOT = str(Path(__file__).parent.parent / "osta")
_LIBRARIES = {
    "sqlalchemy": "SQLAlchemy",
    "telegram": "python-telegram-bot and HTTP",
    "aiohttp": "python-telegram-bot and HTTP",
    "yarl": "python-telegram-bot and HTTP",
    "multidict": "python-telegram-bot and HTTP",
}


class Sampler:
    """Counts samples by owner while it runs: ``with Sampler() as sampler``, then ``sampler.shares()``."""

    def __init__(self) -> None:
        self.samples: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to count, or go on."""
        signal.signal(signal.SIGPROF, self._sample)
        signal.setitimer(signal.ITIMER_PROF, INTERVAL_SECONDS, INTERVAL_SECONDS)

    def stop(self) -> None:
        """Count no more."""
        signal.setitimer(signal.ITIMER_PROF, 0)

    def shares(self) -> dict[str, float]:
        """Each owner's part of all samples, the largest first."""
        total = sum(self.samples.values()) or 1
        return {owner: round(count / total, 3) for owner, count in self.samples.most_common()}

    def _sample(self, _: int, frame: FrameType | None) -> None:
        while frame is not None:
            owner = _owner(frame.f_code.co_filename)
            if owner:
                self.samples[owner] += 1
                return
            frame = frame.f_back
        self.samples["asyncio"] += 1


@cache
def _owner(file: str) -> str:
    if file.startswith(_ROOT):
        return OWN
    if "site-packages" in file:
        package = file.partition("site-packages")[2].split("/")[1].removesuffix(".py")
        return _LIBRARIES.get(package, "other libraries")
    return ""  # the standard library, or this benchmark


def main() -> None:
    """``osta run``; writes the shares into the file at the end. SIGUSR1 begins to count, when the start is over."""
    from osta.bot.cli.serve import serve_until_stopped

    sampler = Sampler()
    signal.signal(signal.SIGUSR1, lambda *_: sampler.start())
    serve_until_stopped(None)
    sampler.stop()
    Path(sys.argv[1]).write_text(json.dumps(sampler.shares()), encoding="utf-8")


if __name__ == "__main__":
    main()

"""How much one chat may say: so much that people never meet the limit, and no more than the others can bear."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import Any

MOST_A_MINUTE = 30
UNLIMITED = frozenset({"terminal"})
"""Channels without a limit: whoever sits at the program's own terminal, or pipes into it, takes nothing from others."""
_WINDOW = timedelta(minutes=1)


class Pace(Enum):
    """What to do with a message."""

    ANSWER = "answer"
    ASK_TO_PAUSE = "ask to pause"
    """The first one too many."""
    STAY_SILENT = "stay silent"


def pace(kept: dict[str, Any], now: datetime, most: int = MOST_A_MINUTE) -> Pace:
    """Count one more message of a chat in ``kept``, which is stored with its conversation: after a restart, and in
    another process, the count goes on.
    """
    since = datetime.fromisoformat(kept["since"]) if "since" in kept else None
    if since is None or not timedelta() <= now - since < _WINDOW:
        kept["since"], kept["said"] = now.isoformat(), 0
    kept["said"] += 1
    if kept["said"] <= most:
        return Pace.ANSWER
    return Pace.ASK_TO_PAUSE if kept["said"] == most + 1 else Pace.STAY_SILENT

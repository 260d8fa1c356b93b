"""Which choices somebody had in sight when they wrote: the newest list that had been sent by then.

A conversation keeps the lists last offered in its chat, newest first, each with when it set out. It is written down
before it is sent: whoever answers in the very moment in which it arrives means this list, and whoever wrote before it
set out means the one before. What is found not to have arrived is taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

MOST_LISTS = 8
"""Kept of a chat: an answer's, what nobody asked for since then, and those that were in sight before."""

_AT, _OF, _LIST = "at", "of", "list"


def answered(kept: Sequence[Any], choices: Sequence[Any], now: datetime) -> list[Any]:
    """The lists after an answer with these choices, which replace those that were in sight until now."""
    before = _read(kept)
    if not choices:
        return before
    last = next((at for at, one in enumerate(before) if one[_OF] is None), len(before))
    return [{_AT: _millis(now), _OF: None, _LIST: list(choices)}, *before[: last + 1]][:MOST_LISTS]


def sets_out(kept: Sequence[Any], choices: Sequence[Any], now: datetime, number: int) -> list[Any]:
    """The lists when the message of the outbox of this number, which nobody asked for, is about to be sent: the choices
    of the last answer can be picked beside it.
    """
    fresh = {_AT: _millis(now), _OF: number, _LIST: list(choices)}
    return [fresh, *taken_back(kept, number)][:MOST_LISTS]


def taken_back(kept: Sequence[Any], number: int) -> list[Any]:
    """The lists without that of a message which has not arrived."""
    return [one for one in _read(kept) if one[_OF] != number]


def seen(kept: Sequence[Any], by: datetime | None = None, unsent: datetime | None = None) -> list[Any]:
    """The choices in sight for somebody who wrote at the moment ``by`` (None: just now), the newest first.

    ``unsent``: answers made since then still wait to be sent.
    """
    found: list[Any] = []
    for one in _read(kept):
        too_late = by is not None and one[_AT] > _millis(by)
        asked_for = one[_OF] is None
        if too_late or (asked_for and unsent is not None and one[_AT] >= _millis(unsent)):
            continue
        found += one[_LIST]
        if asked_for:
            break
    return found


def _read(kept: Sequence[Any]) -> list[Any]:
    """The lists; a conversation of an earlier version keeps bare choices, of one list."""
    if kept and not isinstance(kept[0], dict):
        return [{_AT: 0, _OF: None, _LIST: list(kept)}]
    return list(kept)


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)

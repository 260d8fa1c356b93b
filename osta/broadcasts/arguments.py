"""What a pressed button says besides its name."""

from __future__ import annotations

from osta.chat.messages import Action

_DIGITS = 18  # what fits 64 bits


def number(action: Action | None, at: int = 0) -> int:
    """The number that stands at a position among a button's arguments; 0 for what is none."""
    text = word(action, at)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0


def word(action: Action | None, at: int = 0) -> str:
    """The argument at a position; empty where there is none."""
    return action.args[at] if action is not None and len(action.args) > at else ""

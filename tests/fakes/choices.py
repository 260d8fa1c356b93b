"""Choices as people see them where there are no buttons: numbered lines, and lines of the answer that have a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHOICE = re.compile(r"(\d{1,2})(\.)? (.+)")
_SIDE_BY_SIDE = re.compile(r"(?:✓ )?\d{1,2}(?: · (?:✓ )?\d{1,2})*")
_TICK = "✓"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A choice; ``text`` is empty, or a tick, where its label is its number, or it stands for a line of the answer."""

    number: int
    text: str

    @property
    def label(self) -> str:
        """What its button says, where there are buttons."""
        return f"{self.text} {self.number}".strip() if self.text in ("", _TICK) else self.text

    @property
    def line(self) -> str:
        return f"{self.number} {self.text}"


def choices_in(seen: str) -> list[Numbered]:
    """All choices of what was seen, in order."""
    found: list[Numbered] = []
    for line in map(str.strip, seen.splitlines()):
        if _SIDE_BY_SIDE.fullmatch(line):
            for label in line.split(" · "):
                tick, _, number = label.rpartition(" ")
                found.append(Numbered(int(number), tick))
        elif one := _CHOICE.fullmatch(line):
            found.append(Numbered(int(one[1]), "" if one[2] else one[3]))
    return found


def numbered(label: str, seen: str) -> Numbered:
    """The choice with this label, else one that begins with it, or whose number belongs to it ("4 viikkoa"). Raises
    AssertionError when nothing is called so.
    """
    choices = choices_in(seen)
    exact = [choice for choice in choices if choice.label == label]
    alike = [choice for choice in choices if choice.text.startswith(label) or choice.line.startswith(label)]
    assert exact or alike, f"nothing numbered is called {label!r} in {seen!r}"
    return (exact or alike)[0]

"""Choices as people see them where there are no buttons: numbered lines, and lines of the answer that have a number."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHOICE = re.compile(r"(\d{1,2})(\.)? (.+)")


@dataclass(frozen=True, slots=True)
class Numbered:
    """A choice; ``text`` is empty where its number stands for a line of the answer itself."""

    number: int
    text: str

    @property
    def label(self) -> str:
        """What its button says, where there are buttons."""
        return self.text or str(self.number)

    @property
    def line(self) -> str:
        return f"{self.number} {self.text}"


def choices_in(seen: str) -> list[Numbered]:
    """All choices of what was seen, in order."""
    found = (_CHOICE.fullmatch(line.strip()) for line in seen.splitlines())
    return [Numbered(int(one[1]), "" if one[2] else one[3]) for one in found if one]


def numbered(label: str, seen: str) -> Numbered:
    """The choice with this label, else one that begins with it. Raises AssertionError when nothing is called so."""
    choices = choices_in(seen)
    exact = [choice for choice in choices if choice.label == label]
    alike = [choice for choice in choices if choice.text.startswith(label)]
    assert exact or alike, f"nothing numbered is called {label!r} in {seen!r}"
    return (exact or alike)[0]

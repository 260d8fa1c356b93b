"""Everything that was asked of the server, and what of it a real server would have refused or dropped."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fakes.bot_api.errors import Json


@dataclass(frozen=True, slots=True)
class Call:
    """One call and its outcome; code 200 when it was done."""

    method: str
    params: Json
    code: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that a correct bot does not do."""

    code: str
    method: str
    words: str


@dataclass(slots=True)
class Journal:
    """Calls and violations in their order."""

    calls: list[Call] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)

    def violation(self, code: str, method: str, words: str = "") -> None:
        """Note a violation."""
        self.violations.append(Violation(code, method, words))

    def of(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

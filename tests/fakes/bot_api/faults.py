"""What can go wrong between a bot and the server, on order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "error_500", "bad_gateway", "too_many", "refused", "lost_before", "lost_after", "error_after", "garbage", "hang"
]  # fmt: skip
"""``lost_before``: the connection breaks, nothing happened; ``lost_after``: the call took effect, the answer is lost;
``error_after``: it took effect and a 502 comes back; ``garbage``: it took effect and half an answer comes; ``hang``: no
answer at all, nothing happened."""


@dataclass(slots=True)
class Fault:
    """Breaks the next ``count`` calls of a method (``*``: of every one but getUpdates)."""

    kind: Kind
    method: str = "*"
    count: int = 1
    chat_id: int | None = None
    retry_after: int = 1
    code: int = 400
    words: str = "Bad Request: on order"


@dataclass(slots=True)
class Faults:
    """The faults that wait for their call."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault for this call, used up."""
        for fault in self.waiting:
            every = fault.method == "*" and method != "getUpdates"
            if (every or fault.method == method) and fault.chat_id in (None, chat_id):
                fault.count -= 1
                if not fault.count:
                    self.waiting.remove(fault)
                return fault
        return None

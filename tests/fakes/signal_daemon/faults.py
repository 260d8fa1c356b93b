"""What goes wrong on order, and the daemon's own errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["lost_before", "lost_after", "hang", "garbage", "error", "result"]


class RpcError(Exception):
    """An error object of the answer."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, data

    def body(self) -> Json:
        return {"code": self.code, "message": self.message, "data": self.data}


@dataclass
class Fault:
    """The next ``count`` calls of a method: cut before or after they took effect, never answered, answered with half a
    JSON, with an error, or with another outcome for every recipient (``result``: a type such as NETWORK_FAILURE).
    """

    kind: Kind
    method: str = "send"
    count: int = 1
    code: int = -32603
    result: str = ""
    skip: int = 0


class Cut(Exception):
    """The connection ends instead of an answer."""


class Garbage(Exception):
    """Half an answer is sent."""

"""The way to signal-cli's daemon: calls out, events in. Whichever transport, the same port."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from osta.chat.errors import OstaError

Json = dict[str, Any]
CONNECT_SECONDS = 10.0
CALL_SECONDS = 30.0


class Unreachable(OstaError):
    """The daemon could not be reached: the call was not made."""


class NoAnswer(OstaError):
    """The call was made, and its answer never came or could not be read."""


class RpcError(OstaError):
    """The daemon's own error."""

    def __init__(self, code: int, message: str, data: Any = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.data = data


class Transport(Protocol):
    """One daemon. May be used again after the connection has ended."""

    async def call(self, method: str, params: Json, seconds: float = CALL_SECONDS) -> Any:
        """The result of a JSON-RPC call. Raises Unreachable, NoAnswer or RpcError."""

    async def receive(self, take: Callable[[Json], None], opened: Callable[[], None]) -> None:
        """Hand over what the daemon receives until the connection ends. ``opened`` is called when events flow.

        Raises Unreachable when there is no connection, or it was refused.
        """

    async def ping(self, seconds: float) -> Any:
        """The daemon's answer to ``version``. Raises Unreachable, NoAnswer or RpcError."""

    async def finish(self, grace_seconds: float) -> None:
        """End the connection so that ``receive`` still hands over what is on the way, and then returns."""

    def leave(self) -> None:
        """Leave the connection of a daemon that is silent: ``receive`` returns, to be called again. What the daemon
        still writes into the old one, should it wake up, is handed over.
        """


def request(number: int, method: str, params: Json | None) -> Json:
    """A JSON-RPC request. It always has an id: signal-cli answers nothing to others, not even with an error."""
    return {"jsonrpc": "2.0", "id": number, "method": method} | ({} if params is None else {"params": params})


def result_of(answer: Any) -> Any:
    """The result in an answer. Raises RpcError for an error in it, NoAnswer when it is no answer."""
    if not isinstance(answer, dict):
        raise NoAnswer
    error = answer.get("error")
    if error is None:
        return answer.get("result")
    if not (isinstance(error, dict) and isinstance(error.get("code"), int)):
        raise NoAnswer
    raise RpcError(error["code"], str(error.get("message", "")), error.get("data"))

"""The library's HTTP client, with timeouts of our own and without its habit of logging what it cannot read."""

from __future__ import annotations

import json
from typing import Any

from telegram.error import NetworkError
from telegram.request import HTTPXRequest

_CONNECT_SECONDS = 10.0
_POOL_WAIT_SECONDS = 10.0
_UPLOAD_SECONDS = 60.0


class Http(HTTPXRequest):
    """Calls of at most ``call_seconds`` each, uploads longer, over at most ``connections`` at a time."""

    def __init__(self, call_seconds: float, connections: int) -> None:
        super().__init__(
            connection_pool_size=connections,
            read_timeout=call_seconds,
            write_timeout=call_seconds,
            connect_timeout=min(call_seconds, _CONNECT_SECONDS),
            pool_timeout=_POOL_WAIT_SECONDS,
            media_write_timeout=_UPLOAD_SECONDS,
        )

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's object. The library's own way logs an unreadable answer in full, people's messages included, and
        calls it no NetworkError, though the call behind it may well have been done.
        """
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict) or not answer.keys() & {"result", "description"}:
            raise NetworkError("The server's answer cannot be read.") from None
        return answer

"""The web address that Telegram delivers updates to."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from osta.bot.channels.backoff import Backoff
from osta.bot.channels.telegram.intake import Intake, NotStored

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LARGEST_BODY_BYTES = 1024 * 1024
_TRY_AGAIN_SECONDS = "1"

IntakeSource = Callable[[], Intake | None]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram delivers: the public ``url``, and a ``secret`` of 1-256 letters, digits, - or _ that proves it is
    Telegram; without one it is derived from the bot's token. ``path`` is the path on our own server, the url's unless a
    proxy changes it.
    """

    url: str
    secret: str = ""
    path: str = ""

    def secret_for(self, token: str) -> str:
        """The secret, the same after every restart."""
        return self.secret or hmac.new(token.encode(), b"telegram webhook", hashlib.sha256).hexdigest()

    def route(self, token: str, intake: IntakeSource, backoff: Backoff) -> Route:
        """The route to mount. Answers 200 only when the update is stored, 503 while ``intake`` gives None."""
        receiver = _Receiver(self.secret_for(token), intake, backoff)
        return Route(
            self.path or urlsplit(self.url).path or "/", receiver.answer, methods=["POST"], name="telegram_webhook"
        )


class _Receiver:
    def __init__(self, secret: str, intake: IntakeSource, backoff: Backoff) -> None:
        self._secret = secret.encode()
        self._intake = intake
        self._backoff = backoff

    async def answer(self, request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if not isinstance(raw, dict) or not isinstance(raw.get("update_id"), int):
            return Response(status_code=400)
        intake = self._intake()
        if intake is None:
            return _later()
        try:
            await intake.take(raw)
        except NotStored as failure:
            self._backoff.failed(type(failure.cause).__name__, update_id=failure.update_id)
            return _later()
        self._backoff.succeeded()
        return Response(status_code=200)


def _later() -> Response:
    return Response(status_code=503, headers={"Retry-After": _TRY_AGAIN_SECONDS})


async def _body(request: Request) -> bytes | None:
    """The body, or None when it is too large, whatever its Content-Length claims."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY_BYTES:
                return None
    except ClientDisconnect:
        return b""
    return bytes(body)

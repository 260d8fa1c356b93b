"""The Bot API over aiohttp, for python-telegram-bot: a third of the processor time of the library's own client."""

from __future__ import annotations

import json
import ssl
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECT_SECONDS = 10.0
_UPLOAD_SECONDS = 60.0
# ConnectionTimeoutError: no connection within its time, or none free. InvalidURL: there is no such address.
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


class NotSent(NetworkError):
    """The call has certainly not left: it may be made again."""


class ServerFailed(NetworkError):
    """The server answers that it could not do it (5xx)."""


class Http(BaseRequest):
    """Calls to the server at ``root``, of at most ``call_seconds`` each, uploads longer, over at most ``connections``
    at a time, through the proxy that the environment names for it (HTTPS_PROXY, NO_PROXY …).

    Raises NotSent, ServerFailed, TimedOut or another NetworkError.
    """

    __slots__ = ("_call_seconds", "_connections", "_root", "_session")

    def __init__(self, root: str, call_seconds: float, connections: int) -> None:
        self._root = root
        self._call_seconds = call_seconds
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take."""
        return self._call_seconds

    async def initialize(self) -> None:
        """Get ready to call."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ssl=_certificates()),
                cookie_jar=aiohttp.DummyCookieJar(),
                proxy=_proxy(self._root),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and the body of the answer. ``pool_timeout`` is a part of ``connect_timeout`` here."""
        if self._session is None or self._session.closed:
            raise NotSent("The connections are closed.")
        reading = _or(read_timeout, self._call_seconds)
        uploads = request_data is not None and request_data.contains_files
        connecting = _or(connect_timeout, min(self._call_seconds, _CONNECT_SECONDS))
        writing = _or(write_timeout, _UPLOAD_SECONDS if uploads else self._call_seconds)
        limits = aiohttp.ClientTimeout(total=connecting + writing + reading, connect=connecting, sock_read=reading)
        try:
            async with self._session.request(method, url, timeout=limits, **_body(request_data)) as answer:
                status, content = answer.status, await answer.read()
        except _NOT_SENT as error:
            raise NotSent(type(error).__name__) from error
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from error
        if status == HTTPStatus.GATEWAY_TIMEOUT:
            raise TimedOut  # whoever asked on our behalf has waited in vain, as we might have
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ServerFailed(f"HTTP {status}")
        return status, content

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


def _or(given: Any, usual: float) -> float:
    return usual if given is BaseRequest.DEFAULT_NONE or given is None else float(given)


def _body(data: RequestData | None) -> dict[str, Any]:
    """One JSON object; a form where files go with it."""
    if data is None:
        return {}
    if not data.contains_files:
        return {"json": data.parameters}
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)
    for part, (name, content, kind) in data.multipart_data.items():
        # As a file: it is sent piece by piece, so that a large one holds nobody else up.
        file = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(part, file, filename=name, content_type=kind)
    return {"data": form}


def _proxy(url: str) -> str | None:
    parts = urlsplit(url)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def _certificates() -> ssl.SSLContext:
    """Whom to trust: the system's authorities (or SSL_CERT_FILE's), and certifi's where a system has none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context

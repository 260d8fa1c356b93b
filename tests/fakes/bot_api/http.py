"""HTTP: reading a call's parameters in any of the forms that the Bot API takes, and answering or not."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from tests.fakes.bot_api.errors import Json

_DISPOSITION = re.compile(
    rb'content-disposition:[^\r\n]*?\bname="(?P<name>[^"]*)"(?:;\s*filename="(?P<file>[^"]*)")?', re.IGNORECASE
)


async def parameters(request: Request) -> Json:
    """Query string, form, multipart or JSON. Uploaded files are bytes, their names are under ``_names``."""
    params: Json = dict(request.query_params)
    body = await request.body()
    content_type = request.headers.get("content-type", "")
    if content_type.startswith("application/json") and body:
        params |= json.loads(body)
    elif content_type.startswith("application/x-www-form-urlencoded"):
        params |= dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=bool(body)))
    elif content_type.startswith("multipart/form-data"):
        params |= _multipart(body, content_type.partition("boundary=")[2].strip('"').encode())
    return params


class Lost(Response):
    """An answer that breaks off: its length is announced and the connection closed before the body."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Send the head only."""
        head = [(b"content-length", b"1000"), (b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": head})


def _multipart(body: bytes, boundary: bytes) -> Json:
    params: Json = {}
    names: dict[str, str] = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        found = _DISPOSITION.search(head)
        if not found:
            raise ValueError("a part without a name")
        name, value = found["name"].decode(), content.removesuffix(b"\r\n")
        if found["file"] is None:
            params[name] = value.decode()
        else:
            params[name], names[name] = value, found["file"].decode()
    # The library refers to an upload by attach://NAME in the parameter itself.
    for name, value in list(params.items()):
        if isinstance(value, str) and value.startswith("attach://"):
            upload = value.removeprefix("attach://")
            params[name] = params.pop(upload)
            names[name] = names.pop(upload, "")
    return params | ({"_names": names} if names else {})

"""Where the daemon is: ``http://host:port``, ``tcp://host:port`` or ``unix:///path/of/socket``."""

from __future__ import annotations

import asyncio
from urllib.parse import unquote, urlsplit

from osta.bot.channels.signal.http import HttpTransport
from osta.bot.channels.signal.line import LONGEST_LINE_BYTES, Streams
from osta.bot.channels.signal.lines import LineTransport
from osta.bot.channels.signal.transport import Transport

DEFAULT_TCP_PORT = 7583  # signal-cli's own


def transport_to(url: str, account: str) -> Transport:
    """The transport that a daemon's address asks for. Raises ValueError for anything else."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if parts.scheme in {"http", "https"} and parts.hostname:
        return HttpTransport(url, account)
    if parts.scheme == "unix" and not parts.netloc and path.startswith("/"):

        async def open_socket() -> Streams:
            return await asyncio.open_unix_connection(path, limit=LONGEST_LINE_BYTES)

        return LineTransport(open_socket, account)
    host, port = parts.hostname, parts.port or DEFAULT_TCP_PORT
    if parts.scheme == "tcp" and host:

        async def open_tcp() -> Streams:
            return await asyncio.open_connection(host, port, limit=LONGEST_LINE_BYTES)

        return LineTransport(open_tcp, account)
    raise ValueError("not the address of a signal-cli daemon")

"""The transports: JSON lines over TCP or a UNIX socket, and HTTP with server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tests.fakes.signal_daemon.faults import Cut, Garbage, Json, RpcError

if TYPE_CHECKING:
    from tests.fakes.signal_daemon.daemon import SignalDaemon

HALF_AN_ANSWER = b'{"jsonrpc":"2.0","resu'
_EARLY_HEADERS_SINCE = (0, 14)


def compact(value: Any) -> bytes:
    # As Jackson does: signs such as U+2028 stay as they are.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class Connection:
    """One client."""

    def __init__(self, daemon: SignalDaemon, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.daemon, self.reader, self.writer = daemon, reader, writer
        self.listening: list[int] = []
        self.tasks: set[asyncio.Task[None]] = set()
        self._held: list[Json] = []

    async def serve(self) -> None:
        """Answer until the client hangs up."""
        raise NotImplementedError

    async def close(self) -> None:
        """Listen no more."""
        for number in self.listening:
            self.daemon.listeners.pop(number, None)
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


class LineConnection(Connection):
    """A client of lines; its requests run side by side."""

    async def serve(self) -> None:
        await self._awake()
        if self.daemon.mode != "manual":
            self.listening.append(self.daemon.listen(self._event))
        while line := await self.reader.readline():
            self._begin(self._line(line))
        await self._awake()
        # As the real one: it listens for its client until the calls are answered, though nobody may be there.
        while self.tasks:
            await asyncio.wait(self.tasks)

    def subscription(self, method: str, params: Json | None) -> object:
        if method == "subscribeReceive":
            account = (params or {}).get("account")
            if self.daemon.multi and account is not None and account not in self.daemon.accounts:
                raise RpcError(-32602, "Specified account does not exist")
            # The number is only known once it listens, which is when what waits is already written.
            number = self.daemon.listen(
                lambda event: self._event({"subscription": max(self.listening, default=0), "result": event})
            )
            self.listening.append(number)
            return number
        if params is None and self.daemon.multi:
            raise RpcError(-1, "Missing subscription parameter with subscription id")
        if params is None:
            ending = self.listening[:1]
        elif "subscription" not in params:
            raise RpcError(-32603, "null (NullPointerException)")
        elif params["subscription"] not in self.listening:
            raise RpcError(-1, "Unknown subscription id")
        else:
            ending = [params["subscription"]]
        for each in ending:
            self.listening.remove(each)
            self.daemon.listeners.pop(each, None)
        return {}

    def _event(self, params: Json) -> None:
        self._write({"jsonrpc": "2.0", "method": "receive", "params": params})

    def _write(self, value: Json) -> None:
        if self.daemon.hung or self._held:
            self._held.append(value)
            if len(self._held) == 1:
                self._begin(self._write_held())
        elif not self.writer.is_closing():
            self.writer.write(compact(value) + b"\n")

    async def _write_held(self) -> None:
        await self._awake()
        held, self._held = self._held, []
        for value in held:
            self._write(value)

    async def _awake(self) -> None:
        while self.daemon.hung:
            await asyncio.sleep(0.005)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _line(self, line: bytes) -> None:
        try:
            raw = json.loads(line)
        except ValueError:
            self._write({"jsonrpc": "2.0", "error": RpcError(-32700, "unreadable").body(), "id": None})
            return
        try:
            answer = await self.daemon.answered(raw, self)
        except Cut:
            self.writer.transport.abort()
        except Garbage:
            self.writer.write(HALF_AN_ANSWER + b"\n")
        else:
            if answer is not None:
                self._write(answer)


class HttpConnection(Connection):
    """A client of HTTP."""

    async def serve(self) -> None:
        with suppress(Cut):
            while head := await self._head():
                method, path, headers = head
                body = await self.reader.readexactly(int(headers.get("content-length", "0")))
                if path.startswith("/api/v1/events"):
                    await self._events()
                    return
                await self._respond(method, path, headers, body)
        self.writer.transport.abort()

    async def _head(self) -> tuple[str, str, dict[str, str]] | None:
        line = (await self.reader.readline()).decode().split()
        if not line:
            return None
        headers: dict[str, str] = {}
        while (header := (await self.reader.readline()).decode().strip()) != "":
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        return line[0], line[1], headers

    async def _respond(self, method: str, path: str, headers: dict[str, str], body: bytes) -> None:
        status, content = "200 OK", b""
        if path == "/api/v1/check":
            pass
        elif path != "/api/v1/rpc":
            status = "404 Not Found"
        elif method != "POST":
            status = "405 Method Not Allowed"
        elif not headers.get("content-type", "").startswith("application/json"):
            status = "415 Unsupported Media Type"
            self.daemon.violations.append("a content type other than application/json")
        else:
            try:
                answer = await self.daemon.answered(json.loads(body), None)
                status, content = ("201 Created", b"") if answer is None else (status, compact(answer))
            except Garbage:
                content = HALF_AN_ANSWER
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        self.writer.write(head.encode() + content)
        await self.writer.drain()

    async def _events(self) -> None:
        events: asyncio.Queue[Json] = asyncio.Queue()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        if self.daemon.version_parts >= _EARLY_HEADERS_SINCE:  # before, they wait for the first event
            self.writer.write(head)
            head = b""
        self.listening.append(self.daemon.listen(events.put_nowait))
        while not self.reader.at_eof():
            data = b":\n"
            with suppress(TimeoutError):
                event = await asyncio.wait_for(events.get(), self.daemon.keep_alive_seconds)
                data = b"event:receive\ndata:" + compact(event) + b"\n\n"
            while self.daemon.hung:
                await asyncio.sleep(0.005)
            self.writer.write(head + f"{len(data):x}\r\n".encode() + data + b"\r\n")
            head = b""
            await self.writer.drain()

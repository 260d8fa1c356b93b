"""The daemon: an address to point a bot at, and the world behind it."""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal, Self

from tests.fakes.signal_daemon import commands
from tests.fakes.signal_daemon.connections import HttpConnection, LineConnection
from tests.fakes.signal_daemon.faults import Cut, Fault, Garbage, Json, RpcError
from tests.fakes.signal_daemon.people import Group, Person

ACCOUNT = "+358400000100"
Mode = Literal["on-start", "on-connection", "manual"]
Listener = Callable[[Json], None]


class SignalDaemon:
    """A running daemon: ``async with SignalDaemon("tcp", folder) as daemon``. The bot needs ``url`` and ``account``.

    ``unix`` puts its socket into the folder.
    """

    def __init__(
        self,
        transport: Literal["http", "tcp", "unix"],
        folder: Path,
        *,
        version: str = "0.14.6",
        mode: Mode = "on-connection",
        multi: bool = False,
        keep_alive_seconds: float = 0.05,
    ) -> None:
        self.transport = transport
        self.account = ACCOUNT
        self.accounts = [ACCOUNT, "+358400000101"] if multi else [ACCOUNT]
        self.uuid = str(uuid.uuid4())
        self.version, self.mode, self.multi = version, mode, multi
        self.keep_alive_seconds = keep_alive_seconds
        self.people: dict[str, Person] = {}
        self.groups: dict[str, Group] = {}
        self.profile: Json = {}
        self.calls: list[tuple[str, Json]] = []
        self.unanswered: list[str] = []
        self.violations: list[str] = []
        self.lost: list[Json] = []
        self.pending: list[Json] = []
        self.listeners: dict[int, Listener] = {}
        self.sent: set[int] = set()
        self.received: set[tuple[int, str]] = set()
        self.result_on_order: Json | None = None
        self.changed = asyncio.Condition()
        self.hung = False
        self._faults: list[Fault] = []
        self._folder = folder
        self._port = 0
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._last_stamp = 0
        self._next_listener = 0

    @property
    def url(self) -> str:
        if self.transport == "unix":
            return f"unix://{self._folder / 'signal'}"
        return f"{self.transport}://127.0.0.1:{self._port}"

    @property
    def version_parts(self) -> tuple[int, ...]:
        return tuple(int(part) for part in re.findall(r"\d+", self.version))

    async def __aenter__(self) -> Self:
        """Serve."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    async def start(self) -> None:
        """Listen, at the same address as before."""
        if self.transport == "unix":
            self._server = await asyncio.start_unix_server(self._connected, self._folder / "signal", limit=1 << 26)
        else:
            self._server = await asyncio.start_server(self._connected, "127.0.0.1", self._port, limit=1 << 26)
            self._port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and cut every connection; people and what waits for the bot stay."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await self.cut()

    async def cut(self) -> None:
        """Cut every connection."""
        tasks = list(self._connections)
        for writer in self._connections.values():
            writer.transport.abort()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def person(self, name: str) -> Person:
        """Somebody new."""
        person = Person(self, name)
        self.people[person.uuid] = person
        return person

    def group(self, name: str, *members: Person) -> Group:
        """A group with the bot in it."""
        group = Group(b64encode(uuid.uuid4().bytes * 2).decode(), name, members)
        self.groups[group.id] = group
        return group

    def fault(self, fault: Fault) -> None:
        """Let something go wrong at one of the next calls."""
        self._faults.append(fault)

    def called(self, method: str) -> list[Json]:
        """What was asked of a method."""
        return [params for name, params in self.calls if name == method]

    def stamp(self) -> int:
        """A timestamp that no other message has, in milliseconds."""
        self._last_stamp = max(self._last_stamp + 1, int(time.time() * 1000))
        return self._last_stamp

    def deliver(self, envelope: Json, account: str | None = None, **more: Any) -> None:
        """The account receives an envelope. Without anybody listening it waits, or is lost in the mode on-start."""
        params = {"envelope": envelope, "account": account or self.account, **more}
        data = envelope.get("dataMessage") or envelope.get("editMessage") or {}
        if not ("reaction" in data or "pollVote" in data):
            self.received.add((envelope["timestamp"], envelope["sourceUuid"]))
        if self.listeners:
            for listener in list(self.listeners.values()):
                listener(_handed_over(params))
        else:
            (self.lost if self.mode == "on-start" else self.pending).append(params)

    def listen(self, listener: Listener) -> int:
        """Somebody wants what is received, beginning with what waits."""
        number = self._next_listener
        self._next_listener += 1
        self.listeners[number] = listener
        waiting, self.pending = self.pending, []
        for params in waiting:
            listener(_handed_over(params))
        return number

    async def listened(self) -> None:
        """Wait until somebody listens."""
        async with asyncio.timeout(20):
            while not self.listeners:
                await asyncio.sleep(0.005)

    async def happens(self, condition: Callable[[], bool]) -> None:
        """Wait until a call has made the condition true."""
        async with self.changed, asyncio.timeout(20):
            await self.changed.wait_for(condition)

    async def answered(self, raw: Any, connection: LineConnection | None) -> Json | None:
        """The answer to a request, None for a notification. Raises Cut and Garbage."""
        number = raw.get("id") if isinstance(raw, dict) else None
        answer: Json = {"jsonrpc": "2.0"}
        try:
            answer["result"] = await self._run(raw, connection)
        except RpcError as error:
            answer["error"] = error.body()
        if isinstance(raw, dict) and "id" not in raw:
            self.violations.append("a request without an id")
            return None
        return answer | {"id": number}

    async def _run(self, raw: Any, connection: LineConnection | None) -> object:
        if not isinstance(raw, dict) or raw.get("jsonrpc") != "2.0" or not raw.get("method"):
            raise RpcError(-32600, "invalid request")
        method, params = str(raw["method"]), raw.get("params") or {}
        while self.hung:
            await asyncio.sleep(0.005)
        if method in {"subscribeReceive", "unsubscribeReceive"} and connection is not None:
            return connection.subscription(method, raw.get("params"))
        fault = self._fault_at(method)
        kind = fault.kind if fault else None
        if kind == "hang":
            self.unanswered.append(method)
            async with self.changed:
                self.changed.notify_all()
            await asyncio.Event().wait()
        if kind == "lost_before":
            raise Cut
        if fault and kind == "error":
            raise RpcError(fault.code, "an error on order")
        self.result_on_order = {"type": fault.result} if fault and kind == "result" else None
        try:
            result = commands.run(self, method, params)
        finally:
            self.result_on_order = None
            self.calls.append((method, params))
            async with self.changed:
                self.changed.notify_all()
        if kind == "lost_after":
            raise Cut
        if kind == "garbage":
            raise Garbage
        return result

    def _fault_at(self, method: str) -> Fault | None:
        for fault in self._faults:
            if fault.method == method and fault.count:
                if fault.skip:
                    fault.skip -= 1
                    return None
                fault.count -= 1
                return fault
        return None

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections[task] = writer
        connection = (HttpConnection if self.transport == "http" else LineConnection)(self, reader, writer)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await connection.serve()
        finally:
            await connection.close()
            del self._connections[task]
            writer.close()


def _handed_over(params: Json) -> Json:
    """The event, when the daemon gets it from Signal's server: the server tells since when it had it."""
    return params | {"envelope": params["envelope"] | {"serverDeliveredTimestamp": int(time.time() * 1000)}}

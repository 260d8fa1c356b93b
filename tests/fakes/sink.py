"""A messenger for tests of sending: a server on this machine that counts what arrives, and a channel that sends to it.

It can lose answers: the message has arrived, and whoever sent it never hears of that.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Collection

from osta.chat.channel import Sent, Sink
from osta.chat.errors import ChannelDown, OutcomeUnknown
from osta.chat.messages import Address, Reply


class SinkServer:
    """Counts messages by chat. ``lost_share`` of the answers are lost; each answer takes ``seconds``."""

    def __init__(self, lost_share: float = 0.0, seconds: float = 0.0, seed: int = 0) -> None:
        self.arrived: Counter[str] = Counter()
        self.unanswered: Counter[str] = Counter()
        self.lost = 0
        self.port = 0
        self._lost_share = lost_share
        self._seconds = seconds
        self._random = random.Random(seed)
        self._changed = asyncio.Event()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def until(self, messages: int) -> None:
        """Wait until so many messages have arrived in all."""
        while self.arrived.total() < messages:
            self._changed.clear()
            await self._changed.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        chat = (await reader.readline()).decode().strip()
        if not chat:
            writer.close()
            return
        try:
            self.arrived[chat] += 1
            self._changed.set()
            await asyncio.sleep(self._seconds)
            if self._random.random() < self._lost_share:
                self.unanswered[chat] += 1
                self.lost += 1
                return
            writer.write(b"ok\n")
            await writer.drain()
        except OSError:
            self.unanswered[chat] += 1  # the sender was killed meanwhile
        finally:
            writer.close()


class SinkChannel:
    """Sends to a SinkServer. No answer is an unknown outcome, as with a real messenger."""

    name = "telegram"

    def __init__(self, port: int) -> None:
        self._port = port

    async def start(self, sink: Sink) -> None:
        """Receives nothing."""

    async def stop(self) -> None:
        """Has nothing to finish."""

    async def send(self, address: Address, reply: Reply, press_id: str | None = None) -> Sent:
        """One connection, one message."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError as error:
            raise ChannelDown from error
        try:
            writer.write(f"{address.chat}\n".encode())
            await writer.drain()
            answer = await reader.readline()
        except OSError as error:
            raise OutcomeUnknown from error
        finally:
            writer.close()
        if not answer:
            raise OutcomeUnknown
        return Sent("1")


def doubled(arrived: Counter[str], chats: Collection[str]) -> int:
    """How many messages too many came into these chats."""
    return sum(max(0, arrived[chat] - 1) for chat in chats)

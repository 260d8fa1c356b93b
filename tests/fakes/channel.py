"""A messenger in memory: keeps what is sent, and fails as it is told to."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from osta.chat.channel import Sent, Sink
from osta.chat.messages import Address, Reply


@dataclass
class FakeChannel:
    """``failures`` are raised by the next sends, one each; None lets one pass. ``held`` sends wait for ``let_go``."""

    name: str = "fake"
    sent: list[tuple[Address, Reply, str | None]] = field(default_factory=list)
    failures: deque[BaseException | None] = field(default_factory=deque)
    tried: int = 0
    held: bool = False
    sink: Sink | None = None
    running: bool = False
    history: list[str] = field(default_factory=list)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)
    sending: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self, sink: Sink) -> None:
        self.sink, self.running = sink, True
        self.history.append("start")

    async def stop(self) -> None:
        self.running = False
        self.history.append("stop")

    async def send(self, address: Address, reply: Reply, press_id: str | None = None) -> Sent:
        self.tried += 1
        self.sending.set()
        if self.held:
            await self.let_go.wait()
        failure = self.failures.popleft() if self.failures else None
        if failure is not None:
            raise failure
        self.sent.append((address, reply, press_id))
        self.history.append("send")
        return Sent(str(len(self.sent)))

    def texts(self, address: Address | None = None) -> list[str]:
        """What was said, to everybody or into one chat."""
        return [str(reply.text) for to, reply, _ in self.sent if address is None or to == address]

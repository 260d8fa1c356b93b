"""A bot's channel at the fake daemon, with what it received."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from osta.bot.channels.backoff import Backoff
from osta.bot.channels.signal import Challenge, SignalChannel
from osta.chat.messages import Address, Message
from tests.fakes.signal_daemon import Person, SignalDaemon

TRANSPORTS = ("http", "tcp", "unix")


@dataclass
class Inbox:
    """A sink that keeps messages, and can fail a few times first."""

    messages: list[Message] = field(default_factory=list)
    failures: int = 0
    tried: list[str] = field(default_factory=list)
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __call__(self, message: Message) -> None:
        self.tried.append(message.id)
        if self.failures:
            self.failures -= 1
            raise OSError("the database is away")
        async with self.arrived:
            self.messages.append(message)
            self.arrived.notify_all()

    async def next(self) -> Message:
        """The oldest message not looked at yet."""
        async with self.arrived, asyncio.timeout(20):
            await self.arrived.wait_for(lambda: self.messages)
            return self.messages.pop(0)


@dataclass
class Staff:
    """Hears what staff has to see to."""

    challenges: list[Challenge] = field(default_factory=list)
    changed: list[Address] = field(default_factory=list)
    elsewhere: set[str] = field(default_factory=set)  # tokens that were answered beside the program

    async def rate_limited(self, challenge: Challenge) -> None:
        self.challenges.append(challenge)

    async def identity_changed(self, address: Address) -> None:
        self.changed.append(address)

    async def answered(self, token: str) -> bool:
        return token in self.elsewhere


def channel_to(daemon: SignalDaemon, **options: object) -> SignalChannel:
    """A channel that tries again at once."""
    settings: dict[str, object] = {"backoff": Backoff("signal", 0.01, 0.02)} | options
    return SignalChannel(daemon.url, daemon.account, **settings)  # type: ignore[arg-type]


def chat_with(person: Person) -> Address:
    return Address("signal", person.uuid)


@pytest.fixture
def transport() -> str:
    """Which transport the test runs on; tests that depend on it name all three."""
    return "tcp"


@pytest.fixture
async def daemon(transport: str, tmp_path: Path) -> AsyncIterator[SignalDaemon]:
    async with SignalDaemon(transport, tmp_path) as server:  # type: ignore[arg-type]
        yield server


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def staff() -> Staff:
    return Staff()


@pytest.fixture
async def channel(daemon: SignalDaemon, inbox: Inbox, staff: Staff) -> AsyncIterator[SignalChannel]:
    signal = channel_to(daemon, reports=staff)
    await signal.start(inbox)
    yield signal
    await signal.stop()
    assert daemon.violations == []

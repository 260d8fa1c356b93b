"""A bot's channel against the fake server, with what it received."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest

from osta.bot.channels.backoff import Backoff
from osta.bot.channels.telegram import TelegramChannel
from osta.chat.channel import Channel
from osta.chat.messages import Message, Reply
from tests.fakes.bot_api import BotApi

Answer = Callable[[Message], Awaitable[Reply | None] | Reply | None]


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
        async with self.arrived:
            await self.arrived.wait_for(lambda: self.messages)
            return self.messages.pop(0)


def png(width: int, height: int) -> bytes:
    """The head of a picture of this size in pixels."""
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


def channel_to(api: BotApi, **options: object) -> TelegramChannel:
    """A channel that tries again at once."""
    settings = {"api_url": api.url, "poll_seconds": 10, "backoff": Backoff("telegram", 0.01, 0.02)} | options
    return TelegramChannel(api.token, **settings)  # type: ignore[arg-type]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def channel(api: BotApi, inbox: Inbox) -> AsyncIterator[TelegramChannel]:
    telegram = channel_to(api)
    port: Channel = telegram  # for the type checker: the channel fills the port
    await port.start(inbox)
    yield telegram
    await telegram.stop()
    api.no_violations()

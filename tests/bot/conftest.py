"""A router with a messenger in memory, on both databases, and a clock that stands still."""

from __future__ import annotations

import itertools
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
import structlog

from osta.bot.router import Router
from osta.chat.messages import Action, Address, Content, Message, Press, Reply, Text
from osta.chat.rich import Rich
from osta.discovery.service import Discovery
from osta.handlers.route import Route, Routes, action, command, state, text
from osta.handlers.turn import Turn
from osta.store.engine import Database
from tests.fakes.channel import FakeChannel

NO_DISCOVERY = cast("Discovery", None)  # these handlers look for nothing
LATER = datetime(2026, 8, 1, tzinfo=UTC)
"""When people write here: they have seen all that was sent to them."""
_NUMBERS = itertools.count(1)


@dataclass
class Clock:
    """Shows a set moment until it is moved."""

    now: datetime = field(default_factory=lambda: datetime(2026, 7, 12, 12, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def move(self, **delta: float) -> None:
        self.now += timedelta(**delta)


async def echo(turn: Turn) -> list[Reply]:
    return [Reply(Rich.plain(f"echo {turn.text}"))]


async def menu(turn: Turn) -> list[Reply]:
    return [Reply(Rich.plain("menu"))]


def said(content: Content | str, chat: str = "1", **more: Any) -> Message:
    """A new message of a chat."""
    if isinstance(content, str):
        name, _, argument = content.removeprefix("/").partition(" ")
        content = Text(content, name, argument) if content.startswith("/") else Text(content)
    address = Address("fake", chat)
    fields: dict[str, Any] = {"id": f"m{next(_NUMBERS)}", "address": address, "sender": address}
    fields |= {"sent_at": LATER} | more
    return Message(content=content, **fields)


def pressed(name: str, *args: str, chat: str = "1", press_id: str = "p1") -> Message:
    """A pressed button."""
    return said(Press(Action(name, args), "7", press_id), chat)


@dataclass
class Bot:
    """A router on a database with one channel; ``restart`` makes the next one, as a new process would."""

    database: Database
    clock: Clock
    routes: Sequence[Route] = (text(echo),)
    options: dict[str, Any] = field(default_factory=dict)
    channel: FakeChannel = field(default_factory=FakeChannel)
    router: Router = field(init=False)

    async def start(self) -> None:
        self.router = Router(
            self.database,
            NO_DISCOVERY,
            Routes(tuple(self.routes), menu),
            [self.channel],
            clock=self.clock,
            first_backoff_seconds=0.001,
            **self.options,
        )
        await self.router.start()

    async def stop(self) -> None:
        await self.router.stop()

    async def die(self) -> None:
        """Stop at once, wherever it is."""
        await self.router.stop(grace_seconds=0)

    async def restart(self) -> None:
        self.channel = FakeChannel()
        await self.start()

    async def hear(self, *messages: Message) -> list[str]:
        """What is said after these messages, all chats together."""
        before = len(self.channel.sent)
        for message in messages:
            await self.router.accept(message)
        await self.router.idle()
        return [str(reply.text) for _, reply, _ in self.channel.sent[before:]]


MakeBot = Callable[..., Any]


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """A test that sets up logging writes to its own streams, which are closed after it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def make_bot(database: Database, clock: Clock) -> AsyncIterator[MakeBot]:
    """Makes a started bot on the database with these routes; it is stopped after the test."""
    async with AsyncExitStack() as running:

        async def make(*routes: Route, on: Database | None = None, **options: Any) -> Bot:
            bot = Bot(on or database, clock, routes or (text(echo),), options)
            await bot.start()
            running.push_async_callback(bot.stop)
            return bot

        yield make


__all__ = ["Bot", "Clock", "MakeBot", "action", "command", "echo", "menu", "pressed", "said", "state", "text"]

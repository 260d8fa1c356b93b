"""The bot on one messenger: the real router and channel, a fake server behind it, people who read what they see.

Whatever the messenger, somebody says words, presses a button by its label, or shares a position, and reads the answer
as lines of text. Where there are no buttons, the number that stands before the label is written.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, Self

from osta.bot.app import NUMBERED_CHANNELS
from osta.bot.router import Router
from osta.chat.channel import Channel
from osta.chat.messages import Address, Message
from osta.discovery.service import Discovery
from osta.handlers.routes import ROUTES
from osta.store.engine import Database
from tests.fakes.talk import NOON

PATIENCE_SECONDS = 60.0  # for a busy machine: nobody waits that long for a bot that works
_POSITION = re.compile(r"\(([\d.]+), ([\d.]+)\)")


class Ends(Protocol):
    """A messenger with its people, without the bot."""

    @property
    def channel(self) -> Channel:
        """What the bot speaks through."""

    def address(self, name: str) -> Address:
        """Where somebody is reached."""

    async def say(self, name: str, words: str) -> None:
        """Somebody writes."""

    async def share(self, name: str, latitude: float, longitude: float) -> None:
        """Somebody shares a position."""

    async def press(self, name: str, label: str) -> None:
        """Somebody presses what has this label."""

    def read(self, name: str) -> str:
        """What has come to somebody since they did something last."""


@dataclass
class Clock:
    """The time on the stage: of the bot, and of the messenger that brings what people say."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


class Stage:
    """The bot on a messenger, with a clock that moves by hand."""

    def __init__(
        self, database: Database, discovery: Discovery, ends: Ends, staff: Collection[str], clock: Clock
    ) -> None:
        self.clock = clock
        self.ends = ends
        self.names: set[str] = set(staff)
        self._accepted: set[str] = set()
        self._came = asyncio.Condition()
        self.router = Router(
            database,
            discovery,
            ROUTES,
            [ends.channel],
            clock=clock,
            staff=[ends.address(name) for name in staff],
            numbered=NUMBERED_CHANNELS,
        )

    async def __aenter__(self) -> Self:
        """Open it."""
        await self.router.start()
        await self.ends.channel.start(self._accept)
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        await self.router.stop()
        await self.ends.channel.stop()

    async def says(self, name: str, said: str) -> str:
        """Do what a script says: ``words``, ``[label]`` or ``(latitude, longitude)``. Returns the answer."""
        self.names.add(name)
        self.clock.now += timedelta(seconds=10)
        before = len(self._accepted)
        position = _POSITION.fullmatch(said)
        if position:
            await self.ends.share(name, float(position[1]), float(position[2]))
        elif said.startswith("[") and said.endswith("]"):
            await self.ends.press(name, said[1:-1])
        else:
            await self.ends.say(name, said)
        async with self._came, asyncio.timeout(PATIENCE_SECONDS):
            await self._came.wait_for(lambda: len(self._accepted) > before)
        await self.router.idle()
        return self.ends.read(name)

    async def _accept(self, message: Message) -> None:
        await self.router.accept(message)
        async with self._came:
            self._accepted.add(message.id)  # what a messenger delivers twice is one message
            self._came.notify_all()

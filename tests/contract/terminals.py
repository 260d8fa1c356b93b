"""People at terminals."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from rich.console import Console

from osta.bot.channels.console import ConsoleChannel
from osta.chat.channel import Channel, Sent, Sink
from osta.chat.messages import Address, Reply
from osta.chat.texts import Language
from tests.fakes.choices import numbered


@dataclass
class Terminals:
    """Each person at a terminal of their own; the bot sees one channel."""

    languages: Mapping[str, Language]
    clock: Callable[[], datetime]
    people: dict[str, ConsoleChannel] = field(default_factory=dict)
    screens: dict[str, io.StringIO] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    name: str = "terminal"
    sink: Sink | None = None

    @property
    def channel(self) -> Channel:
        return self

    def address(self, name: str) -> Address:
        return Address(self.name, name)

    async def start(self, sink: Sink) -> None:
        self.sink = sink

    async def stop(self) -> None:
        for person in self.people.values():
            await person.stop()

    async def send(self, address: Address, reply: Reply, press_id: str | None = None) -> Sent:
        return await (await self._person(address.chat)).send(address, reply, press_id)

    async def say(self, name: str, words: str) -> None:
        await (await self._person(name)).say(words)

    async def share(self, name: str, latitude: float, longitude: float) -> None:
        await self.say(name, f"{latitude}, {longitude}")

    async def press(self, name: str, label: str) -> None:
        await self.say(name, str(numbered(label, self.seen[name]).number))

    def read(self, name: str) -> str:
        screen = self.screens[name]
        self.seen[name] = screen.getvalue()
        screen.seek(0)
        screen.truncate()
        return self.seen[name]

    async def _person(self, name: str) -> ConsoleChannel:
        if name not in self.people:
            assert self.sink is not None
            self.screens[name] = io.StringIO()
            console = Console(file=self.screens[name], width=10_000, highlight=False, markup=False, emoji=False)
            language = self.languages.get(name, "fi")
            self.people[name] = ConsoleChannel(name, console, language=language, clock=self.clock)
            await self.people[name].start(self.sink)
        return self.people[name]

"""The messengers as stages: the real router and channel, the fake server behind it, and people who read what they see.

Whatever the messenger, somebody ``says`` words, presses a button by its label, or shares a position, and reads the
answer as lines of text. Where there are no buttons, the number that stands before the label is written.
"""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, Self

from rich.console import Console

from osta.bot.app import NUMBERED_CHANNELS
from osta.bot.channels.console import ConsoleChannel
from osta.bot.channels.rendering import as_text
from osta.bot.channels.signal import OfferedInDatabase, SignalChannel
from osta.bot.channels.telegram import TelegramChannel
from osta.bot.router import Router
from osta.chat.channel import Channel, Sent, Sink
from osta.chat.messages import Action, Address, Button, ContactCard, Message, Reply, Venue
from osta.chat.rich import Rich
from osta.chat.texts import Language
from osta.discovery.service import Discovery
from osta.handlers.routes import ROUTES
from osta.store.engine import Database
from tests.fakes.bot_api import BotApi
from tests.fakes.signal_daemon import SignalDaemon
from tests.fakes.talk import NOON

PATIENCE_SECONDS = 20.0  # for a slow machine
_CHOICE = re.compile(r"(\d{1,2}) (.+)")
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


class Stage:
    """The bot on a messenger, with a clock that moves by hand."""

    def __init__(self, database: Database, discovery: Discovery, ends: Ends, staff: Collection[str]) -> None:
        self.now = NOON
        self.ends = ends
        self._accepted = 0
        self._came = asyncio.Condition()
        self.router = Router(
            database,
            discovery,
            ROUTES,
            [ends.channel],
            clock=lambda: self.now,
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
        self.now += timedelta(seconds=10)
        before = self._accepted
        position = _POSITION.fullmatch(said)
        if position:
            await self.ends.share(name, float(position[1]), float(position[2]))
        elif said.startswith("[") and said.endswith("]"):
            await self.ends.press(name, said[1:-1])
        else:
            await self.ends.say(name, said)
        async with self._came, asyncio.timeout(PATIENCE_SECONDS):
            await self._came.wait_for(lambda: self._accepted > before)
        await self.router.idle()
        return self.ends.read(name)

    async def _accept(self, message: Message) -> None:
        await self.router.accept(message)
        async with self._came:
            self._accepted += 1
            self._came.notify_all()


def number_of(label: str, seen: str) -> str:
    """The number to write for a label: its own, or what stands before it in what was seen."""
    if label.isdecimal():
        return label
    choices = [found for line in seen.splitlines() if (found := _CHOICE.fullmatch(line.strip()))]
    exact = [number for number, text in (found.groups() for found in choices) if text == label]
    alike = [number for number, text in (found.groups() for found in choices) if text.startswith(label)]
    assert exact or alike, f"nothing numbered is called {label!r} in {seen!r}"
    return (exact or alike)[0]


@dataclass
class Terminals:
    """Each person at a terminal of their own; the bot sees one channel."""

    languages: dict[str, Language]
    now: datetime = NOON
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
        await self.say(name, number_of(label, self.seen[name]))

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
            self.people[name] = ConsoleChannel(name, console, language=language, clock=lambda: self.now)
            await self.people[name].start(self.sink)
        return self.people[name]


class Telegrams:
    """People on Telegram, with buttons."""

    def __init__(self, api: BotApi, channel: TelegramChannel, languages: dict[str, Language]) -> None:
        self.channel = channel
        self._api = api
        self._languages = languages
        self._people: dict[str, Any] = {}
        self._events = 0
        self._press: str | None = None

    def address(self, name: str) -> Address:
        return Address("telegram", str(self._person(name).id))

    async def say(self, name: str, words: str) -> None:
        self._begin()
        await self._person(name).says(words)

    async def share(self, name: str, latitude: float, longitude: float) -> None:
        self._begin()
        await self._person(name).shares_location(latitude, longitude)

    async def press(self, name: str, label: str) -> None:
        self._begin()
        person = self._person(name)
        shown = [
            button["text"]
            for posted in self._api.world.newest_first(person.chat.id)
            for row in posted.buttons
            for button in row
        ]
        exact = label if label in shown else next((text for text in shown if text.startswith(label)), label)
        self._press = await person.presses(exact)

    def read(self, name: str) -> str:
        chat = self._person(name).chat.id
        events = self._api.world.events[self._events :]
        said = [
            event
            for event in events
            if event.chat_id == chat
            and event.kind in ("message", "edited")
            and event.posted
            and not event.posted.deleted
        ]
        toasts = [event.text for event in events if event.kind == "answer" and event.text]
        return "\n---\n".join([*toasts, *(_as_read(event.posted, event.text) for event in said)])

    def _begin(self) -> None:
        self._events, self._press = len(self._api.world.events), None

    def _person(self, name: str) -> Any:
        if name not in self._people:
            self._people[name] = self._api.user(name, lang=self._languages.get(name, "fi"))
        return self._people[name]


def _as_read(posted: Any, text: str) -> str:
    """A message on Telegram as it reads without widgets."""
    content = posted.content
    keyboard = (posted.markup or {}).get("keyboard") or [[{}]]
    if keyboard[0][0].get("text") == text:
        return f"📍 {text}"  # says no more than the button that shares one's position
    rows = tuple(tuple(Button(button["text"], Action("x")) for button in row) for row in posted.buttons)
    attachment: Venue | ContactCard | None = None
    if "contact" in content:
        text, attachment = "", ContactCard(content["contact"]["first_name"], content["contact"]["phone_number"])
    elif "venue" in content:
        venue = content["venue"]
        where = venue["location"]
        text, attachment = "", Venue(venue["title"], venue["address"], where["latitude"], where["longitude"])
    return str(as_text(Reply(Rich.plain(text), rows, attachment=attachment)))


class Signals:
    """People on Signal, who write numbers."""

    def __init__(self, daemon: SignalDaemon, channel: SignalChannel) -> None:
        self.channel = channel
        self._daemon = daemon
        self._people: dict[str, Any] = {}
        self._heard: dict[str, int] = {}
        self.seen: dict[str, str] = {}

    def address(self, name: str) -> Address:
        return Address("signal", self._person(name).uuid)

    async def say(self, name: str, words: str) -> None:
        person = self._person(name)
        self._heard[name] = len(person.heard)
        person.says(words)

    async def share(self, name: str, latitude: float, longitude: float) -> None:
        await self.say(name, f"https://maps.google.com/maps?q={latitude},{longitude}")

    async def press(self, name: str, label: str) -> None:
        await self.say(name, number_of(label, self.seen[name]))

    def read(self, name: str) -> str:
        heard = self._person(name).heard[self._heard[name] :]
        self.seen[name] = "\n---\n".join(each.text for each in heard if each.kind in ("message", "edit"))
        return self.seen[name]

    def _person(self, name: str) -> Any:
        if name not in self._people:
            self._people[name] = self._daemon.person(name)
        return self._people[name]


def signal_to(daemon: SignalDaemon, database: Database, spool: Path) -> SignalChannel:
    """The channel as the program makes it."""
    offered = OfferedInDatabase(database, lambda: NOON)
    return SignalChannel(daemon.url, daemon.account, offered=offered, spool=spool)

"""Somebody who talks with the bot: the real router, routes and store, a channel that keeps what is sent."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from osta.bot.channels.rendering import as_text
from osta.bot.router import Router
from osta.chat.channel import Sent, Sink
from osta.chat.figures import units
from osta.chat.messages import (
    Action,
    Address,
    Button,
    ContactCard,
    Content,
    InlineQuery,
    Location,
    Message,
    Press,
    Reply,
    Text,
)
from osta.discovery.service import Discovery
from osta.handlers.routes import ROUTES
from osta.store.engine import Database

NOON = datetime(2026, 9, 1, 9, tzinfo=UTC)


@dataclass
class RecordingChannel:
    """A channel that keeps what is sent to whom; ``failures`` are raised by the next sends, one each."""

    name: str = "test"
    sent: list[tuple[Address, Reply]] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)

    async def start(self, sink: Sink) -> None:
        """Receives nothing by itself."""

    async def stop(self) -> None:
        """Has nothing to finish."""

    async def send(self, address: Address, reply: Reply, press_id: str | None = None) -> Sent:
        """Keep the reply; messages are numbered."""
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((address, reply))
        return Sent(str(len(self.sent)))


def problems(reply: Reply) -> list[str]:
    """What the narrowest messenger would refuse in a reply."""
    found = []
    if units(str(reply.text)) > 4096:
        found.append(f"text of {units(str(reply.text))} units")
    if reply.toast and units(reply.toast) > 200:
        found.append("toast too long")
    if not (str(reply.text).strip() or reply.attachment or reply.inline is not None):
        found.append("nothing to say")
    buttons = [button for row in reply.rows for button in row]
    if len(buttons) > 100 or any(len(row) > 8 for row in reply.rows):
        found.append("too many buttons")
    for button in buttons:
        if not button.label.strip() or units(button.label) > 128:
            found.append(f"label {button.label!r}")
        if button.action is not None:
            button.action.payload()  # raises for one that does not fit
    found += [
        f"inline {result.title!r}"
        for result in reply.inline or ()
        if not result.title or len(result.id.encode()) > 64 or units(str(result.text)) > 4096
    ]
    return found


class Town:
    """The bot with its people. ``now`` is a clock that moves by hand."""

    def __init__(self, database: Database, discovery: Discovery, staff: Collection[str] = ()) -> None:
        self.now = NOON
        self.database = database
        self.discovery = discovery
        self.channel = RecordingChannel()
        self.router = Router(
            database,
            discovery,
            ROUTES,
            [self.channel],
            clock=lambda: self.now,
            staff=[Address("test", name) for name in staff],
        )
        self._numbers = itertools.count(1)

    def person(self, name: str, hint: str | None = "fi", group: str | None = None) -> Talker:
        """Somebody whose telephone speaks the language of the hint; one of a group where one is named."""
        return Talker(self, name, hint, group)

    async def deliver(self, name: str, content: Content, hint: str | None, group: str | None = None) -> list[Reply]:
        """Bring one message and return everything that was sent for it into its chat."""
        self.now += timedelta(seconds=10)
        sender = Address("test", name)
        address = sender if group is None else Address("test", group)
        before = len(self.channel.sent)
        message = Message(
            str(next(self._numbers)), address, sender, content, self.now, hint, name, group=group is not None
        )
        await self.router.accept(message)
        await self.router.idle()
        sent = self.channel.sent[before:]
        assert [problem for _, reply in sent for problem in problems(reply)] == []
        return [reply for to, reply in sent if to == address]


class Talker:
    """One person: says and presses things, and sees the answers as plain text."""

    def __init__(self, town: Town, name: str, hint: str | None, group: str | None) -> None:
        self.town = town
        self.group = group
        self.name = name
        self.hint = hint
        self.replies: list[Reply] = []

    async def says(self, text: str) -> str:
        """Write words or a ``/command argument``; the answers as they read without widgets."""
        command = argument = None
        if text.startswith("/"):
            command, _, argument = text[1:].partition(" ")
        return await self.sends(Text(text, command, argument or ""))

    async def sends(self, content: Content) -> str:
        """Send anything."""
        self.replies = await self.town.deliver(self.name, content, self.hint, self.group)
        return self.seen

    async def shares(self, latitude: float, longitude: float) -> str:
        """Share a position."""
        return await self.sends(Location(latitude, longitude))

    async def types_inline(self, text: str) -> Reply:
        """Type after the bot's name in another chat."""
        await self.sends(InlineQuery("q", text))
        return self.replies[0]

    async def presses(self, label: str) -> str:
        """Press the last message's button that begins with a label."""
        buttons = self.buttons
        found = next((button for button in buttons if button.label == label), None) or next(
            (button for button in buttons if button.label.startswith(label)), None
        )
        assert found is not None, f"no button {label!r} among {[button.label for button in buttons]}"
        assert found.action is not None
        return await self.presses_action(found.action)

    async def presses_action(self, action: Action | None) -> str:
        """Press some button, of any message."""
        return await self.sends(Press(action, message_id="7", press_id="p"))

    async def gives(self, card: ContactCard) -> str:
        """Share a contact."""
        return await self.sends(card)

    @property
    def buttons(self) -> list[Button]:
        """The buttons of the last answers."""
        return [button for reply in self.replies for row in reply.rows for button in row]

    @property
    def labels(self) -> list[str]:
        """What stands on them."""
        return [button.label for button in self.buttons]

    @property
    def seen(self) -> str:
        """The last answers as text, with choices numbered."""
        return "\n---\n".join(str(as_text(reply)) for reply in self.replies)

"""What the server knows: people, groups, messages, presses, and the texts of the bot's profile."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from tests.fakes.bot_api.errors import Json, bad

BOT_ID = 7_000_000_001
BOT_USERNAME = "OstaTestBot"
BOT: Json = {"id": BOT_ID, "is_bot": True, "first_name": "Osta", "username": BOT_USERNAME}

PressState = Literal["open", "answered", "too old"]


@dataclass(slots=True)
class Chat:
    """A private chat or a group. ``started``: the bot may write; ``blocked``: it may no longer."""

    id: int
    body: Json
    started: bool = True
    blocked: bool = False
    migrated_to: int | None = None
    keyboard: list[list[Json]] | None = None
    user: Json | None = None


@dataclass(slots=True)
class Posted:
    """A message in a chat: ``content`` is its own part of the JSON (text, photo …)."""

    id: int
    chat: Chat
    by: Json
    content: Json
    markup: Json | None = None
    deleted: bool = False
    silent: bool = False
    date: int = field(default_factory=lambda: int(time.time()))
    edit_date: int | None = None
    inline_id: str | None = None

    def json(self) -> Json:
        """The Message object."""
        body: Json = {
            "message_id": self.id,
            "date": self.date,
            "chat": self.chat.body,
            "from": self.by,
            **self.content,
        }
        if self.markup and "inline_keyboard" in self.markup:
            body["reply_markup"] = self.markup
        return body | ({"edit_date": self.edit_date} if self.edit_date else {})

    @property
    def buttons(self) -> list[list[Json]]:
        """The rows of the inline keyboard."""
        return (self.markup or {}).get("inline_keyboard") or []


@dataclass(slots=True)
class Pressed:
    """A press or an inline query that waits for its answer."""

    chat_id: int
    state: PressState = "open"
    answer: Json | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that people can see: a message, an edit, an answer to a press."""

    kind: Literal["message", "edited", "deleted", "answer", "inline_answer", "action"]
    chat_id: int
    posted: Posted | None = None
    text: str = ""
    body: Json = field(default_factory=dict)


class World:
    """All state of the server but updates. ``happened`` wakes whoever waits for an event."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, dict[int, Posted]] = defaultdict(dict)
        self.inline_messages: dict[str, Posted] = {}
        self.presses: dict[str, Pressed] = {}
        self.queries: dict[str, Pressed] = {}
        self.profile: dict[str, dict[str, str]] = defaultdict(dict)
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.events: list[Event] = []
        self.happened = asyncio.Condition()
        self._message_ids = itertools.count(1)
        self.ids = itertools.count(10_001)

    def chat(self, chat_id: int) -> Chat:
        """The chat. Raises ApiError when there is none."""
        if chat_id not in self.chats:
            raise bad("chat not found")
        return self.chats[chat_id]

    def post(self, chat: Chat, by: Json, content: Json, markup: Json | None = None) -> Posted:
        """Put a message into a chat."""
        posted = Posted(next(self._message_ids), chat, by, content, markup)
        self.messages[chat.id][posted.id] = posted
        return posted

    def newest_first(self, chat_id: int) -> Iterator[Posted]:
        """The messages that are still there."""
        return (posted for posted in reversed(list(self.messages[chat_id].values())) if not posted.deleted)

    async def tell(self, event: Event) -> None:
        """Let people see an event."""
        async with self.happened:
            self.events.append(event)
            self.happened.notify_all()

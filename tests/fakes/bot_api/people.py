"""People who talk to the bot, and what they see of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.errors import Json
from tests.fakes.bot_api.sending import inline_text
from tests.fakes.bot_api.text import cut, units
from tests.fakes.bot_api.world import BOT, BOT_ID, BOT_USERNAME, Chat, Event, Posted, Pressed

if TYPE_CHECKING:
    from tests.fakes.bot_api.server import BotApi

PATIENCE_SECONDS = 20.0  # for a slow machine; a bot that answers is not waited for
_SEEN = frozenset({"message", "edited"})


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the bot as it was when it came or was edited."""

    text: str
    kind: str
    rows: list[list[Json]]
    content: Json
    id: int
    silent: bool

    @property
    def labels(self) -> list[str]:
        """The buttons' labels, row by row."""
        return [button["text"] for row in self.rows for button in row]

    def formatted(self, style: str) -> list[str]:
        """The parts of the text in a style: bold, italic, text_link."""
        entities = self.content.get("entities") or self.content.get("caption_entities") or []
        return [cut(self.text, e["offset"], e["length"]) for e in entities if e["type"] == style]


class Person:
    """Somebody with a private chat with the bot. Acts in a group through ``in_group``."""

    def __init__(self, api: BotApi, name: str, lang: str, started: bool, facts: dict[str, str]) -> None:
        self._api = api
        self.id = next(api.world.ids)
        self.name = name
        self.user: Json = {"id": self.id, "is_bot": False, "first_name": name, "language_code": lang, **facts}
        body = {"id": self.id, "type": "private", "first_name": name}
        self.chat = Chat(self.id, body, started=started, user=self.user)
        api.world.chats[self.id] = self.chat
        self._heard = 0
        self._answers = 0

    @property
    def address(self) -> str:
        """As the program's settings and tables name it."""
        return f"telegram:{self.id}"

    async def says(self, text: str, **more: Any) -> int:
        """Write a message; its id."""
        content: Json = {"text": text, **more}
        entities = _entities(text)
        return (await self._posts(content | ({"entities": entities} if entities else {}))).id

    async def edits(self, message_id: int, text: str) -> None:
        """Change an earlier message."""
        posted = self._api.world.messages[self.chat.id][message_id]
        posted.content, posted.edit_date = {"text": text}, int(time.time())
        await self._api.updates.push("edited_message", posted.json(), self.chat.id)

    async def forwards(self, text: str) -> None:
        """Pass on somebody else's words."""
        origin = {"type": "hidden_user", "date": int(time.time()), "sender_user_name": "Joku"}
        await self.says(text, forward_origin=origin)

    async def sends(self, kind: str) -> None:
        """Send a voice message, sticker, photo …"""
        file = {"file_id": kind, "file_unique_id": kind}
        shape = {"width": 10, "height": 10}
        contents: dict[str, Json] = {
            "voice": {"voice": file | {"duration": 3}},
            "photo": {"photo": [file | shape]},
            "document": {"document": file},
            "sticker": {"sticker": file | shape | {"type": "regular", "is_animated": False, "is_video": False}},
        }
        await self._posts(contents[kind])

    async def shares_location(self, latitude: float, longitude: float, live_seconds: int = 0) -> Posted:
        """Share a position, once or live. Uses up the keyboard that asked for it."""
        where: Json = {"latitude": latitude, "longitude": longitude}
        return await self._posts({"location": where | ({"live_period": live_seconds} if live_seconds else {})})

    async def moves(self, posted: Posted, latitude: float, longitude: float) -> None:
        """Go on with a live location."""
        where = posted.content["location"] | {"latitude": latitude, "longitude": longitude}
        posted.content = {"location": where}
        posted.edit_date = int(time.time())
        await self._api.updates.push("edited_message", posted.json(), self.chat.id)

    async def shares_contact(self, phone: str, name: str = "", own: bool = True) -> None:
        """Share a contact, their own or somebody's."""
        contact: Json = {"phone_number": phone, "first_name": name or self.name}
        await self._posts({"contact": contact | ({"user_id": self.id} if own else {})})

    async def presses(self, label: str, on: Heard | None = None) -> str:
        """Press the newest button with this label; the press's id. Raises AssertionError when nobody shows it."""
        shown: list[str] = []
        for posted in self._api.world.newest_first(self.chat.id):
            if on is not None and posted.id != on.id:
                continue
            for button in (button for row in posted.buttons for button in row):
                if button["text"] == label:
                    return await self.presses_data(button["callback_data"], posted)
                shown.append(button["text"])
        for button in (button for row in self.chat.keyboard or [] for button in row):
            if button["text"] == label and not button.get("request_location"):
                return str(await self.says(label))
        raise AssertionError(f"no button {label!r}; there are {shown}")

    async def presses_data(self, data: str, posted: Posted | Heard) -> str:
        """Press with any data, as a forger or an old client can; the press's id."""
        message = self._api.world.messages[self.chat.id][posted.id]
        press_id = str(next(self._api.world.ids))
        self._api.world.presses[press_id] = Pressed(self.chat.id)
        query = {"id": press_id, "from": self.user, "chat_instance": "1", "message": message.json(), "data": data}
        await self._api.updates.push("callback_query", query, self.chat.id)
        return press_id

    async def types_inline(self, query: str) -> str:
        """Type the bot's name and a query in some chat; the query's id."""
        query_id = str(next(self._api.world.ids))
        self._api.world.queries[query_id] = Pressed(self.id)
        content = {"id": query_id, "from": self.user, "query": query, "offset": ""}
        await self._api.updates.push("inline_query", content, self.id)
        return query_id

    async def asks_inline(self, query: str) -> list[Json]:
        """The results that the bot offers for a query typed after its name."""
        query_id = await self.types_inline(query)
        event = await self._wait(lambda event: event.body.get("inline_query_id") == query_id, "an inline answer")
        results: list[Json] = event.body["results"]
        return results

    async def shares_result(self, result: Json) -> Posted:
        """Post an inline result into some other chat, where its buttons are pressed with ``presses_shared``."""
        elsewhere = Chat(-1, {"id": -1, "type": "private"})
        content = inline_text(result["input_message_content"])
        posted = Posted(0, elsewhere, BOT, content, result.get("reply_markup"))
        posted.inline_id = f"shared{next(self._api.world.ids)}"
        self._api.world.inline_messages[posted.inline_id] = posted
        return posted

    async def presses_shared(self, posted: Posted, label: str) -> str:
        """Press a button under a shared result; the press's id."""
        data = next(b["callback_data"] for row in posted.buttons for b in row if b["text"] == label)
        press_id = str(next(self._api.world.ids))
        self._api.world.presses[press_id] = Pressed(self.id)
        inline_id = posted.inline_id
        query = {"id": press_id, "from": self.user, "chat_instance": "1", "inline_message_id": inline_id, "data": data}
        await self._api.updates.push("callback_query", query, self.id)
        return press_id

    async def blocks(self, blocked: bool = True) -> None:
        """Block the bot, or let it back in."""
        self.chat.blocked = blocked
        states = ("member", "kicked") if blocked else ("kicked", "member")
        old, new = ({"user": BOT, "status": state} | _until(state) for state in states)
        change = {
            "chat": self.chat.body, "from": self.user, "date": int(time.time()),
            "old_chat_member": old, "new_chat_member": new,
        }  # fmt: skip
        await self._api.updates.push("my_chat_member", change, self.id)

    async def hears(self, text: str = "", kind: str | None = None) -> Heard:
        """The next message or edit that contains the text. Raises AssertionError with what came instead."""

        def fits(event: Event) -> bool:
            return event.kind in ({kind} if kind else _SEEN) and event.chat_id == self.chat.id and text in event.text

        event = await self._wait(fits, repr(text))
        return _heard(event)

    async def toast(self, press_id: str) -> str:
        """The notice that answered a press."""

        def fits(event: Event) -> bool:
            return event.kind == "answer" and event.body["callback_query_id"] == press_id

        return (await self._wait(fits, "an answer to the press", start=0)).text

    def unheard(self) -> list[Heard]:
        """What the bot has said since the last ``hears``."""
        later = self._api.world.events[self._heard :]
        return [_heard(event) for event in later if event.kind in _SEEN and event.chat_id == self.chat.id]

    def history(self) -> list[Heard]:
        """The bot's messages as they stand in the chat now."""
        stored = self._api.world.messages[self.chat.id].values()
        return [_as_heard(p, "message") for p in stored if p.by["id"] == BOT_ID and not p.deleted]

    def keyboard(self) -> list[list[str]]:
        """The reply keyboard's labels."""
        return [[button["text"] for button in row] for row in self.chat.keyboard or []]

    def menu(self) -> list[str]:
        """The commands in this person's menu: of the narrowest scope and, in it, their language."""
        for scope in (f"chat:{self.id}", "all_private_chats", "default"):
            for language in (self.user["language_code"], ""):
                if commands := self._api.world.commands.get((scope, language)):
                    return [f"{command['command']} - {command['description']}" for command in commands]
        return []

    def in_group(self, group: Group) -> Person:
        """The same person, acting and listening in a group."""
        twin = object.__new__(Person)
        twin.__dict__.update(self.__dict__)
        twin.chat = group.chat
        return twin

    async def _posts(self, content: Json) -> Posted:
        if self.chat.user is not None:
            assert not self.chat.blocked, "unblock first"
            self.chat.started = True
        posted = self._api.world.post(self.chat, self.user, content)
        await self._api.updates.push("message", posted.json(), self.chat.id)
        return posted

    async def _wait(self, fits: Any, what: str, start: int | None = None) -> Event:
        world = self._api.world
        at = self._heard if start is None else start
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), world.happened:
                while True:
                    while at < len(world.events):
                        event = world.events[at]
                        at += 1
                        if fits(event):
                            self._heard = at if start is None else self._heard
                            return event
                    await world.happened.wait()
        except TimeoutError:
            came = [event.text for event in world.events[self._heard :] if event.chat_id == self.chat.id]
            words = f"{self.name} waited for {what}; came: {came}; not confirmed: {list(self._api.updates.waiting)}"
            raise AssertionError(f"{words}; failed calls: {_failed(self._api.journal.calls)}") from None


class Group:
    """A group with the bot in it."""

    def __init__(self, api: BotApi, title: str, members: Sequence[Person]) -> None:
        self._api = api
        self.id = -1_000_000_000_000 - next(api.world.ids)
        self.chat = Chat(self.id, {"id": self.id, "type": "supergroup", "title": title})
        self.members = tuple(members)
        api.world.chats[self.id] = self.chat


def _heard(event: Event) -> Heard:
    assert event.posted is not None
    return _as_heard(event.posted, event.kind, event.text)


def _as_heard(posted: Posted, kind: str, text: str | None = None) -> Heard:
    shown = posted.content.get("text") or posted.content.get("caption") or ""
    words = shown if text is None else text
    return Heard(words, kind, posted.buttons, posted.content, posted.id, posted.silent)


def _entities(text: str) -> list[Json]:
    """The commands and mentions that Telegram finds in what people write."""
    found: list[Json] = []
    at = 0
    for word in text.split(" "):
        kind = {"/": "bot_command", "@": "mention"}.get(word[:1])
        if kind and len(word) > 1:
            bare = word.rstrip(",.:;!?")
            found.append({"type": kind, "offset": units(text[:at]), "length": units(bare)})
        at += len(word) + 1
    return found


def _until(state: str) -> Json:
    return {"until_date": 0} if state == "kicked" else {}


def _failed(calls: Iterable[Any]) -> list[str]:
    return [f"{call.method} {call.code} {call.words}" for call in calls if call.code != 200][-5:]


__all__ = ["BOT_USERNAME", "Group", "Heard", "Person"]

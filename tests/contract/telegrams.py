"""People on Telegram, with buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from osta.bot.channels.rendering import as_text
from osta.bot.channels.telegram import TelegramChannel
from osta.chat.messages import Action, Address, Button, ContactCard, Reply, Venue
from osta.chat.rich import Rich
from osta.chat.texts import Language
from tests.fakes.bot_api import BotApi, Person


class Telegrams:
    """People of a fake Bot API server."""

    def __init__(self, api: BotApi, channel: TelegramChannel, languages: Mapping[str, Language]) -> None:
        self.channel = channel
        self._api = api
        self._languages = languages
        self._people: dict[str, Person] = {}
        self._events = 0

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
        await person.presses(exact)

    def read(self, name: str) -> str:
        chat = self._person(name).chat.id
        events = self._api.world.events[self._events :]
        toasts = [event.text for event in events if event.kind == "answer" and event.text]
        said = [
            _as_read(event.posted, event.text)
            for event in events
            if event.chat_id == chat
            and event.kind in ("message", "edited")
            and event.posted
            and not event.posted.deleted
        ]
        return "\n---\n".join([*toasts, *said])

    def _begin(self) -> None:
        self._events = len(self._api.world.events)

    def _person(self, name: str) -> Person:
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

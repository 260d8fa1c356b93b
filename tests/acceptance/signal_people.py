"""People on Signal who do what a script says, which was written with buttons in mind."""

from __future__ import annotations

import asyncio
import copy
from dataclasses import dataclass
from typing import Any

from tests.fakes import signal_daemon
from tests.fakes.choices import choices_in, numbered
from tests.fakes.signal_daemon import SignalDaemon

PATIENCE_SECONDS = 60.0  # for a slow machine, and the pauses between what is sent here unasked
_OWN_LANGUAGE = {"sv": "På svenska", "en": "In English"}
_FILES: dict[str, dict[str, Any]] = {
    "voice": {"attachments": [{"contentType": "audio/aac", "voiceNote": True}]},
    "photo": {"attachments": [{"contentType": "image/jpeg", "filename": "kuva.jpg"}]},
    "document": {"attachments": [{"contentType": "application/pdf", "filename": "lasku.pdf"}]},
    "sticker": {"sticker": {"packId": "1", "stickerId": 1}},
}


@dataclass(frozen=True, slots=True)
class Heard:
    """A message of the bot."""

    text: str
    id: int
    files: tuple[tuple[str, bytes], ...]

    @property
    def labels(self) -> list[str]:
        """What can be picked, as the buttons would be called: a label may begin with its number."""
        return [name for choice in choices_in(self.text) for name in dict.fromkeys([choice.label, choice.line])]


class SignalPerson:
    """Somebody with a private chat with the bot, with what the people of the Bot API server can do."""

    def __init__(self, daemon: SignalDaemon, name: str, lang: str = "fi") -> None:
        self._daemon = daemon
        self.phone = daemon.person(name)
        self.name = name
        self.id = self.phone.uuid
        self.address = self.phone.address
        self._lang = lang
        self._group: signal_daemon.Group | None = None
        self._heard = 0

    async def says(self, text: str) -> int:
        """Write a message; its id. Nobody's telephone tells its language here: who speaks another than Finnish picks it
        from the bot's first answer.
        """
        said = self.phone.says(text, self._group)
        if text == "/start" and self._lang in _OWN_LANGUAGE:
            await self.hears("Osta paikallista")
            await self.presses(_OWN_LANGUAGE[self._lang])
        return said

    async def edits(self, message_id: int, text: str) -> None:
        """Change an earlier message."""
        self.phone.edits(message_id, text)

    async def forwards(self, text: str) -> None:
        """Pass on somebody else's words, which cannot be told from one's own here."""
        self.phone.says(text)

    async def sends(self, kind: str) -> None:
        """Send a voice message, sticker, photo …"""
        self.phone.says(None, **_FILES[kind])

    async def shares_location(self, latitude: float, longitude: float) -> None:
        """Share a position, which is a link to a map."""
        self.phone.says(f"https://maps.google.com/maps?q={latitude},{longitude}")

    async def presses(self, label: str, on: Heard | None = None) -> str:
        """Write the number of the newest choice with this label; where others were offered since then, in reply to that
        message. Returns nothing that could be waited for: the notice stands above the answer.
        """
        offers = [heard for heard in reversed(self.history()) if heard.labels]
        asked = [heard for heard in offers if on is None or heard.id == on.id]
        found = next((heard for heard in asked if label in heard.labels), None)
        assert found is not None, f"no choice {label!r}; there are {[heard.labels for heard in asked]}"
        number = str(numbered(label, found.text).number)
        if found == offers[0]:
            self.phone.says(number)
        else:
            self.phone.quotes(found.id, number)
        return ""

    async def hears(self, text: str = "", kind: str | None = None) -> Heard:
        """The next message that contains the text. Raises AssertionError with what came instead.

        ``kind`` is not looked at: the answer to a number stands below it, since nobody would look for it further up.
        """
        came: list[str] = []
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._daemon.changed:
                while True:
                    while self._heard < len(self.phone.heard):
                        heard = self.phone.heard[self._heard]
                        self._heard += 1
                        if self._reads(heard):
                            if text in heard.text:
                                return _seen(heard)
                            came.append(heard.text)
                    await self._daemon.changed.wait()
        except TimeoutError:
            raise AssertionError(f"{self.name} waited for {text!r}; came: {came}") from None

    def unheard(self) -> list[Heard]:
        """What the bot has said since the last ``hears``."""
        return [_seen(heard) for heard in self.phone.heard[self._heard :] if self._reads(heard)]

    def history(self) -> list[Heard]:
        """The bot's messages in the chat."""
        return [_seen(heard) for heard in self.phone.heard if self._reads(heard)]

    async def blocks(self) -> None:
        """Leave. The bot is not told of it here, and sees it when it answers to the last words."""
        self.phone.registered = False
        self.phone.says("kiitos")

    def in_group(self, group: signal_daemon.Group) -> SignalPerson:
        """The same person, acting and listening in a group."""
        twin = copy.copy(self)
        twin._group = group
        twin._heard = len(self.phone.heard)
        return twin

    def _reads(self, heard: signal_daemon.Heard) -> bool:
        return heard.kind in {"message", "edit"} and heard.group_id == (self._group.id if self._group else None)


def _seen(heard: signal_daemon.Heard) -> Heard:
    return Heard(heard.text, heard.timestamp, tuple(heard.files))

"""The people at the other end: what they do, and what they hear."""

from __future__ import annotations

import asyncio
import base64
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.signal_daemon.daemon import SignalDaemon

Json = dict[str, Any]


@dataclass(frozen=True)
class Heard:
    """Something the bot did: kind is message, edit, poll, receipt or typing."""

    kind: str
    timestamp: int
    params: Json
    group_id: str | None = None

    @property
    def text(self) -> str:
        return str(self.params.get("message") or self.params.get("question") or "")

    def styled(self, style: str) -> list[str]:
        raw, found = self.text.encode("utf-16-le"), []
        for given in self.params.get("textStyle", []):
            start, length, name = str(given).split(":")
            if name == style:
                found.append(raw[2 * int(start) : 2 * (int(start) + int(length))].decode("utf-16-le"))
        return found

    @property
    def files(self) -> list[tuple[str, bytes]]:
        """Each attachment's head and content."""
        parts = [str(given).split(";base64,") for given in self.params.get("attachment", [])]
        return [(head, base64.b64decode(data)) for head, data in parts]


@dataclass
class Person:
    """Somebody on Signal."""

    daemon: SignalDaemon
    name: str
    number: str | None = None  # hidden from the bot, as most are
    uuid: str = field(default_factory=lambda: str(uuid.uuid4()))
    registered: bool = True
    trusted: bool = True
    limited: Json | None = None  # {"token": …, "retryAfterSeconds": …}: Signal refuses what the bot sends
    timer_seconds: int = 0
    heard: list[Heard] = field(default_factory=list)
    _looked_at: int = 0

    @property
    def address(self) -> str:
        """As the program's settings and tables name it."""
        return f"signal:{self.uuid}"

    def envelope(self, timestamp: int, **parts: Any) -> Json:
        return {
            "source": self.number or self.uuid,
            "sourceNumber": self.number,
            "sourceUuid": self.uuid,
            "sourceName": self.name,
            "sourceDevice": 1,
            "timestamp": timestamp,
            "serverReceivedTimestamp": timestamp,
            **parts,
        }

    def data(self, timestamp: int, message: str | None, group: Group | None = None, **parts: Any) -> Json:
        data: Json = {
            "timestamp": timestamp,
            "message": message,
            "expiresInSeconds": self.timer_seconds,
            "viewOnce": False,
        }
        if group is not None:
            data["groupInfo"] = {"groupId": group.id, "groupName": group.name, "revision": 1, "type": "DELIVER"}
        return data | parts

    def says(self, text: str | None, group: Group | None = None, **parts: Any) -> int:
        """Send a message; its timestamp."""
        stamp = self.daemon.stamp()
        self.daemon.deliver(self.envelope(stamp, dataMessage=self.data(stamp, text, group, **parts)))
        return stamp

    def edits(self, target: int, text: str) -> int:
        stamp = self.daemon.stamp()
        message = {"targetSentTimestamp": target, "dataMessage": self.data(stamp, text)}
        self.daemon.deliver(self.envelope(stamp, editMessage=message))
        return stamp

    def reacts(self, target: int, emoji: str, *, remove: bool = False, author: str | None = None) -> int:
        stamp = self.daemon.stamp()
        reaction = {"emoji": emoji, "targetSentTimestamp": target, "isRemove": remove} | self._author(
            "targetAuthor", author
        )
        self.daemon.deliver(self.envelope(stamp, dataMessage=self.data(stamp, None, reaction=reaction)))
        return stamp

    def votes(self, target: int, *options: int, group: Group | None = None) -> int:
        stamp = self.daemon.stamp()
        vote = {"targetSentTimestamp": target, "optionIndexes": list(options), "voteCount": 1} | self._author("author")
        self.daemon.deliver(self.envelope(stamp, dataMessage=self.data(stamp, None, group, pollVote=vote)))
        return stamp

    def quotes(self, target: int, text: str, group: Group | None = None) -> int:
        return self.says(text, group, quote={"id": target, "text": "…"} | self._author("author"))

    async def hears(self, *kinds: str) -> Heard:
        """The next thing of these kinds that the bot does, messages and edits unless told otherwise."""
        wanted = kinds or ("message", "edit")
        async with self.daemon.changed:
            while True:
                while self._looked_at < len(self.heard):
                    self._looked_at += 1
                    if self.heard[self._looked_at - 1].kind in wanted:
                        return self.heard[self._looked_at - 1]
                await asyncio.wait_for(self.daemon.changed.wait(), 20)

    def _author(self, name: str, number: str | None = None) -> Json:
        given = number or self.daemon.account
        return {name: given, f"{name}Number": given, f"{name}Uuid": self.daemon.uuid}


@dataclass(frozen=True)
class Group:
    """A group that the bot is in."""

    id: str
    name: str
    members: tuple[Person, ...]

"""Envelopes as messages: what a person did, without Signal's words for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from osta.bot.channels.rendering import Choice
from osta.bot.channels.signal.offered import Offered
from osta.bot.channels.signal.transport import Json
from osta.bot.channels.signal.wording import content_of, storable
from osta.chat.messages import Address, ContactCard, Content, Edit, Message, Press, Text, Unsupported

CHANNEL: Final = "signal"
GROUP = "group."
_KEYCAP = re.compile("([1-9])\ufe0f?\u20e3")
_TEN = "\N{KEYCAP TEN}"
_TYPED_NUMBER = re.compile(r"#?\s?(\d{1,2})\s?[.)]?")
_AFTER_NAME = " \n,:;-–"
LONGEST_TEXT = 4096  # characters: the limit of Telegram; Signal has none, and a longer one would cost the others time
_LONGEST_KEPT_MS = 60 * 24 * 60 * 60 * 1000  # the server keeps a message for some weeks
_MENTION_UNITS = 2  # bytes a UTF-16 unit


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message, and what only Signal knows of it.

    ``timestamp`` is set when it can be confirmed with a read receipt. What is said in the chat disappears ``kept``
    after it was read, which is when it comes in; None where it stays.
    """

    message: Message
    timestamp: int | None
    kept: timedelta | None


class Reader:
    """Reads envelopes for the account (a phone number) of the bot, which people in groups call by ``name``."""

    def __init__(self, account: str, name: str, offered: Offered) -> None:
        self._account = account
        self._offered = offered
        self._called = re.compile(rf"\s*@?{re.escape(name)}(?!\w)[{re.escape(_AFTER_NAME)}!.]*", re.IGNORECASE)

    async def read(self, params: Json, received_at: datetime) -> Arrival | None:
        """What the person did, or None for what the bot has no business with: receipts, typing, calls, deletions,
        other people's talk in groups, what the bot's own devices send. Raises LookupError, TypeError or ValueError for
        an envelope that cannot be read.
        """
        envelope = params.get("envelope")
        if not isinstance(envelope, dict) or params.get("account", self._account) != self._account:
            return None
        sender = envelope.get("sourceUuid")
        if not sender or envelope.get("sourceNumber") == self._account:
            return None
        edit = envelope.get("editMessage")
        data = edit["dataMessage"] if edit else envelope.get("dataMessage")
        if not data:
            return None
        group = data.get("groupInfo")
        chat = GROUP + str(group["groupId"]) if group else str(sender)
        content = await self._content(Address(CHANNEL, chat), data)
        if edit and isinstance(content, Text) and not group:
            content = Edit(content.text)
        elif edit:
            content = None
        if content is None:
            return None
        stamp = int(envelope["timestamp"])
        kept = timedelta(seconds=int(data.get("expiresInSeconds") or 0)) or None
        message = Message(
            id=digest(str(sender), stamp),
            address=Address(CHANNEL, chat),
            sender=Address(CHANNEL, str(sender)),
            content=content,
            sent_at=received_at - _waited(envelope),
            sender_name=storable(str(envelope.get("sourceName") or "")),
            group=bool(group),
            expires_at=received_at + kept if kept else None,
        )
        confirmable = not (data.get("reaction") or data.get("pollVote"))
        return Arrival(message, stamp if confirmable else None, kept)

    async def _content(self, address: Address, data: Json) -> Content | None:
        vote, reaction = data.get("pollVote"), data.get("reaction")
        if vote:
            return await self._voted(address, vote) if self._is_ours(vote, "author") else None
        if reaction:
            number = _digit(str(reaction.get("emoji")))
            if number is None or reaction.get("isRemove") or not self._is_ours(reaction, "targetAuthor"):
                return None
            target = str(reaction["targetSentTimestamp"])
            return _press(await self._offered.find(address, target), number, target)
        if data.get("remoteDelete") or (data.get("groupInfo") or {}).get("type", "DELIVER") != "DELIVER":
            return None
        text = self._text(data, group=bool(data.get("groupInfo")))
        if text is None:
            return None
        quoted = data.get("quote")
        typed = _TYPED_NUMBER.fullmatch(text.strip())
        if quoted and typed and self._is_ours(quoted, "author"):
            choices = await self._offered.find(address, str(quoted["id"]))
            if choices:
                return _press(choices, int(typed[1]), str(quoted["id"]))
        return _written(text, data)

    async def _voted(self, address: Address, vote: Json) -> Press | None:
        indexes = vote.get("optionIndexes")
        if not indexes:
            return None  # the vote was taken back
        target = str(vote["targetSentTimestamp"])
        choices = await self._offered.find(address, target)
        index = int(indexes[0])
        return Press(choices[index].action if 0 <= index < len(choices) else None, target)

    def _text(self, data: Json, *, group: bool) -> str | None:
        """The text without mentions. None for a group's message that is not meant for the bot: not with its name
        before it or in it, and no answer to it.
        """
        text = str(data.get("message") or "")[:LONGEST_TEXT]
        mentions = data.get("mentions") or []
        ours = any(mention.get("number") == self._account for mention in mentions)
        bare = _without(text, mentions)
        if not group:
            return bare
        called = self._called.match(bare)
        if called:
            return bare[called.end() :]
        quoted = data.get("quote")
        if ours or (quoted and self._is_ours(quoted, "author")):
            return bare.lstrip(_AFTER_NAME).rstrip() if ours else bare
        return None

    def _is_ours(self, target: Json, author: str) -> bool:
        return self._account in {target.get(f"{author}Number"), target.get(author)}


def _waited(envelope: Json) -> timedelta:
    """How long a message lay at Signal's server before the daemon fetched it, by the server's own clock. What the
    sender's telephone says of the time is not asked: it may be minutes off.
    """
    taken, handed_over = envelope.get("serverReceivedTimestamp"), envelope.get("serverDeliveredTimestamp")
    if not isinstance(taken, int) or not isinstance(handed_over, int) or taken <= 0:
        return timedelta()
    return timedelta(milliseconds=min(max(0, handed_over - taken), _LONGEST_KEPT_MS))


def sender_of(params: Json) -> str:
    """Whoever sent an envelope, readable or not."""
    envelope = params.get("envelope")
    return str(envelope.get("sourceUuid")) if isinstance(envelope, dict) else ""


def speaks(params: Json) -> bool:
    """Whether an event may be a message: no receipt, no typing sign."""
    envelope = params.get("envelope")
    return isinstance(envelope, dict) and bool(envelope.get("dataMessage") or envelope.get("editMessage"))


def digest(sender: str, timestamp: int) -> str:
    """The id of a message: the same for the same message, and nobody's name in it."""
    return hashlib.sha256(f"{sender}:{timestamp}".encode()).hexdigest()[:32]


def _written(text: str, data: Json) -> Content | None:
    attachments = data.get("attachments") or []
    if text.strip():
        return content_of(text, with_map=bool(attachments or data.get("previews")))
    if data.get("contacts"):
        return _contact(data["contacts"][0])
    if data.get("sticker"):
        return Unsupported("sticker")
    if data.get("viewOnce"):
        return Unsupported("view_once")
    if attachments:
        return Unsupported(_kind(attachments[0]))
    if data.get("payment") or data.get("pollCreate"):
        return Unsupported("payment" if data.get("payment") else "poll")
    # With a mention or name alone people call the bot; what is empty otherwise is Signal's own (timers, profile keys).
    return Text("") if data.get("message") else None


def _contact(card: Json) -> Content:
    names, phones = card.get("name") or {}, card.get("phone") or []
    full = " ".join(str(names[part]) for part in ("given", "family") if names.get(part))
    name = names.get("display") or full or names.get("nickname") or card.get("organization") or ""
    number = phones[0].get("value") if phones else None
    return ContactCard(storable(str(name)), storable(str(number))) if number else Unsupported("contact")


def _kind(attachment: Any) -> str:
    media, _, _ = str(attachment.get("contentType") or "").partition("/")
    if media == "audio":
        return "voice" if attachment.get("voiceNote") or not attachment.get("filename") else "audio"
    return {"image": "photo", "video": "video"}.get(media, "document")


def _without(text: str, mentions: Sequence[Json]) -> str:
    """The text without its mentions, which stand in it as U+FFFC; their places are counted in UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    for mention in sorted(mentions, key=lambda mention: int(mention["start"]), reverse=True):
        start = int(mention["start"]) * _MENTION_UNITS
        raw = raw[:start] + raw[start + int(mention["length"]) * _MENTION_UNITS :]
    return raw.decode("utf-16-le", "surrogatepass")


def _digit(emoji: str) -> int | None:
    found = _KEYCAP.fullmatch(emoji)
    if found:
        return int(found[1])
    return 10 if emoji == _TEN else None


def _press(choices: Sequence[Choice], number: int, message_id: str) -> Press:
    return Press(next((choice.action for choice in choices if choice.number == number), None), message_id)

"""Saying a reply into a chat, in order, with what is needed to edit it and to understand votes on it later."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from osta.bot.channels.following import follow
from osta.bot.channels.rendering import Choice, choices_of
from osta.bot.channels.signal.calls import Calls, MethodMissing
from osta.bot.channels.signal.connection import Connection
from osta.bot.channels.signal.courtesy import recipient_of
from osta.bot.channels.signal.offered import Offered
from osta.bot.channels.signal.parts import Part, parts_of, poll_of
from osta.bot.channels.signal.richtext import with_styles
from osta.bot.channels.signal.transport import Json
from osta.chat.errors import ChannelDown, MessageRefused, SendFailed, TooManyRequests
from osta.chat.messages import Address, Reply

POLL_NOT_SENT = "signal_poll_not_sent"
CHOICES_NOT_KEPT = "signal_choices_not_kept"

EDITABLE_SECONDS = 24 * 60 * 60  # Signal's apps ignore later edits
MOST_EDITS = 10  # and further ones
_REMEMBERED = 10_000
_LONGEST_PAUSE_SECONDS = 5.0  # between attempts at a further part


@dataclass(frozen=True, slots=True)
class _Last:
    """What was said last in a chat, when nothing hangs on it. Telephones name an edited message by its first timestamp
    or by that of its last edit.
    """

    timestamp: int
    edited_at: int
    edits: int = 0


class Sender:
    """Says replies. Must be told with ``heard`` when a chat goes on: what stands above must not change then."""

    def __init__(self, calls: Calls, connection: Connection, offered: Offered, pause_seconds: float) -> None:
        self._calls = calls
        self._connection = connection
        self._offered = offered
        self._pause = pause_seconds
        self._last: OrderedDict[Address, _Last] = OrderedDict()
        self._kept: OrderedDict[Address, timedelta] = OrderedDict()

    def heard(self, address: Address, kept: timedelta | None) -> None:
        """Somebody has written in the chat, where messages disappear after ``kept``, if it is set."""
        self._last.pop(address, None)
        self._kept.pop(address, None)
        if kept is not None:
            self._kept[address] = kept
            if len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)

    async def say(self, address: Address, reply: Reply) -> str | None:
        """Send a reply; the id of its last words. Raises SendFailed by cause.

        When a part has arrived and the rest cannot follow, that is OutcomeUnknown: whoever sends everything again
        repeats the part.
        """
        parts = parts_of(reply)
        if not parts:
            return None
        last = self._editable(address, reply, parts)
        self._last.pop(address, None)
        timestamp = 0
        for position, part in enumerate(parts):
            params = _message(address, part, silent=reply.silent)
            if last is not None:
                params["editTimestamp"] = last.timestamp
            saying = partial(self._once, address, params)
            timestamp = await (follow(saying, self._pause, _LONGEST_PAUSE_SECONDS) if position else saying())
        choices = choices_of(reply.rows)
        await self._keep(address, timestamp, choices)
        if last is not None:
            await self._keep(address, last.timestamp, choices)
        if await self._polled(address, reply, choices) or any(part.attachment for part in parts):
            return str(timestamp)
        first, edits = (last.timestamp, last.edits + 1) if last else (timestamp, 0)
        self._remember(address, _Last(first, timestamp, edits))
        return str(first)

    def _editable(self, address: Address, reply: Reply, parts: Sequence[Part]) -> _Last | None:
        """The message to edit: only the last one of the chat, so that nobody has to look up what has changed."""
        last = self._last.get(address)
        named = {str(last.timestamp), str(last.edited_at)} if last else set()
        if last is None or reply.edits not in named or last.edits >= MOST_EDITS:
            return None
        if len(parts) != 1 or parts[0].attachment or time.time() - last.timestamp / 1000 > EDITABLE_SECONDS:
            return None
        return last

    def _remember(self, address: Address, last: _Last) -> None:
        self._last[address] = last
        if len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)

    async def _once(self, address: Address, params: Json) -> int:
        try:
            return await self._calls.send(address, "send", params)
        except MethodMissing as error:
            raise ChannelDown from error

    async def _polled(self, address: Address, reply: Reply, choices: Sequence[Choice]) -> bool:
        """Offer the choices as a poll as well, where the daemon can. The numbers have been said: no poll, no harm."""
        poll = poll_of(reply, choices) if self._connection.polls else None
        if poll is None:
            return False
        asked = {"question": poll.question, "option": list(poll.options), "noMulti": True}
        try:
            timestamp = await self._calls.send(address, "sendPollCreate", recipient_of(address) | asked)
        except MethodMissing:
            self._connection.polls = False
            return False
        except SendFailed as failure:
            structlog.get_logger().warning(POLL_NOT_SENT, cause=type(failure).__name__)
            return not isinstance(failure, ChannelDown | MessageRefused | TooManyRequests)
        await self._keep(address, timestamp, choices)
        return True

    async def _keep(self, address: Address, timestamp: int, choices: Sequence[Choice]) -> None:
        if not choices:
            return
        try:
            await self._offered.remember(address, str(timestamp), choices, self._kept.get(address))
        except Exception as error:  # noqa: BLE001 - the message is sent: a vote on it will be answered as an old one is
            structlog.get_logger().error(CHOICES_NOT_KEPT, error=type(error).__name__)


def _message(address: Address, part: Part, *, silent: bool) -> Json:
    text, styles = with_styles(part.text)
    params = recipient_of(address) | {"message": text}
    if styles:
        params["textStyle"] = styles
    if part.attachment is not None:
        params["attachment"] = [part.attachment]
    if silent:
        params["noUrgent"] = True
    return params

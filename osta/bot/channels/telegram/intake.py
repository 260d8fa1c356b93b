"""From raw updates to the sink. An update counts as taken only when the sink has stored it."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import structlog
from telegram import Bot, Update

from osta.bot.channels.telegram.inbound import Reader
from osta.chat.channel import Sink
from osta.chat.messages import Message

UNREADABLE = "telegram_update_unreadable"

_log = structlog.get_logger(__name__)

RawUpdate = dict[str, Any]


class NotStored(Exception):
    """The sink could not store an update."""

    def __init__(self, update_id: int, cause: BaseException) -> None:
        super().__init__()
        self.update_id = update_id
        self.cause = cause


class Intake:
    """Hands updates to the sink: chats side by side, the updates of one chat one after the other."""

    def __init__(self, bot: Bot, sink: Sink) -> None:
        self._bot = bot
        self._sink = sink
        self._reader = Reader(bot.id, bot.username)
        self._stored: set[int] = set()  # of a batch that was not stored as a whole

    async def take(self, raw: RawUpdate) -> None:
        """Store one update. Raises NotStored when it has to be delivered again."""
        message = self._read(raw)
        if message is not None:
            await self._store(message)

    async def take_batch(self, batch: Sequence[RawUpdate]) -> tuple[int, NotStored | None]:
        """Store a batch; the offset that confirms what is stored, and the first failure when there was one."""
        chats: dict[str, list[Message]] = defaultdict(list)
        for raw in batch:
            message = None if int(raw["update_id"]) in self._stored else self._read(raw)
            if message is not None:
                chats[message.address.chat].append(message)
        outcomes = await asyncio.gather(*(self._store_in_order(messages) for messages in chats.values()))
        failures = [failure for failure in outcomes if failure is not None]
        if not failures:
            self._stored.clear()
            return int(batch[-1]["update_id"]) + 1, None
        first = min(failures, key=lambda failure: failure.update_id)
        return first.update_id, first

    async def _store_in_order(self, messages: Sequence[Message]) -> NotStored | None:
        for message in messages:
            try:
                await self._store(message)
            except NotStored as failure:
                return failure
            self._stored.add(int(message.id))
        return None

    async def _store(self, message: Message) -> None:
        try:
            await self._sink(message)
        except Exception as error:
            raise NotStored(int(message.id), error) from error

    def _read(self, raw: RawUpdate) -> Message | None:
        try:
            update = Update.de_json(raw, self._bot)
            return self._reader.message_of(update)
        except Exception as error:  # noqa: BLE001 - a kind of update that nobody foresaw must not stop all the others
            _log.error(UNREADABLE, update_id=raw.get("update_id"), error=type(error).__name__)
            return None

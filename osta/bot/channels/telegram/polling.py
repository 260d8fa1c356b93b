"""Long polling that confirms an update only when it is stored."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable
from typing import TypeVar
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, RetryAfter, TelegramError
from telegram.request import BaseRequest

from osta.bot.channels.backoff import Backoff
from osta.bot.channels.telegram.failures import seconds
from osta.bot.channels.telegram.inbound import ALLOWED_UPDATES
from osta.bot.channels.telegram.intake import Intake, RawUpdate

T = TypeVar("T")

_GRACE_SECONDS = 10.0  # how long an answer may come after the server's own end of waiting
_FAREWELL_SECONDS = 3.0
_STORING_AGAIN_SECONDS = 5.0  # a database comes back sooner than a network
_MOST_AT_ONCE = 100


class Poller:
    """Fetches updates and passes them on until it is stopped."""

    def __init__(self, bot: Bot, request: BaseRequest, intake: Intake, backoff: Backoff, wait_seconds: int) -> None:
        self._bot = bot
        self._request = request
        self._intake = intake
        self._backoff = backoff
        self._wait = wait_seconds
        self._offset: int | None = None
        self._confirmed = True
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Fetch nothing more; ``run`` returns when what was fetched is stored and confirmed."""
        self._stopping.set()

    async def run(self) -> None:
        """Poll until stopped. Survives every failure of the network, the server and the sink."""
        while not self._stopping.is_set():
            await self._round()
        if not self._confirmed:
            # Tells the server what is stored. What it gives in return stays unconfirmed and is delivered again.
            with contextlib.suppress(TelegramError, TimeoutError):
                await asyncio.wait_for(self._fetch(wait_seconds=0, limit=1), _FAREWELL_SECONDS)

    async def _round(self) -> None:
        try:
            batch = await self._unless_stopped(self._fetch(self._wait, _MOST_AT_ONCE))
        except TelegramError as error:
            least = seconds(error) if isinstance(error, RetryAfter) else 0.0
            cause = "conflict" if isinstance(error, Conflict) else type(error).__name__
            await self._pause(self._backoff.failed(cause, least))
            return
        if batch is None:
            return
        if not batch:
            self._backoff.succeeded()
            return
        self._offset, failure = await self._intake.take_batch(batch)
        self._confirmed = False
        if failure is None:
            self._backoff.succeeded()
            return
        wait = self._backoff.failed(type(failure.cause).__name__, update_id=failure.update_id)
        await self._pause(min(wait, _STORING_AGAIN_SECONDS))

    async def _fetch(self, wait_seconds: int, limit: int) -> list[RawUpdate]:
        # Not Bot.get_updates: one update that the library cannot read would make it fail, with its content in the log,
        # again and again for all of them.
        asked = {"timeout": wait_seconds, "limit": limit, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        if self._offset is not None:
            asked["offset"] = self._offset
        url = f"{self._bot.base_url}/getUpdates?{urlencode(asked)}"
        result = await self._request.post(url, read_timeout=wait_seconds + _GRACE_SECONDS)
        self._confirmed = True
        return result if isinstance(result, list) else []

    async def _pause(self, wait_seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), wait_seconds)

    async def _unless_stopped(self, work: Awaitable[T]) -> T | None:
        """The work's result, or None when stopped before; the work is then given up."""
        working = asyncio.ensure_future(work)
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return working.result() if working.done() else None
        finally:
            for task in (working, stopping):
                task.cancel()
            await asyncio.gather(working, stopping, return_exceptions=True)

"""The queue of updates: long polling and delivery by webhook. An update stays until it is confirmed."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
from dataclasses import dataclass, field

import httpx

from tests.fakes.bot_api.errors import ApiError, Json, bad

_FIRST_ID = 500_000_001
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_TYPES = frozenset({"message", "edited_message", "callback_query", "inline_query", "my_chat_member"})
_LONGEST_PAUSE_SECONDS = 1.0


@dataclass(slots=True)
class Webhook:
    """Where updates go; an empty url means polling."""

    url: str = ""
    secret: str = ""


@dataclass(slots=True)
class Updates:
    """Updates of one bot, oldest first."""

    waiting: dict[int, Json] = field(default_factory=dict)
    confirmed: list[Json] = field(default_factory=list)
    allowed: frozenset[str] = _TYPES
    webhook: Webhook = field(default_factory=Webhook)
    deliveries: list[tuple[int, int]] = field(default_factory=list)  # update id and the webhook's status, 0: no answer
    polls: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _repeated: list[Json] = field(default_factory=list)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(_FIRST_ID))
    _poll: int = 0
    _lines: dict[int, asyncio.Queue[Json]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def push(self, kind: str, content: Json, line: int) -> int:
        """Queue an update; ``line`` is the chat whose order counts. Its id."""
        update_id = next(self._ids)
        if kind not in self.allowed:
            return update_id
        update = {"update_id": update_id, kind: content}
        async with self.changed:
            self.waiting[update_id] = update
            self.changed.notify_all()
        if self.webhook.url:
            self._offer(update, line)
        return update_id

    async def repeat(self, count: int = 1) -> None:
        """Deliver the last confirmed updates again, as happens when a confirmation was lost."""
        again = self.confirmed[-count:]
        if self.webhook.url:
            for update in again:
                self._offer(update, 0)
        async with self.changed:
            self._repeated.extend([] if self.webhook.url else again)
            self.changed.notify_all()

    async def get(
        self, offset: int = 0, limit: int = 100, timeout: int = 0, allowed_updates: object = None
    ) -> list[Json]:
        """One long poll. A second one at the same time ends the first with 409."""
        if self.webhook.url:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        self._allow(allowed_updates)
        self.polls += 1
        self._poll += 1
        mine = self._poll
        async with self.changed:
            for update_id in [known for known in self.waiting if known < offset]:
                self.confirmed.append(self.waiting.pop(update_id))
            self.changed.notify_all()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    await self.changed.wait_for(lambda: self.waiting or self._repeated or mine != self._poll)
            if mine != self._poll:
                raise ApiError(409, "Conflict: terminated by other getUpdates request")
            if self._repeated:
                repeated, self._repeated = self._repeated, []
                return repeated
            return list(self.waiting.values())[:limit]

    async def set_webhook(self, url: str, secret: str, allowed: object) -> None:
        """Deliver to a URL from now on, or by polling when it is empty."""
        if not _SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")
        self._allow(allowed)
        await self.close()
        async with self.changed:
            self.webhook = Webhook(url, secret)
            self._poll += bool(url)
            self.changed.notify_all()
        if url:
            for update in list(self.waiting.values()):
                self._offer(update, 0)

    async def idle(self) -> None:
        """Wait until every update is confirmed."""
        async with self.changed:
            await self.changed.wait_for(lambda: not self.waiting and not self._repeated)

    async def close(self) -> None:
        """Stop delivering."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self._lines.clear()

    def _allow(self, given: object) -> None:
        if isinstance(given, list):
            if not _TYPES.issuperset(given):
                raise bad("unknown update types")
            self.allowed = frozenset(given) or _TYPES

    def _offer(self, update: Json, line: int) -> None:
        if line not in self._lines:
            self._lines[line] = asyncio.Queue()
            self._tasks.add(asyncio.create_task(self._deliver(self._lines[line])))
        self._lines[line].put_nowait(update)

    async def _deliver(self, line: asyncio.Queue[Json]) -> None:
        async with httpx.AsyncClient(timeout=30.0, trust_env=False) as client:
            while True:
                update = await line.get()
                pause = 0.02
                while not 200 <= await self._posted(client, update) <= 299:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
                async with self.changed:
                    if self.waiting.pop(update["update_id"], None):
                        self.confirmed.append(update)
                    self.changed.notify_all()

    async def _posted(self, client: httpx.AsyncClient, update: Json) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.secret} if self.webhook.secret else {}
        try:
            status = (await client.post(self.webhook.url, json=update, headers=headers)).status_code
        except httpx.HTTPError:
            status = 0
        self.deliveries.append((int(update["update_id"]), status))
        return status

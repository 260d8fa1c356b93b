"""Many small writes in one transaction: while one commits, those that come meanwhile wait for the next, together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from osta.store.engine import Database, Session

Entry = TypeVar("Entry")
Outcome = TypeVar("Outcome")
Write = Callable[[Session, Sequence[Entry]], Awaitable[Sequence[Outcome]]]

_MOST = 100  # entries of one transaction: it must not keep others waiting for long


class Together(Generic[Entry, Outcome]):
    """``write`` gets all entries that have gathered, in the order in which they came, and gives an outcome for each.

    An entry on its own is written at once. When writing many fails, each is written by itself, so that one bad entry
    fails alone.
    """

    def __init__(self, database: Database, write: Write[Entry, Outcome]) -> None:
        self._database = database
        self._write = write
        self._waiting: list[tuple[Entry, asyncio.Future[Outcome]]] = []
        self._task: asyncio.Task[None] | None = None

    async def put(self, entry: Entry) -> Outcome:
        """The outcome of the entry, once it is committed. Raises what its write raised."""
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, done))
        if self._task is None:
            self._task = asyncio.create_task(self._work(), name="writing-together")
        return await done

    async def idle(self) -> None:
        """Wait until nothing is being written."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
                if not await self._written(batch):
                    for alone in batch:
                        await self._written([alone])
        finally:
            self._task = None

    async def _written(self, batch: Sequence[tuple[Entry, asyncio.Future[Outcome]]]) -> bool:
        try:
            async with self._database.transaction() as session:
                outcomes = await self._write(session, [entry for entry, _ in batch])
        except Exception as error:  # noqa: BLE001 - whoever waits for the entry gets it
            if len(batch) > 1:
                return False
            _, done = batch[0]
            if not done.done():
                done.set_exception(error)
            return True
        for (_, done), outcome in zip(batch, outcomes, strict=True):
            if not done.done():  # else nobody waits any more
                done.set_result(outcome)
        return True

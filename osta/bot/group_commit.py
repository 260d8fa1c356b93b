"""Group commit: while one transaction commits, the small writes that come meanwhile wait for the next, all in one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from osta.store.engine import Database, Session
from osta.store.errors import DatabaseError

Entry = TypeVar("Entry")
Outcome = TypeVar("Outcome")
Write = Callable[[Session, Sequence[Entry]], Awaitable[Sequence[Outcome]]]

_MOST = 100  # entries of one transaction: it must not keep others waiting for long


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Entry, Outcome]):
    """An entry, and who waits for its outcome."""

    entry: Entry
    done: asyncio.Future[Outcome]


class GroupCommit(Generic[Entry, Outcome]):
    """``write`` gets all entries that have gathered, in the order in which they came, and gives an outcome for each.

    An entry on its own is written at once. When writing many fails, each half is written by itself, and so on, so that
    one bad entry fails alone. When the database is away all fail together, after one attempt.
    """

    def __init__(self, database: Database, write: Write[Entry, Outcome]) -> None:
        self._database = database
        self._write = write
        self._waiting: list[_Waiting[Entry, Outcome]] = []
        self._task: asyncio.Task[None] | None = None

    async def put(self, entry: Entry) -> Outcome:
        """The outcome of the entry, once it is committed. Raises what its write raised."""
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(entry, done))
        if self._task is None:
            self._task = asyncio.create_task(self._work(), name="group-commit")
        return await done

    async def idle(self) -> None:
        """Wait until nothing is being written."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
                await self._write_all(batch)
        finally:
            self._task = None

    async def _write_all(self, batch: Sequence[_Waiting[Entry, Outcome]]) -> None:
        try:
            async with self._database.transaction() as session:
                outcomes = await self._write(session, [one.entry for one in batch])
        except Exception as error:  # noqa: BLE001 - whoever waits for the entry gets it
            if len(batch) > 1 and not isinstance(error, DatabaseError):
                middle = len(batch) // 2
                await self._write_all(batch[:middle])
                await self._write_all(batch[middle:])
                return
            for one in batch:
                if not one.done.done():
                    one.done.set_exception(error)
            return
        for one, outcome in zip(batch, outcomes, strict=True):
            if not one.done.done():  # else nobody waits any more
                one.done.set_result(outcome)

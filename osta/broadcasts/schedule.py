"""The clockwork: fixed ticks that look for rows whose time has come. The only module that knows APScheduler.

No due time is kept in memory: a restart, a clock change or a night of summer time moves nothing. What a tick missed,
the next one finds.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from osta.broadcasts.broadcast_start import start_due
from osta.chat.messages import Address
from osta.store import deliveries
from osta.store.engine import Database, Session

FAILED = "tick_failed"

LEASE = timedelta(seconds=8)
"""After this long without a tick another process does the ticking."""
_LEASE_NAME = "schedule"
_MOST_ROUNDS = 1000  # transactions of one tick; what is left is the next tick's
_LONGEST_TICK_SECONDS = 10.0  # that a stop waits for; one that takes longer is broken off, and done again
_MISFIRE_SECONDS = 3600  # a tick that is late runs, once: it only looks for what is due

Work = Callable[[Session, datetime], Awaitable[bool | None]]
"""What a tick does in a transaction at a moment. True: there is more, call it again in another transaction."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to look for every so often."""

    name: str
    every: timedelta
    work: Work


def start_tick(staff: Collection[Address] = ()) -> Tick:
    """The tick that starts broadcasts whose time has come. ``staff``: who is asked besides the stored staff members."""

    async def work(session: Session, now: datetime) -> None:
        await start_due(session, now, staff)

    return Tick("start_due", timedelta(seconds=2), work)


class Schedule:
    """Runs ticks from ``start`` until ``stop``; of several processes on one database only one does."""

    def __init__(self, database: Database, ticks: Sequence[Tick], *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._ticks = tuple(ticks)
        self._clock = clock
        self._holder = uuid.uuid4().hex
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._at_work: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Begin to tick; the first time at once."""
        for tick in self._ticks:
            self._scheduler.add_job(
                self.run,
                "interval",
                seconds=tick.every.total_seconds(),
                args=[tick],
                id=tick.name,
                next_run_time=datetime.now(UTC),  # by APScheduler's own clock
                coalesce=True,
                max_instances=1,
                misfire_grace_time=_MISFIRE_SECONDS,
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """Finish what a tick is in the middle of, tick no more, and let another process do it."""
        if self._scheduler.running:
            self._scheduler.pause()
            if self._at_work:
                await asyncio.wait(self._at_work, timeout=_LONGEST_TICK_SECONDS)
            self._scheduler.shutdown(wait=False)
        try:
            async with self._database.transaction() as session:
                await deliveries.release(session, _LEASE_NAME, self._holder)
        except Exception as error:  # noqa: BLE001 - the lease ends by itself
            structlog.get_logger().error(FAILED, tick="stop", error=type(error).__name__)

    async def round(self) -> None:
        """Tick once, now, without having been started: for a program that is not always running."""
        for tick in self._ticks:
            await self.run(tick)

    async def run(self, tick: Tick) -> None:
        """Do what a tick does, if it is this process's turn. Never raises: the next tick tries again."""
        task = asyncio.current_task()
        if task is not None:
            self._at_work.add(task)
        try:
            for _ in range(_MOST_ROUNDS):
                async with self._database.transaction() as session:
                    now = self._clock()
                    hold = await deliveries.hold(session, _LEASE_NAME, self._holder, now, now + LEASE)
                    if hold is None:
                        self._look_again(tick)
                        return
                    if not await tick.work(session, now):
                        return
        except Exception as error:  # noqa: BLE001 - one tick's mistake must not end the others
            structlog.get_logger().error(FAILED, tick=tick.name, error=type(error).__name__)
        finally:
            if task is not None:
                self._at_work.discard(task)

    def _look_again(self, tick: Tick) -> None:
        """Somebody else ticks, or has done so until it died: an hourly tick must not wait an hour for that to show."""
        if self._scheduler.running and tick.every > LEASE:
            self._scheduler.add_job(
                self.run,
                "date",
                run_date=datetime.now(UTC) + LEASE,
                args=[tick],
                id=f"{tick.name}-again",
                replace_existing=True,
                misfire_grace_time=_MISFIRE_SECONDS,
            )

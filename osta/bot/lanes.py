"""Work in order within a key, side by side between keys."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

import structlog

FAILED = "lane_failed"

Key = TypeVar("Key", bound=Hashable)
Work = Callable[[], Awaitable[None]]


class Lanes(Generic[Key]):
    """A lane for each key that has work: what is put into one is done in order, one after the other.

    Takes memory only for lanes with work. Work that raises is logged, and its lane goes on.
    """

    def __init__(self) -> None:
        self._lanes: dict[Key, deque[Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, key: Key, work: Work) -> None:
        """Do the work when all that was put into its lane before is done."""
        lane = self._lanes.get(key)
        if lane is not None:
            lane.append(work)
            return
        self._lanes[key] = deque([work])
        task = asyncio.create_task(self._run(key), name="lane")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def __len__(self) -> int:
        return len(self._lanes)

    async def idle(self) -> None:
        """Wait until all work is done, also what is put meanwhile."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def stop(self, grace_seconds: float) -> None:
        """Let the work finish within the grace; give up what takes longer."""
        try:
            await asyncio.wait_for(self.idle(), grace_seconds)
        except TimeoutError:
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, key: Key) -> None:
        lane = self._lanes[key]
        try:
            while lane:
                try:
                    await lane.popleft()()
                except Exception as error:  # noqa: BLE001 - one chat's trouble must not leave its next messages undone
                    structlog.get_logger().error(FAILED, error=type(error).__name__)
        finally:
            del self._lanes[key]

"""Nothing but a sender and a messenger that takes everything at once: ``python -m bench.broadcast.sending URL NUMBER``.

A process of its own, so that its memory is that of sending. Prints one JSON object when broadcast NUMBER is done.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time as clock
from collections.abc import Awaitable
from dataclasses import asdict, dataclass
from datetime import time

import psutil

from bench.broadcast.announced import until_done
from osta.broadcasts.budget import Spending
from osta.broadcasts.delivery import Sender
from osta.broadcasts.quiet import QuietHours
from osta.chat.channel import Sent, Sink
from osta.chat.messages import Address, Reply
from osta.store.engine import open_database
from osta.store.models import utc_now

WARM_AFTER = 2000
"""Messages after which everything that sending needs is loaded."""
_LOOK_SECONDS = 0.005


@dataclass(slots=True)
class Found:
    """``stall_ms`` is the most work, in processor time, that anything else in the process had to wait for; memory in
    megabytes.
    """

    sent: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    warm_mb: float = 0.0
    highest_mb: float = 0.0
    stall_ms: float = 0.0


class Nowhere:
    """A messenger that takes everything at once."""

    name = "telegram"

    def __init__(self) -> None:
        self.sent = 0

    async def start(self, sink: Sink) -> None:
        """Receives nothing."""

    async def stop(self) -> None:
        """Has nothing to finish."""

    async def send(self, address: Address, reply: Reply, press_id: str | None = None) -> Sent:
        """Count it."""
        self.sent += 1
        await asyncio.sleep(0)
        return Sent(str(self.sent))


async def measured(url: str, number: int) -> Found:
    """Send the broadcast to its end."""
    database = open_database(url)
    nowhere, found = Nowhere(), Found()
    never = QuietHours(begins=time(0), ends=time(0))
    sender = Sender(database, [nowhere], clock=utc_now, spending=Spending({}), quiet=never)
    began, worked = clock.perf_counter(), clock.process_time()
    await sender.start()
    await _watching(until_done(database, number), nowhere, found)
    found.seconds, found.cpu_seconds = clock.perf_counter() - began, clock.process_time() - worked
    found.sent = nowhere.sent
    await sender.stop()
    await database.close()
    return found


async def _watching(sending: Awaitable[None], nowhere: Nowhere, found: Found) -> None:
    """Look at the memory, and how late each look comes, until it is sent."""
    process, going = psutil.Process(), asyncio.ensure_future(sending)
    while not going.done():
        worked = clock.process_time()
        await asyncio.sleep(_LOOK_SECONDS)
        if found.warm_mb:
            found.stall_ms = max(found.stall_ms, (clock.process_time() - worked) * 1000)
        memory = process.memory_info().rss / 1e6
        found.highest_mb = max(found.highest_mb, memory)
        if not found.warm_mb and nowhere.sent >= WARM_AFTER:
            found.warm_mb = memory
    await going


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(measured(sys.argv[1], int(sys.argv[2]))))))

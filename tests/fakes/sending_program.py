"""A program that does nothing but send what is due, to be killed: ``sending_program DATABASE PORT [LEASE]``."""

import asyncio
import sys
from datetime import time, timedelta

from osta.broadcasts.budget import Pace, Spending
from osta.broadcasts.delivery import Sender
from osta.broadcasts.quiet import QuietHours
from osta.store.engine import open_database
from osta.store.models import utc_now
from tests.fakes.sink import SinkChannel


async def main(url: str, port: int, lease_seconds: float) -> None:
    """Send until somebody ends it."""
    sender = Sender(
        open_database(url),
        [SinkChannel(port)],
        clock=utc_now,
        spending=Spending({"telegram": Pace(at_once=8)}),
        quiet=QuietHours(begins=time(0), ends=time(0)),
        lease=timedelta(seconds=lease_seconds),
    )
    await sender.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else 0.6))

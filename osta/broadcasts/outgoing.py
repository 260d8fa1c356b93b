"""Everything that the bot starts by itself, put together for the program: the schedule, the sender, their budget."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

from osta.broadcasts import followups
from osta.broadcasts.alerts import AlertWatch
from osta.broadcasts.budget import Metered, Spending
from osta.broadcasts.delivery import Sender
from osta.broadcasts.delivery_attempt import Clock
from osta.broadcasts.digest import Digest
from osta.broadcasts.quiet import HELSINKI, QuietHours
from osta.broadcasts.schedule import Schedule, Tick, start_tick
from osta.chat.channel import Channel
from osta.chat.messages import Address
from osta.discovery.service import Discovery
from osta.store.engine import Database


class Outgoing:
    """Start it when the channels run; stop it before they do. Give ``channels`` to the router: so answers go first.

    ``ticks`` are further things to look for every so often; ``staff`` are asked what to do with what is too late.
    """

    def __init__(
        self,
        database: Database,
        discovery: Discovery,
        channels: Sequence[Channel],
        *,
        clock: Clock,
        zone: ZoneInfo = HELSINKI,
        staff: Collection[Address] = (),
        ticks: Sequence[Tick] = (),
    ) -> None:
        spending = Spending()
        self.channels: tuple[Channel, ...] = tuple(Metered(channel, spending) for channel in channels)
        self.sender = Sender(database, channels, clock=clock, spending=spending, quiet=QuietHours(zone))
        self.schedule = Schedule(
            database,
            [start_tick(staff), AlertWatch(discovery).tick, Digest(discovery).tick, followups.TICK, *ticks],
            clock=clock,
        )

    async def start(self) -> None:
        """Begin to send what is due."""
        await self.sender.start()
        await self.schedule.start()

    async def stop(self) -> None:
        """Start nothing more; what is on its way is recorded."""
        await self.schedule.stop()
        await self.sender.stop()

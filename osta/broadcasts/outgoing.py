"""Everything that the bot starts by itself, put together for the program: the schedule, the sender, their budget."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from zoneinfo import ZoneInfo

from osta.broadcasts import followups, housekeeping, programme
from osta.broadcasts.alerts import AlertWatch
from osta.broadcasts.budget import Metered, Spending
from osta.broadcasts.confirmations import Confirmations
from osta.broadcasts.delivery import Offers, Sender
from osta.broadcasts.delivery_attempt import Clock
from osta.broadcasts.digest import Digest
from osta.broadcasts.quiet import HELSINKI, QuietHours
from osta.broadcasts.schedule import Schedule, Tick, start_tick
from osta.chat.channel import Channel
from osta.chat.messages import Address
from osta.discovery.service import Discovery
from osta.store.channels import LOCAL
from osta.store.engine import Database


def every_tick(discovery: Discovery, staff: Collection[Address] = ()) -> list[Tick]:
    """All that is looked for every so often. ``staff`` are asked and told besides the stored staff members."""
    return [
        start_tick(staff),
        AlertWatch(discovery).tick,
        Digest(discovery).tick,
        Confirmations(discovery).tick,
        followups.TICK,
        *programme.ticks(discovery, staff=staff),
        housekeeping.TICK,
    ]


class Outgoing:
    """Start it when the channels run; stop it before they do. Give ``channels`` to the router: so answers go first.

    ``staff`` are asked and told besides the stored staff members; ``offers`` hears of each message that is sent.
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
        offers: Offers | None = None,
    ) -> None:
        spending = Spending()
        self.channels: tuple[Channel, ...] = tuple(Metered(channel, spending) for channel in channels)
        self.sender = Sender(
            database,
            channels,
            clock=clock,
            spending=spending,
            quiet=QuietHours(zone),
            reached=(*(channel.name for channel in channels), LOCAL),
            offers=offers,
        )
        self.schedule = Schedule(database, every_tick(discovery, staff), clock=clock)

    async def start(self) -> None:
        """Begin to send what is due."""
        await self.sender.start()
        await self.schedule.start()

    async def stop(self) -> None:
        """Start nothing more; what is on its way is recorded."""
        await self.schedule.stop()
        await self.sender.stop()

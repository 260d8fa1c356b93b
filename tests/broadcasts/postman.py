"""A sender on a clock that moves by hand, and a messenger that fails as told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import get_args

from osta.broadcasts import broadcast
from osta.broadcasts.budget import Pace, Spending
from osta.broadcasts.delivery import Sender
from osta.broadcasts.quiet import QuietHours
from osta.chat.channel import Sent, Sink
from osta.chat.messages import Address, Reply
from osta.store import broadcasts
from osta.store.audiences import Audience
from osta.store.engine import Database
from osta.store.models import Broadcast, BroadcastKind, Outbox, OutboxState
from tests.broadcasts.crowd import HELLO, NOON


class FailingChannel:
    """Keeps what arrives; raises for a chat what ``failures`` lists for it, one after the other."""

    def __init__(self, name: str = "telegram") -> None:
        self.name = name
        self.sent: list[tuple[str, Reply]] = []
        self.failures: dict[str, list[Exception]] = defaultdict(list)

    async def start(self, sink: Sink) -> None:
        """Receives nothing."""

    async def stop(self) -> None:
        """Has nothing to finish."""

    async def send(self, address: Address, reply: Reply, press_id: str | None = None) -> Sent:
        """Fail, or keep the message."""
        if self.failures[address.chat]:
            raise self.failures[address.chat].pop(0)
        self.sent.append((address.chat, reply))
        return Sent(str(len(self.sent)))

    @property
    def chats(self) -> list[str]:
        """Where messages have arrived, in order."""
        return [chat for chat, _ in self.sent]


class Postman:
    """One sending process: turns are made by hand."""

    def __init__(
        self,
        database: Database,
        *channels: FailingChannel,
        paces: Mapping[str, Pace] | None = None,
        now: datetime = NOON,
    ) -> None:
        self.database = database
        self.now = now
        self.channels = channels or (FailingChannel(),)
        self.spending = Spending(paces or {})
        self.sender = Sender(
            database, self.channels, clock=lambda: self.now, spending=self.spending, quiet=QuietHours()
        )

    @property
    def channel(self) -> FailingChannel:
        """The first channel."""
        return self.channels[0]

    async def turn(self, later: timedelta = timedelta(seconds=1)) -> float:
        """One turn and what it sends, then the clock moves."""
        wait = await self.sender.turn()
        await self.sender.landed()
        self.now += later
        return wait

    async def turns(self, most: int = 40, later: timedelta = timedelta(seconds=1)) -> None:
        """Turns until there is nothing at work any more."""
        for _ in range(most):
            await self.turn(later)
            async with self.database.reading() as session:
                if not await broadcasts.at_work(session):
                    return

    async def announce(
        self,
        kind: BroadcastKind = "announcement",
        audience: Audience | None = None,
        *,
        ends_at: datetime | None = None,
        urgent: bool | None = None,
    ) -> int:
        """Make a broadcast and let it go out."""
        async with self.database.transaction() as session:
            made = await broadcast.create(
                session,
                kind,
                "Koe",
                HELLO,
                audience or Audience(),
                self.now,
                due_at=self.now,
                ends_at=ends_at,
                urgent=urgent,
            )
            assert made is not None
            await broadcast.send_now(session, made.id)
        return made.id

    async def stored(self, number: int) -> Broadcast:
        """The broadcast as it is stored."""
        async with self.database.reading() as session:
            found = await broadcasts.get(session, number)
            assert found is not None
            return found

    async def states(self, number: int) -> dict[str, int]:
        """How many rows are in which state."""
        async with self.database.reading() as session:
            return {str(state): count for state, count in (await broadcasts.figures(session, number)).items()}

    async def row(self, number: int, person: int) -> Outbox:
        """A person's row."""
        async with self.database.reading() as session:
            rows = await broadcasts.listed(session, number, get_args(OutboxState), limit=10_000)
            return next(row for row in rows if row.person_id == person)

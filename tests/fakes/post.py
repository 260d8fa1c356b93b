"""What the bot starts by itself in a town: the ticks and the sender run by hand, on the town's clock."""

from __future__ import annotations

from datetime import timedelta

from osta.broadcasts import programme
from osta.broadcasts.broadcast_start import start_due
from osta.broadcasts.delivery import Sender
from osta.chat.messages import Address, Reply
from osta.store import broadcasts, consents, people
from osta.store.models import ConsentTopic
from tests.fakes.talk import Talker, Town, problems

_ROUNDS = 30  # turns of the sender that one look may take


class Post:
    """Brings to everybody what is due."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self._ticks = programme.ticks(town.discovery, staff=[Address("test", "staff")])
        self._sender = Sender(town.database, [town.channel], clock=lambda: town.now)

    async def comes(self, *readers: Talker, later: timedelta = timedelta()) -> dict[str, str]:
        """Let the clock go on and everything due go out; what each of these people reads, whose buttons they can press.

        Who got nothing is not in it.
        """
        self.town.now += later
        before = len(self.town.channel.sent)
        for tick in self._ticks:
            async with self.town.database.transaction() as session:
                await tick.work(session, self.town.now)
        async with self.town.database.transaction() as session:
            await start_due(session, self.town.now)
        for _ in range(_ROUNDS):
            await self._sender.turn()
            await self._sender.landed()
            self.town.now += timedelta(seconds=1)
            async with self.town.database.reading() as session:
                if not await broadcasts.at_work(session):
                    break
        sent = self.town.channel.sent[before:]
        assert [problem for _, reply in sent for problem in problems(reply)] == []
        read: dict[str, str] = {}
        for person in readers:
            got: list[Reply] = [reply for to, reply in sent if to.chat == person.name]
            if got:
                person.replies = got
                read[person.name] = person.seen
        return read


async def agrees(person: Talker, *topics: ConsentTopic) -> Talker:
    """Somebody who has agreed to be told of these topics."""
    await person.says("/start")
    town = person.town
    async with town.database.transaction() as session:
        known = await people.by_address(session, Address("test", person.name))
        assert known is not None
        for topic in topics:
            await consents.give(session, known.id, topic, "2026-1", town.now)
    return person

"""The ticks of polls, demand, volume together and workshops, for the schedule. Each may come late or twice."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta

from osta.broadcasts import staff_notices
from osta.broadcasts.demand import asking, offers, weeks
from osta.broadcasts.moments import monday
from osta.broadcasts.polls import lifecycle as polls
from osta.broadcasts.quiet import HELSINKI
from osta.broadcasts.schedule import Tick
from osta.broadcasts.volume import lifecycle as volume
from osta.broadcasts.workshops import lifecycle as workshops
from osta.chat.messages import Address
from osta.discovery.service import Discovery
from osta.store import demand_polls
from osta.store.engine import Session

DEMAND_DAY = timedelta(days=1)
"""The weekly demand polls go out on Tuesday (a day after Monday) from 10 o'clock on: entrepreneurs' Monday is full."""
DEMAND_AT = time(10)


def ticks(discovery: Discovery, *, staff: Collection[Address] = (), weekly_demand_polls: bool = True) -> list[Tick]:
    """All of them. ``staff`` are told besides the stored staff members of what waits for them.

    Without ``weekly_demand_polls`` staff alone start demand polls.
    """

    async def poll_times(session: Session, now: datetime) -> None:
        await polls.tick(session, now)

    async def workshop_times(session: Session, now: datetime) -> None:
        await workshops.tick(session, discovery.gazetteer, now)

    async def need_times(session: Session, now: datetime) -> None:
        await volume.tick(session, now)

    async def staff_work(session: Session, now: datetime) -> None:
        await staff_notices.tell(session, discovery, staff, now)

    async def demand_counts(session: Session, now: datetime) -> None:
        await weeks.recount(session, now)
        await offers.tick(session, discovery, now)

    async def demand_questions(session: Session, now: datetime) -> None:
        this = monday(now)
        due = datetime.combine(this + DEMAND_DAY, DEMAND_AT, HELSINKI)
        begun = datetime.combine(this, time(), HELSINKI)
        if now >= due and not await demand_polls.started_by_itself(session, begun):
            await asking.weekly(session, discovery, now)

    minute, hour = timedelta(minutes=1), timedelta(hours=1)
    found = [
        Tick("polls", minute, poll_times),
        Tick("workshops", minute, workshop_times),
        Tick("volume", minute, need_times),
        Tick("staff", timedelta(seconds=10), staff_work),
        Tick("demand", hour, demand_counts),
    ]
    return [*found, Tick("demand_polls", hour, demand_questions)] if weekly_demand_polls else found

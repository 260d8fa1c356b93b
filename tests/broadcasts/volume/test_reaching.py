import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from osta.broadcasts.volume import lifecycle
from osta.broadcasts.volume.lifecycle import NeedOver
from osta.store import volume
from osta.store.engine import Database
from osta.store.models import Broadcast, Need, Person, Producer

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)


async def test_the_sum_is_reached_once_however_many_pledge_at_the_same_moment(database: Database) -> None:
    async with database.transaction() as session:
        people = [Person(created_at=NOW, last_seen_at=NOW) for _ in range(9)]
        session.add_all(people)
        await session.flush()
        farms = [
            Producer(name=f"Tila {at}", source="chat", owner_person_id=person.id) for at, person in enumerate(people)
        ]
        need = Need(
            text="500 kg perunaa", quantity=500, unit="kg", period="month", state="open", posted_by=people[0].id,
            closes_at=NOW + timedelta(days=9),
        )  # fmt: skip
        session.add_all([*farms, need])

    async def pledge(at: int) -> bool:
        try:
            async with database.transaction() as session:
                await lifecycle.pledge(
                    session, need.id, farms[at], people[at].id, NOW, quantity=100, prices=None, introduce=at % 2 == 0
                )
        except NeedOver:
            return False
        return True

    done = await asyncio.gather(*map(pledge, range(9)))
    assert sum(done) == 5
    async with database.transaction() as session:
        stored = await volume.get(session, need.id)
        assert stored is not None
        assert (stored.state, (await volume.total(session, need.id)).quantity) == ("reached", 500)
        keys = set(await session.scalars(select(Broadcast.key)))
        assert keys == {f"volume-{who}:{need.id}" for who in ("willing", "over", "buyer")}
        await lifecycle.tick(session, NOW + timedelta(days=30))
        with pytest.raises(NeedOver):
            await lifecycle.cancel(session, stored, NOW)
        assert set(await session.scalars(select(Broadcast.key))) == keys

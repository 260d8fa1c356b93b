"""Which alerts are open, and of which producers their owners were told already."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select

from osta.store.engine import Session
from osta.store.models import Alert, AlertNotice, Person, Producer
from osta.store.upserts import insert_into


async def open_page(session: Session, after: int, limit: int) -> Sequence[Alert]:
    """The next open alerts of people who can be told, above a number."""
    query = (
        select(Alert)
        .join(Person, Person.id == Alert.person_id)
        .where(Alert.ended_at.is_(None), Alert.id > after, Person.blocked_at.is_(None), Person.paused.is_(False))
    )
    return (await session.scalars(query.order_by(Alert.id).limit(limit))).all()


async def told(session: Session, alerts: Collection[int]) -> dict[tuple[int, int], datetime]:
    """When the owners of these alerts were told last, by alert and producer."""
    query = select(AlertNotice.alert_id, AlertNotice.producer_id, AlertNotice.told_at)
    rows = await session.execute(query.where(AlertNotice.alert_id.in_(alerts)))
    return {(alert, producer): at for alert, producer, at in rows}


async def keep(session: Session, pairs: Iterable[tuple[int, int]], now: datetime) -> None:
    """The owners of these alerts are told of these producers now."""
    for alert, producer in sorted(pairs):
        await session.execute(
            insert_into(session, AlertNotice)
            .values(alert_id=alert, producer_id=producer, told_at=now)
            .on_conflict_do_update(
                index_elements=[AlertNotice.alert_id, AlertNotice.producer_id], set_={"told_at": now}
            )
        )
        found = await session.get(Alert, alert)
        if found is not None:
            found.notified_at = now
    await session.flush()


async def last_change(session: Session) -> datetime | None:
    """When a listing changed last."""
    return await session.scalar(select(func.max(Producer.updated_at)))

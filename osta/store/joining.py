"""Two people who turn out to be one, on two messengers: one of them from now on, with everything of both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, UniqueConstraint, and_, delete, exists, select, update
from sqlalchemy.orm.attributes import flag_modified

from osta.store import joined_answers
from osta.store.engine import Session
from osta.store.models import (
    Alert,
    AlertNotice,
    Base,
    Broadcast,
    Consent,
    ContactLimit,
    DemandReply,
    Outbox,
    Person,
    StaffMember,
)
from osta.store.written_out import is_in

_PERSON = Base.metadata.tables["person"]
_WEEK = timedelta(days=7)


async def join(session: Session, kept: Person, gone: Person, now: datetime) -> None:
    """Give the kept person all that the other has: addresses, listings, wishes, answers; the other is no more.

    Where both have said something, the later word counts; of two equal things one is left. Who has asked one of them
    for silence has asked for it.
    """
    kept.language = kept.language or gone.language
    kept.spoken = kept.spoken or gone.spoken
    kept.home_place_id = kept.home_place_id or gone.home_place_id
    kept.created_at = min(kept.created_at, gone.created_at)
    kept.paused, kept.blocked_at = kept.paused or gone.paused, None
    await session.flush()
    await _consents(session, kept.id, gone.id, now)
    await _alerts(session, kept.id, gone.id, now)
    await _messages(session, kept.id, gone.id)
    await _demand_replies(session, kept.id, gone.id)
    await _limits(session, kept.id, gone.id)
    await joined_answers.settle(session, kept.id, gone.id)
    for column in _references():
        await _hand_over(session, column, kept.id, gone.id)
    number = gone.id
    for held in list(session):
        if held is gone or (held is not kept and getattr(held, "person_id", None) == number):
            session.expunge(held)
    await session.execute(delete(Person).where(Person.id == number).execution_options(synchronize_session=False))


async def _hand_over(session: Session, column: Column[Any], kept: int, gone: int) -> None:
    """Make the column's rows the kept person's, except where there may be only one and the kept person has it."""
    table = column.table
    for key in _keys(column):
        mine = table.alias()
        same = and_(mine.c[column.name] == kept, *(mine.c[other.name] == other for other in key))
        await session.execute(delete(table).where(column == gone, exists().where(same)))
    await session.execute(update(table).where(column == gone).values({column.name: kept}))


def _references() -> Iterator[Column[Any]]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table is _PERSON for key in column.foreign_keys):
                yield column


def _keys(column: Column[Any]) -> Iterator[list[Column[Any]]]:
    """The other columns of each set of columns that may be there once and holds this one."""
    table = column.table
    unique = [found for found in table.constraints if isinstance(found, UniqueConstraint)]
    for key in (table.primary_key, *unique):
        if column.name in key.columns:
            yield [other for other in key.columns if other.name != column.name]


async def _consents(session: Session, kept: int, gone: int, now: datetime) -> None:
    """One consent a topic; none where the other of the two was withdrawn later than this one was given."""
    rows = list(await session.scalars(select(Consent).where(Consent.person_id.in_((kept, gone)))))
    taken: set[str] = set()
    for consent in sorted(rows, key=lambda row: row.person_id != kept):
        if consent.withdrawn_at is not None:
            continue
        withdrawn = [row.withdrawn_at for row in rows if row.topic == consent.topic and row.withdrawn_at is not None]
        if consent.topic in taken or any(moment > consent.given_at for moment in withdrawn):
            consent.withdrawn_at = max(now, consent.given_at)
        else:
            taken.add(consent.topic)
    await session.flush()
    for consent in rows:
        consent.person_id = kept
        await session.flush()


async def _alerts(session: Session, kept: int, gone: int, now: datetime) -> None:
    """One of two equal wishes is left, and knows what either was told of."""
    wishes = select(Alert).where(Alert.ended_at.is_(None))
    known = {_wish(alert): alert.id for alert in await session.scalars(wishes.where(Alert.person_id == kept))}
    for alert in list(await session.scalars(wishes.where(Alert.person_id == gone))):
        same = known.get(_wish(alert))
        if same is None:
            continue
        told = select(AlertNotice.producer_id).where(AlertNotice.alert_id == same)
        again = AlertNotice.alert_id == alert.id
        await session.execute(delete(AlertNotice).where(again, AlertNotice.producer_id.in_(told)))
        await session.execute(update(AlertNotice).where(again).values(alert_id=same))
        alert.ended_at = now
    await session.flush()


def _wish(alert: Alert) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    return tuple(alert.concepts), tuple(alert.terms), alert.place_id


async def _messages(session: Session, kept: int, gone: int) -> None:
    """A broadcast is sent to one person once, and counted once, as to the address that it has reached already."""
    waiting = is_in(Outbox.state, ("queued", "retry"))
    of_any = Outbox.broadcast_id.is_not(None)
    reached = set(await session.scalars(select(Outbox.broadcast_id).where(Outbox.person_id == gone, of_any, ~waiting)))
    await session.execute(delete(Outbox).where(Outbox.person_id == kept, waiting, Outbox.broadcast_id.in_(reached)))
    mine = set(await session.scalars(select(Outbox.broadcast_id).where(Outbox.person_id == kept, of_any)))
    await session.execute(delete(Outbox).where(Outbox.person_id == gone, Outbox.broadcast_id.in_(mine)))
    begun = Broadcast.materialised_at.is_(None), is_in(Broadcast.state, ("draft", "scheduled", "asking", "running"))
    for broadcast in await session.scalars(select(Broadcast).where(*begun)):
        people = broadcast.audience.get("people") or []
        if gone in people:
            broadcast.audience["people"] = [number for number in people if number not in (gone, kept)] + [kept]
            flag_modified(broadcast, "audience")
    await session.flush()


async def _demand_replies(session: Session, kept: int, gone: int) -> None:
    """A person is asked about demand once a week. Where both were, an answer stays; of two answers, for two listings,
    one moves before all others: only the rule of once a week looks at the week.
    """
    mine = {row.week: row for row in await session.scalars(select(DemandReply).where(DemandReply.person_id == kept))}
    theirs = list(await session.scalars(select(DemandReply).where(DemandReply.person_id == gone)))
    weeks = {*mine, *(row.week for row in theirs)}
    for row in theirs:
        same = mine.get(row.week)
        if same is None:
            continue
        if row.answer is None or same.answer is None:
            await session.delete(row if row.answer is None else same)
            continue
        row.week = min(weeks) - _WEEK
        weeks.add(row.week)
    await session.flush()


async def _limits(session: Session, kept: int, gone: int) -> None:
    """The fewer messages a week, the wider rights."""
    for table in (ContactLimit, StaffMember):
        mine, theirs = await session.get(table, kept), await session.get(table, gone)
        if isinstance(mine, ContactLimit) and isinstance(theirs, ContactLimit):
            mine.most_a_week = min(mine.most_a_week, theirs.most_a_week)
        if isinstance(mine, StaffMember) and isinstance(theirs, StaffMember) and theirs.municipality is None:
            mine.municipality = None
    await session.flush()

"""A person's right to see and to erase all that is kept of them.

What to look at is read from the tables themselves: a new table with a ``person_id`` is covered from its first day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Select, delete, select, update

from osta.store import offered, people
from osta.store.engine import Session
from osta.store.models import (
    Base,
    Conversation,
    FollowUp,
    Inbox,
    Offering,
    Outbox,
    Person,
    Producer,
    QuestionLog,
    Report,
)

_PERSON = Base.metadata.tables["person"]
_ABOUT_THE_PERSON = ("person_id", "owner_person_id")  # other references name who decided, invited or taught


async def export_person(session: Session, person_id: int) -> dict[str, Any]:
    """All that is kept of a person, table by table, as JSON's own types.

    Of what the person did as staff, where other people's data stands beside it, only the rows' keys are listed.
    """
    everything: dict[str, Any] = {}
    for column in _references():
        table = column.table
        about = column.name in _ABOUT_THE_PERSON
        shown = table.columns if about else table.primary_key.columns
        query = select(*shown).where(column == person_id).order_by(*table.primary_key.columns)
        everything[table.name if about else f"{table.name}.{column.name}"] = await _rows(session, query)
    everything["person"] = await _rows(session, select(_PERSON).where(_PERSON.c.id == person_id))
    owned = select(Producer.id).where(Producer.owner_person_id == person_id)
    offered = select(*Offering.__table__.columns).where(Offering.producer_id.in_(owned)).order_by(Offering.id)
    everything["offering"] = await _rows(session, offered)
    waiting = select(Inbox.received_at, Inbox.payload).where(Inbox.address.in_(await _addresses(session, person_id)))
    everything["inbox"] = await _rows(session, waiting.order_by(Inbox.id))
    return {name: rows for name, rows in everything.items() if rows}


async def delete_person(session: Session, person_id: int, now: datetime, *, with_listings: bool) -> None:
    """Erase a person: addresses, conversations, consents, messages, wishes, and the words of questions and reports.

    Numbers stay without a person: that a question was asked, that something was bought. ``with_listings`` also erases
    the producers that the person owns; else those stay, without an owner. Save no conversation of the person after it.
    """
    addresses = await _addresses(session, person_id)
    await session.execute(
        update(Inbox)
        .where(Inbox.address.in_(addresses), Inbox.handled_at.is_(None))
        .values(handled_at=now, address="", payload={})
    )
    await session.execute(delete(Conversation).where(Conversation.address.in_(addresses)))
    await session.execute(delete(Outbox).where(Outbox.address.in_(addresses)))
    await offered.forget_chats(session, addresses)
    await session.execute(update(QuestionLog).where(QuestionLog.person_id == person_id).values(text=None))
    await session.execute(update(Report).where(Report.person_id == person_id).values(text=None))
    await session.execute(delete(FollowUp).where(FollowUp.person_id == person_id, FollowUp.answer.is_(None)))
    if with_listings:
        await session.execute(delete(Producer).where(Producer.owner_person_id == person_id))
    await session.execute(delete(Person).where(Person.id == person_id))
    # The database has followed its foreign keys; what the session still holds of the person is out of date.
    for kept in list(session):
        if getattr(kept, "person_id", None) == person_id or (isinstance(kept, Person) and kept.id == person_id):
            session.expunge(kept)


def _references() -> Iterator[Column[Any]]:
    """Every column that refers to a person."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any(key.column.table is _PERSON for key in column.foreign_keys):
                yield column


async def _addresses(session: Session, person_id: int) -> list[str]:
    return [str(address) for address in await people.addresses(session, person_id)]


async def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [
        {name: _plain(value) for name, value in row.items() if value is not None}
        for row in (await session.execute(query)).mappings()
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

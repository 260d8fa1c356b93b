"""Workshops: what, when and where; who comes, who waits for a seat, what they thought of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from osta.chat.texts import Language
from osta.store.models.base import Base, BigId, Json, StoredText, one_of, utc_now

WorkshopState = Literal["draft", "announced", "cancelled", "held"]
WorkshopTopic = Literal["procurement", "digital", "marketing", "networking", "other"]
RegistrationState = Literal["going", "waiting", "maybe", "no"]
ReminderKind = Literal["week", "day", "hours", "feedback"]


class Workshop(Base):
    """A meeting to sign up for. ``taken`` counts the seats given; the database lets it never exceed ``capacity``.

    ``last_number`` is the last number given in the line for seats; ``revision`` counts the changes that people were
    told of (the calendar file's SEQUENCE).
    """

    __tablename__ = "workshop"
    __table_args__ = (
        one_of("state", WorkshopState),
        one_of("topic", WorkshopTopic),
        one_of("language", Language),
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint("taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="seats"),
        CheckConstraint("place_id IS NOT NULL OR link IS NOT NULL", name="where"),
        Index("ix_workshop_state", "state", "starts_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    title: Mapped[str]
    topic: Mapped[WorkshopTopic] = mapped_column(StoredText)
    description: Mapped[str | None]
    expert: Mapped[str | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place_id: Mapped[str | None] = mapped_column(ForeignKey("place.id"), index=True)
    venue: Mapped[str | None]
    """The room, house or street as staff wrote it."""
    link: Mapped[str | None]
    capacity: Mapped[int | None]
    """Seats; None for as many as come."""
    language: Mapped[Language] = mapped_column(StoredText, default="fi")
    audience: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    state: Mapped[WorkshopState] = mapped_column(StoredText, default="draft")
    announce_at: Mapped[datetime | None]
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id", ondelete="SET NULL"), index=True)
    material: Mapped[str | None]
    taken: Mapped[int] = mapped_column(default=0)
    last_number: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=0)
    municipality: Mapped[str | None]
    """Whose staff member made it; None for one of all municipalities."""
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now)


class Registration(Base):
    """A person's word on a workshop. ``number`` is the place in the line: lower ones get a free seat first."""

    __tablename__ = "registration"
    __table_args__ = (
        one_of("state", RegistrationState),
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
        UniqueConstraint("workshop_id", "person_id"),
        UniqueConstraint("workshop_id", "number"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    state: Mapped[RegistrationState] = mapped_column(StoredText)
    number: Mapped[int | None]
    """None for those who want no seat."""
    name: Mapped[str | None]
    """As the person wants to stand on the list of participants."""
    attended: Mapped[bool | None]
    score: Mapped[int | None]
    wish: Mapped[str | None]
    registered_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class WorkshopReminder(Base):
    """That a reminder of a workshop was sent to those signed up, so that it is sent once."""

    __tablename__ = "workshop_reminder"
    __table_args__ = (one_of("kind", ReminderKind),)

    workshop_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[ReminderKind] = mapped_column(StoredText, primary_key=True)
    sent_at: Mapped[datetime]

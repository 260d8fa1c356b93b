"""What residents ask the bot to keep in mind, and what became of an answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from osta.store.models.base import Base, BigId, Json, StoredText, one_of, utc_now

FollowUpAnswer = Literal["yes", "no", "not_yet"]


class Alert(Base):
    """A wish to hear when somebody offers this near that place."""

    __tablename__ = "alert"
    __table_args__ = (
        CheckConstraint("radius_km > 0", name="radius"),
        Index(
            "ix_alert_open",
            "created_at",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    concepts: Mapped[list[str]] = mapped_column(Json, default=list)
    """The slugs of the concepts wished for."""
    terms: Mapped[list[str]] = mapped_column(Json, default=list)
    """Words no concept knows."""
    place_id: Mapped[str | None] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"), index=True)
    radius_km: Mapped[float | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    notified_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Favourite(Base):
    """A producer that a person wants at hand."""

    __tablename__ = "favourite"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    producer_id: Mapped[int] = mapped_column(
        ForeignKey("producer.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    added_at: Mapped[datetime] = mapped_column(default=utc_now)


class FollowUp(Base):
    """One polite question, a while after a contact was shown: did you buy?"""

    __tablename__ = "follow_up"
    __table_args__ = (
        one_of("answer", FollowUpAnswer),
        UniqueConstraint("person_id", "producer_id", "due_at"),
        Index(
            "ix_follow_up_due",
            "due_at",
            sqlite_where=text("asked_at IS NULL"),
            postgresql_where=text("asked_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """None once the person is gone: the answer still counts in the project's figures."""
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id", ondelete="CASCADE"), index=True)
    due_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    answer: Mapped[FollowUpAnswer | None] = mapped_column(StoredText)
    answered_at: Mapped[datetime | None]


class Exposure(Base):
    """How often a listing was shown in a day, and how often its contact was taken."""

    __tablename__ = "exposure"
    __table_args__ = (CheckConstraint("shown >= 0 AND contact_taken >= 0", name="counts"),)

    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    shown: Mapped[int] = mapped_column(default=0)
    contact_taken: Mapped[int] = mapped_column(default=0)

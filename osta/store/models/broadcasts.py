"""What the bot starts by itself: broadcasts, who wants what, and who may send at this moment and how fast."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from osta.store.models.base import Base, BigId, Json, StoredText, one_of, utc_now

BroadcastState = Literal["draft", "scheduled", "asking", "running", "paused", "done", "cancelled"]
BroadcastKind = Literal[
    "announcement",
    "digest",
    "alert",
    "poll",
    "poll_reminder",
    "poll_result",
    "demand",
    "offer",
    "volume",
    "workshop",
    "workshop_reminder",
    "workshop_change",
    "workshop_after",
    "follow_up",
    "notice",
]
SubscriptionKind = Literal["area", "interest"]
Role = Literal["entrepreneur", "community_buyer"]


class Broadcast(Base):
    """One message to many: its texts, its audience, when it goes out and how far it has come.

    ``checkpoint`` is the last person for whom a row stands in the outbox; it moves in the transaction that adds the
    rows, so that a kill skips nobody.
    """

    __tablename__ = "broadcast"
    __table_args__ = (
        one_of("kind", BroadcastKind),
        one_of("state", BroadcastState),
        CheckConstraint("state IN ('draft', 'cancelled') OR due_at IS NOT NULL", name="due"),
        CheckConstraint("ends_at > due_at", name="order"),
        CheckConstraint("checkpoint >= 0", name="checkpoint"),
        Index("ix_broadcast_state", "state", "due_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[BroadcastKind] = mapped_column(StoredText)
    title: Mapped[str]
    """For staff; readers see the content only."""
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    """The message in each language that it was written in; Finnish stands in for one that is missing."""
    audience: Mapped[dict[str, Any]] = mapped_column(Json)
    urgent: Mapped[bool] = mapped_column(default=False)
    """Goes out in quiet hours too."""
    state: Mapped[BroadcastState] = mapped_column(StoredText, default="draft")
    due_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    """After this nobody gets it any more."""
    key: Mapped[str | None] = mapped_column(unique=True)
    """Names what must not be sent twice, for example a week's digest."""
    checkpoint: Mapped[int] = mapped_column(BigId, default=0)
    materialised_at: Mapped[datetime | None]
    """When the last row of the audience was added."""
    figures: Mapped[dict[str, int] | None] = mapped_column(Json)
    """How many rows ended in which state, kept when it is done; the rows themselves are forgotten in time."""
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    finished_at: Mapped[datetime | None]


class SendBudget(Base):
    """How fast and how much a channel may send, shared by all processes.

    ``empty_at`` is the moment until which sending is spoken for (the virtual clock of a token bucket).
    """

    __tablename__ = "send_budget"
    __table_args__ = (CheckConstraint("sent_today >= 0", name="sent_today"),)

    channel: Mapped[str] = mapped_column(primary_key=True)
    empty_at: Mapped[datetime]
    paused_until: Mapped[datetime | None]
    """The channel asked to wait until then."""
    day: Mapped[date]
    contacts_today: Mapped[int] = mapped_column("sent_today", default=0)
    """How many people who never wrote were written to for the first time that day."""


class SenderLease(Base):
    """Which process sends what nobody asked for; another takes over when the lease was not renewed in time."""

    __tablename__ = "sender_lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    held_until: Mapped[datetime]


class Subscription(Base):
    """What a person wants to hear of: municipalities (``area``) and subjects (``interest``). None means all."""

    __tablename__ = "subscription"
    __table_args__ = (one_of("kind", SubscriptionKind), Index("ix_subscription_value", "kind", "value"))

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[SubscriptionKind] = mapped_column(StoredText, primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)


class PersonRole(Base):
    """What a person says to be, besides a resident. Who owns a listing is an entrepreneur without saying so."""

    __tablename__ = "person_role"
    __table_args__ = (one_of("role", Role),)

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    role: Mapped[Role] = mapped_column(StoredText, primary_key=True)
    added_at: Mapped[datetime] = mapped_column(default=utc_now)


class ContactLimit(Base):
    """How many messages a week a person has asked for, other than the usual number."""

    __tablename__ = "contact_limit"
    __table_args__ = (CheckConstraint("most_a_week > 0", name="most_a_week"),)

    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    most_a_week: Mapped[int]


class AlertNotice(Base):
    """That the owner of an alert was told of a producer, so that they are not told again."""

    __tablename__ = "alert_notice"

    alert_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("alert.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    producer_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("producer.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    told_at: Mapped[datetime]

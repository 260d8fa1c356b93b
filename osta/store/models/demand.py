"""What people look for and who could supply it: demand by week, demand polls, offers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from osta.store.models.base import Base, BigId, StoredText, one_of, utc_now

DemandAnswer = Literal["yes", "later", "no"]
OfferState = Literal["pending", "published", "rejected", "withdrawn"]


class Demand(Base):
    """How many people wanted a concept in an area in a week, by where it was heard. ``unmet``: how many got nothing.

    ``area`` is a municipality's name, empty where nobody knows; ``week`` its Monday.
    """

    __tablename__ = "demand"
    __table_args__ = (
        CheckConstraint("people >= 0 AND unmet BETWEEN 0 AND people", name="people"),
        CheckConstraint("questions >= 0 AND alerts >= 0 AND poll_answers >= 0", name="counts"),
        Index("ix_demand_week", "week"),
    )

    concept: Mapped[str] = mapped_column(primary_key=True)
    area: Mapped[str] = mapped_column(primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    people: Mapped[int] = mapped_column(default=0)
    unmet: Mapped[int] = mapped_column(default=0)
    questions: Mapped[int] = mapped_column(default=0)
    alerts: Mapped[int] = mapped_column(default=0)
    poll_answers: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime]


class DemandPoll(Base):
    """The question to those who could supply something: could you offer this? ``people``: how many looked for it."""

    __tablename__ = "demand_poll"
    __table_args__ = (CheckConstraint("people >= 0", name="people"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    concept: Mapped[str] = mapped_column(index=True)
    area: Mapped[str]
    """A municipality's name; empty for the whole region."""
    people: Mapped[int]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    """The staff member; None for the weekly run."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    closes_at: Mapped[datetime]


class DemandReply(Base):
    """That a producer was asked in a demand poll, and the answer. One demand poll a week reaches an entrepreneur."""

    __tablename__ = "demand_reply"
    __table_args__ = (
        one_of("answer", DemandAnswer),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        UniqueConstraint("demand_poll_id", "producer_id"),
        UniqueConstraint("person_id", "week"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    demand_poll_id: Mapped[int] = mapped_column(ForeignKey("demand_poll.id", ondelete="CASCADE"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    week: Mapped[date]
    """The Monday of the week in which it was asked, in local time."""
    asked_at: Mapped[datetime]
    answer: Mapped[DemandAnswer | None] = mapped_column(StoredText)
    quantity: Mapped[str | None]
    available: Mapped[str | None]
    """From when, in the entrepreneur's words."""
    answered_at: Mapped[datetime | None]


class Offer(Base):
    """What an entrepreneur can offer after a demand poll; people who wait for it are told once it is published."""

    __tablename__ = "offer"
    __table_args__ = (
        one_of("state", OfferState),
        CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name="decided"),
        Index("ix_offer_state", "state", "created_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    demand_reply_id: Mapped[int] = mapped_column(ForeignKey("demand_reply.id", ondelete="CASCADE"), unique=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id", ondelete="CASCADE"), index=True)
    concept: Mapped[str]
    area: Mapped[str]
    quantity: Mapped[str | None]
    available: Mapped[str | None]
    state: Mapped[OfferState] = mapped_column(StoredText, default="pending")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    told: Mapped[int] = mapped_column(default=0)
    """How many of those who waited were told."""
    reported_views: Mapped[int] = mapped_column(default=0)
    """How many views the entrepreneur has heard of."""


class OfferView(Base):
    """That a person has looked at an offer."""

    __tablename__ = "offer_view"

    offer_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("offer.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    seen_at: Mapped[datetime]

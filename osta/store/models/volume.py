"""Volume together: needs that no single producer can fill, and what each producer pledges."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from osta.store.models.base import Base, BigId, StoredText, one_of, utc_now

NeedState = Literal["pending", "open", "reached", "ended", "cancelled"]
NeedPeriod = Literal["once", "week", "month", "year"]


class Need(Base):
    """So much of something, once or in each period, until ``closes_at``. ``text`` is the buyer's own wording."""

    __tablename__ = "need"
    __table_args__ = (
        one_of("state", NeedState),
        one_of("period", NeedPeriod),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("unit <> ''", name="unit"),
        Index("ix_need_state", "state", "closes_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    text: Mapped[str]
    concept: Mapped[str | None] = mapped_column(index=True)
    quantity: Mapped[float]
    unit: Mapped[str]
    period: Mapped[NeedPeriod] = mapped_column(StoredText)
    place_id: Mapped[str | None] = mapped_column(ForeignKey("place.id", ondelete="SET NULL"), index=True)
    state: Mapped[NeedState] = mapped_column(StoredText, default="pending")
    posted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    contact: Mapped[str | None]
    """How the buyer wants to be reached by those who agreed to be introduced."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    closes_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    """When it was reached or ended and everybody was told."""


class Pledge(Base):
    """What a producer could supply of a need. ``introduce``: the others who agree and staff may have the contact."""

    __tablename__ = "pledge"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("price_low >= 0 AND price_high >= price_low", name="price"),
        CheckConstraint("(price_low IS NULL) = (price_high IS NULL)", name="range"),
    )

    need_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("need.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    producer_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("producer.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    quantity: Mapped[float]
    price_low: Mapped[float | None]
    """Euros a unit."""
    price_high: Mapped[float | None]
    introduce: Mapped[bool] = mapped_column(default=False)
    pledged_at: Mapped[datetime]

"""The people the bot talks with, how they are reached, and what they have agreed to."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, func, literal, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osta.chat.texts import DEFAULT_LANGUAGE, Language
from osta.store.models.base import Base, BigId, StoredText, one_of, utc_now

ConsentTopic = Literal["service", "followup", "alerts", "polls", "announcements", "digest", "workshops", "listing"]


class Person(Base):
    """Somebody who has written to the bot. Holds no name and no number: only what is needed to answer."""

    __tablename__ = "person"
    __table_args__ = (one_of("language", Language), one_of("spoken", Language), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    language: Mapped[Language | None] = mapped_column(StoredText)
    """What the person has chosen; None: each question is answered in its own."""
    home_place_id: Mapped[str | None] = mapped_column(ForeignKey("place.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    blocked_at: Mapped[datetime | None]
    """When the person blocked the bot; nothing is sent to them from then on."""
    paused: Mapped[bool] = mapped_column(default=False)
    """The person has asked for nothing unsolicited (STOP)."""
    spoken: Mapped[Language | None] = mapped_column(StoredText)
    """What they were last answered in: for what the bot starts by itself, as long as they have chosen nothing."""

    @hybrid_property
    def told_in(self) -> Language:
        """The language of what the bot starts by itself."""
        return self.language or self.spoken or DEFAULT_LANGUAGE

    @told_in.inplace.expression
    @classmethod
    def _told_in(cls) -> ColumnElement[Language]:
        return func.coalesce(cls.language, cls.spoken, literal(DEFAULT_LANGUAGE))

    addresses: Mapped[list[PersonAddress]] = relationship(
        back_populates="person", lazy="raise", passive_deletes=True, order_by="PersonAddress.added_at"
    )


class PersonAddress(Base):
    """Where a person can be reached. One address belongs to one person; one person may have several."""

    __tablename__ = "person_address"
    __table_args__ = (CheckConstraint("channel <> '' AND chat <> ''", name="address"),)

    channel: Mapped[str] = mapped_column(primary_key=True)
    chat: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    added_at: Mapped[datetime] = mapped_column(default=utc_now)

    person: Mapped[Person] = relationship(back_populates="addresses", lazy="raise")


class Consent(Base):
    """That a person agreed to something, in which words and when; kept after its end as the proof of both."""

    __tablename__ = "consent"
    __table_args__ = (
        one_of("topic", ConsentTopic),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="order"),
        # One consent in force per person and topic.
        Index(
            "uq_consent_in_force",
            "person_id",
            "topic",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_consent_topic", "topic"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    topic: Mapped[ConsentTopic] = mapped_column(StoredText)
    text_version: Mapped[str]
    """Which wording was shown."""
    given_at: Mapped[datetime] = mapped_column(default=utc_now)
    withdrawn_at: Mapped[datetime | None]

"""Customer-needs polls: questions, who answered what, how far each person has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from osta.store.models.base import Base, BigId, Json, StoredText, one_of, utc_now

PollState = Literal["draft", "scheduled", "open", "closed", "cancelled"]
QuestionKind = Literal["single", "several", "scale", "text"]

MOST_QUESTIONS = 5
MOST_OPTIONS = 10
SCALE = (1, 2, 3, 4, 5)


class Poll(Base):
    """A few short questions to an audience, answered until ``closes_at``.

    ``audience`` is a broadcast's audience as JSON. ``title`` is for staff; readers see the wordings.
    """

    __tablename__ = "poll"
    __table_args__ = (
        one_of("state", PollState),
        CheckConstraint("closes_at > opens_at", name="order"),
        CheckConstraint("state IN ('draft', 'cancelled') OR closes_at IS NOT NULL", name="end"),
        Index("ix_poll_state", "state", "closes_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    title: Mapped[str]
    state: Mapped[PollState] = mapped_column(StoredText, default="draft")
    audience: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    municipality: Mapped[str | None]
    """Whose staff member made it; None for one of all municipalities."""
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    remind_at: Mapped[datetime | None]
    """When those who have not answered are reminded; empty once that is done, or is not wanted."""
    broadcast_id: Mapped[int | None] = mapped_column(ForeignKey("broadcast.id", ondelete="SET NULL"), index=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    result_shared_at: Mapped[datetime | None]

    questions: Mapped[list[PollQuestion]] = relationship(
        back_populates="poll",
        lazy="raise",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="PollQuestion.position",
    )


class PollQuestion(Base):
    """One question. ``wording`` holds it in each language that it was written in; Finnish is always there."""

    __tablename__ = "poll_question"
    __table_args__ = (
        one_of("kind", QuestionKind),
        CheckConstraint(f"position BETWEEN 1 AND {MOST_QUESTIONS}", name="position"),
        UniqueConstraint("poll_id", "position"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id", ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[QuestionKind] = mapped_column(StoredText)
    wording: Mapped[dict[str, str]] = mapped_column(Json)

    poll: Mapped[Poll] = relationship(back_populates="questions", lazy="raise")
    options: Mapped[list[PollOption]] = relationship(
        lazy="raise", cascade="all, delete-orphan", passive_deletes=True, order_by="PollOption.position"
    )


class PollOption(Base):
    """One choice of a question. ``concept`` is what it was read as: choosing it is demand for that."""

    __tablename__ = "poll_option"
    __table_args__ = (
        CheckConstraint(f"position BETWEEN 1 AND {MOST_OPTIONS}", name="position"),
        UniqueConstraint("question_id", "position"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("poll_question.id", ondelete="CASCADE"))
    position: Mapped[int]
    wording: Mapped[dict[str, str]] = mapped_column(Json)
    concept: Mapped[str | None] = mapped_column(index=True)


class PollAnswer(Base):
    """A person's answer to a question: a scale's value, words, or the chosen options; none of them when skipped."""

    __tablename__ = "poll_answer"
    __table_args__ = (
        CheckConstraint("scale BETWEEN 1 AND 5", name="scale"),
        CheckConstraint("NOT skipped OR (scale IS NULL AND text IS NULL)", name="skipped"),
    )

    question_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("poll_question.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    scale: Mapped[int | None]
    text: Mapped[str | None]
    skipped: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime]


class PollChoice(Base):
    """An option that a person has chosen."""

    __tablename__ = "poll_choice"

    option_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("poll_option.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )


class PollWords(Base):
    """A free answer that has lost its person: it is kept, who said it is not."""

    __tablename__ = "poll_words"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own way to say it

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("poll_question.id", ondelete="CASCADE"), index=True)
    text: Mapped[str]


class PollParticipant(Base):
    """That a person has opened, finished or left a poll, and where they lived then."""

    __tablename__ = "poll_participant"
    __table_args__ = (CheckConstraint("finished_at IS NULL OR left_at IS NULL", name="end"),)

    poll_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("poll.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    municipality: Mapped[str | None]
    opened_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]

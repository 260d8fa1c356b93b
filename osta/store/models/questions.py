"""What people asked, for the demand that nobody meets yet; loses its person after 30 days."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from osta.chat.texts import Language
from osta.store.models.base import Base, BigId, Json, StoredText, one_of, utc_now


class QuestionLog(Base):
    """One question, how it was understood, and how many answers it got. ``widened_km``: how far the search went."""

    __tablename__ = "question_log"
    __table_args__ = (
        one_of("language", Language),
        # What retention looks for: old questions that still have their person.
        Index(
            "ix_question_log_with_person",
            "asked_at",
            sqlite_where=text("person_id IS NOT NULL"),
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        Index("ix_question_log_asked_at", "asked_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    channel: Mapped[str]
    language: Mapped[Language] = mapped_column(StoredText)
    text: Mapped[str | None]
    intent: Mapped[str]
    concepts: Mapped[list[str]] = mapped_column(Json, default=list)
    """The slugs of the concepts asked for."""
    place_id: Mapped[str | None] = mapped_column(ForeignKey("place.id", ondelete="SET NULL"), index=True)
    result_count: Mapped[int]
    widened_km: Mapped[float | None]

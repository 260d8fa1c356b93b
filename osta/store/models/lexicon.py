"""What words mean: concepts, the words staff have taught, and words nobody could read."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from osta.chat.texts import Language
from osta.store.models.base import Base, BigId, StoredText, one_of, utc_now

WordSource = Literal["taught", "lexicon"]
WordContext = Literal["question", "listing"]
WordDecision = Literal["taught", "ignored"]


class Concept(Base):
    """A thing or service that people ask for. ``id`` is a stable 31-bit hash of the slug.

    The rows mirror the lexicon that ships with the program, for reports and exports. Nothing refers to them with a
    foreign key: a listing may have been read with an older or newer lexicon than the one mirrored here.
    """

    __tablename__ = "concept"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(unique=True)
    label_fi: Mapped[str]
    label_sv: Mapped[str]
    label_en: Mapped[str]


class Word(Base):
    """A word that stands for a concept, in the form in which it was taught. The lower ``rank`` is the likelier."""

    __tablename__ = "word"
    __table_args__ = (
        UniqueConstraint("text", "language", "concept"),
        one_of("language", Language),
        one_of("source", WordSource),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    concept: Mapped[str] = mapped_column(index=True)
    """The concept's slug."""
    language: Mapped[Language] = mapped_column(StoredText)
    text: Mapped[str]
    rank: Mapped[int] = mapped_column(default=0)
    source: Mapped[WordSource] = mapped_column(StoredText, default="taught")
    taught_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    taught_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)


class UnknownWord(Base):
    """A word that no table knows, with how often it was met; waits for staff to decide."""

    __tablename__ = "unknown_word"
    __table_args__ = (one_of("example_context", WordContext), one_of("decision", WordDecision))

    text: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=1)
    example_context: Mapped[WordContext] = mapped_column(StoredText)
    first_seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    decided_at: Mapped[datetime | None]
    decision: Mapped[WordDecision | None] = mapped_column(StoredText)

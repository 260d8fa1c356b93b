"""The search index: derived from producers and offerings, rebuilt from them at any time."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from osta.store.models.base import Base, BigId


class Posting(Base):
    """That a producer at a position answers to a key (a concept or term with the kind of match packed in).

    ``z`` is the Morton code of the position's cell, so that one range of the primary key is one area.
    """

    __tablename__ = "posting"
    __table_args__ = (
        Index("ix_posting_producer_id", "producer_id"),
        {"sqlite_with_rowid": False},
    )

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    z: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    producer_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("producer.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    latitude: Mapped[float]
    longitude: Mapped[float]


class Density(Base):
    """How many postings a key has in a large cell: tells a search how wide to start."""

    __tablename__ = "density"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    cell: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    n: Mapped[int]


class Term(Base):
    """A word of producers that no concept knows, and its key in the postings."""

    __tablename__ = "term"

    key: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(unique=True)

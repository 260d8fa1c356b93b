"""What the database notes about itself."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from osta.store.models.base import Base


class Mark(Base):
    """A named value about the database's own state, such as the lexicon that its listings were read with."""

    __tablename__ = "mark"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]

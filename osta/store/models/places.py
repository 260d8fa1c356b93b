"""The gazetteer: municipalities, villages and other named places."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from osta.store.models.base import Base, Json, StoredText, one_of

Locative = Literal["inner", "outer"]


class Place(Base):
    """A named place. ``id`` is its slug. Positions are WGS84 degrees; both are empty where nobody knows them."""

    __tablename__ = "place"
    __table_args__ = (
        one_of("locative", Locative),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="position"),
        CheckConstraint("radius_km >= 0", name="radius"),
        CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="degrees"),
        Index("ix_place_name", "name"),
        Index("ix_place_municipality", "municipality"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    municipality: Mapped[str]
    kind: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    postal_code: Mapped[str | None]
    alt_names: Mapped[list[str]] = mapped_column(Json, default=list)
    """Other names: Sámi, Swedish, older and local ones."""
    locative: Mapped[Locative | None] = mapped_column(StoredText)
    """The case series for being there: inner (Sallassa) or outer (Kemijärvellä)."""
    radius_km: Mapped[float | None]
    """How far the place reaches, or how uncertain its position is."""
    nearest: Mapped[str | None]
    """For a place without a position of its own: the nearest place that has one."""
    inside: Mapped[bool] = mapped_column(default=True)
    """Whether it lies in the area that the program serves; others only give directions."""
    also: Mapped[list[str]] = mapped_column(Json, default=list)
    """What else its name means: ``word``, ``person``."""
    source: Mapped[str | None]
    """Where the row comes from."""


class ImportedPlace(Base):
    """A place that this installation's operator imported: from then on its row, not the program's own, is the truth."""

    __tablename__ = "imported_place"

    place_id: Mapped[str] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"), primary_key=True)

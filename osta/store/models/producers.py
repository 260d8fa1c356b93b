"""Those who sell: producers and what they offer."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.engine.interfaces import ExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from osta.store.models.base import Base, BigId, Json, StoredText, one_of, utc_now

ProducerStatus = Literal["draft", "pending", "published", "archived"]
ProducerSource = Literal["import", "chat", "staff"]
OfferingRole = Literal["product", "mention"]

_CODE_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"  # none that is mistaken for another when read aloud or copied
_CODE_LENGTH = 8


def new_public_code() -> str:
    """A code for links and buttons that says nothing of how many producers there are."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))


def name_key(name: str) -> str:
    """The name as it is looked up and compared: case, accents, dots and punctuation do not count."""
    bare = "".join(char for char in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in bare).split())


def _key_of_inserted_name(context: Any) -> str:
    inserted: ExecutionContext = context
    return name_key(inserted.get_current_parameters()["name"])  # type: ignore[attr-defined]


class Producer(Base):
    """A business or person that sells something, as it presents itself.

    ``import_key`` recognises it when the same file is imported again. ``card`` holds what a result shows, so that
    results need no join. ``months`` are numbers 1-12; empty means all year.
    """

    __tablename__ = "producer"
    __table_args__ = (
        one_of("status", ProducerStatus),
        one_of("source", ProducerSource),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="position"),
        CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="degrees"),
        CheckConstraint("public_kitchen_kg_month >= 0", name="public_kitchen"),
        Index("ix_producer_status", "status", "municipality"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True, default=new_public_code)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(default=_key_of_inserted_name, index=True)
    description: Mapped[str | None]
    village_place_id: Mapped[str | None] = mapped_column(ForeignKey("place.id", ondelete="SET NULL"), index=True)
    municipality: Mapped[str | None]
    postal_code: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    phone: Mapped[str | None] = mapped_column(index=True)
    """E.164, e.g. +358400000000."""
    email: Mapped[str | None]
    website: Mapped[str | None]
    business_id: Mapped[str | None] = mapped_column(index=True)
    industry: Mapped[str | None]
    industry_version: Mapped[str | None]
    """Which edition of the industry classification the code belongs to."""
    months: Mapped[list[int]] = mapped_column(Json, default=list)
    opening_hours: Mapped[str | None]
    delivery_area: Mapped[str | None]
    languages: Mapped[list[str]] = mapped_column(Json, default=list)
    emblem: Mapped[str | None]
    public_kitchen_kg_month: Mapped[int | None]
    """How much public kitchens may buy, kg a month; None when they may not."""
    minimum_order: Mapped[str | None]
    owner_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    status: Mapped[ProducerStatus] = mapped_column(StoredText, default="published")
    source: Mapped[ProducerSource] = mapped_column(StoredText)
    import_key: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None]
    """Who said that it is still so: ``owner`` or ``staff``; names nobody."""
    card: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    offerings: Mapped[list[Offering]] = relationship(
        back_populates="producer",
        lazy="raise",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="Offering.position",
    )

    @validates("name")
    def _name_changes(self, _: str, name: str) -> str:
        self.name_key = name_key(name)
        return name


class Offering(Base):
    """One thing that a producer offers, in the producer's own words, and the concept it was read as.

    ``concept_id`` has no foreign key, see Concept. ``available``: now to be had, sold out, or not said.
    """

    __tablename__ = "offering"
    __table_args__ = (one_of("role", OfferingRole), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id", ondelete="CASCADE"), index=True)
    concept_id: Mapped[int | None] = mapped_column(BigId, index=True)
    text: Mapped[str]
    role: Mapped[OfferingRole] = mapped_column(StoredText, default="product")
    months: Mapped[list[int]] = mapped_column(Json, default=list)
    available: Mapped[bool | None]
    position: Mapped[int] = mapped_column(default=0)

    producer: Mapped[Producer] = relationship(back_populates="offerings", lazy="raise")

"""A listing as its seller writes it, field by field: kept as JSON while it is unfinished or waits for approval."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from osta.chat.texts import marked
from osta.discovery.places.stored import stored
from osta.discovery.producers import catalogue
from osta.discovery.service import Discovery
from osta.store.engine import Session
from osta.store.models import Producer

_COPIED = (
    ("name", "name"),
    ("business_id", "business_id"),
    ("village", "village_place_id"),
    ("latitude", "latitude"),
    ("longitude", "longitude"),
    ("delivery", "delivery_area"),
    ("hours", "opening_hours"),
    ("phone", "phone"),
    ("email", "email"),
    ("website", "website"),
    ("kitchen", "public_kitchen_kg_month"),
)
"""Fields of a draft with the producer's column for each."""

LABELS = {
    "name": marked("Nimi"),
    "business_id": marked("Y-tunnus"),
    "products": marked("Tuotteet ja palvelut"),
    "months": marked("Kausi"),
    "description": marked("Esittely"),
    "village": marked("Kylä"),
    "delivery": marked("Toimitus"),
    "hours": marked("Aukiolo ja myyntipaikat"),
    "phone": marked("Puhelin"),
    "email": marked("Sähköposti"),
    "website": marked("Verkkosivu"),
    "languages": marked("Kielet"),
    "kitchen": marked("Julkiset keittiöt"),
}
"""What people call the fields, in the order in which they are told."""


@dataclass(slots=True)
class Draft:
    """What a seller has told so far. ``code`` is that of the listing that is edited; None for a new one.

    ``village`` is a place's id. ``kitchen`` is how much public kitchens may buy, kg a month: 0 for an amount that
    varies, None for not at all. ``emblem`` is what staff have granted: it is shown, and not the seller's to change.
    """

    code: str | None = None
    name: str = ""
    business_id: str | None = None
    products: str = ""
    description: str | None = None
    months: list[int] = field(default_factory=list)
    village: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    delivery: str | None = None
    hours: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    languages: list[str] = field(default_factory=list)
    kitchen: int | None = None
    emblem: str | None = None

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Draft:
        """The draft that was kept; what another version kept besides is left out."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})

    def to_json(self) -> dict[str, Any]:
        """The draft as JSON, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "", [])}

    @classmethod
    def of(cls, producer: Producer) -> Draft:
        """The listing as it is now, to be edited. The offerings must be loaded."""
        draft = cls(
            code=producer.code,
            products=catalogue.listed(producer),
            description=producer.description,
            months=list(producer.months or []),
            languages=list(producer.languages or []),
            emblem=producer.emblem,
        )
        for mine, column in _COPIED:
            setattr(draft, mine, getattr(producer, column))
        return draft

    def changes(self, producer: Producer) -> list[str]:
        """The names of the fields that would be different from how the listing is now."""
        now = Draft.of(producer)
        return [name for name in LABELS if (getattr(self, name) or None) != (getattr(now, name) or None)]

    def fill(self, producer: Producer, discovery: Discovery) -> None:
        """Give a producer what the draft says, but for products and description: those go through the catalogue."""
        for mine, column in _COPIED:
            setattr(producer, column, getattr(self, mine))
        producer.months = sorted(self.months)
        producer.languages = list(self.languages)
        if self.village is not None and self.village in discovery.gazetteer:
            place = discovery.gazetteer[self.village]
            producer.municipality = place.municipality or producer.municipality
            if self.latitude is None:
                producer.latitude, producer.longitude = place.latitude, place.longitude

    def previewed(self, discovery: Discovery, now: datetime) -> Producer:
        """A producer as it will look, tied to no database."""
        producer = Producer(
            code=self.code or "",
            source="chat",
            status="draft",
            created_at=now,
            updated_at=now,
            confirmed_at=now,
            card={},
        )
        self.fill(producer, discovery)
        producer.description, producer.emblem = self.description, self.emblem
        catalogue.write(discovery, producer, self.products)
        return producer

    async def save(self, session: Session, discovery: Discovery, producer: Producer, now: datetime) -> catalogue.Saved:
        """Store the producer with everything that the draft says."""
        self.fill(producer, discovery)
        if self.village is not None and self.village in discovery.gazetteer:
            await stored(session, discovery.gazetteer[self.village])
        return await catalogue.save(session, discovery, producer, self.products, self.description, now=now)

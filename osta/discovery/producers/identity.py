"""Which listing a row of a file belongs to: the same row finds the same listing whenever it comes again."""

from __future__ import annotations

from osta.store.models import Producer, name_key


def key_of(business_id: str | None, name: str, where: str | None) -> str:
    """The key of a producer: its business id, or its name with the village or municipality where it is."""
    return f"id:{business_id}" if business_id else outlet_key(name, where)


def outlet_key(name: str, where: str | None) -> str:
    """The key of one outlet, for a name with a place, and for the second one that a business id has in a file."""
    return f"name:{name_key(name) or name.casefold()}@{name_key(where or '')}"


def where_of(village_id: str | None, village: str | None, municipality: str | None) -> str | None:
    """The most exact name of the place: a village's slug, the village as written, or the municipality."""
    return village_id or village or municipality


def keys_of(producer: Producer) -> list[str]:
    """The keys by which a stored producer is recognised, the surest first."""
    village = str(producer.card.get("village", ""))
    where = where_of(producer.village_place_id, village, producer.municipality)
    current = [key_of(producer.business_id, producer.name, where), outlet_key(producer.name, where)]
    return list(dict.fromkeys(([producer.import_key] if producer.import_key else []) + current))

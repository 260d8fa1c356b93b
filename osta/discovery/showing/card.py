"""A producer's card, exactly as everybody sees it: residents, the owner's preview, staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from osta.chat.figures import clip, day, months, number, phone
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import Texts, marked
from osta.discovery.service import Discovery
from osta.discovery.showing.wares import ware
from osta.store.models import Offering, Producer

OLD = timedelta(days=400)  # a year and a season: what nobody confirmed for longer may no longer hold
NAME = 120  # UTF-16 units; the limits together keep a card below 4096 of them whatever people wrote
DESCRIPTION = 600
FIELD = 110
PRODUCT = 60
PRODUCTS = 12  # shown; the rest is counted
EMBLEM = marked("Kotoisin – Itä-Lapista")
_SPOKEN = {
    "fi": marked("suomi"),
    "sv": marked("ruotsi"),
    "en": marked("englanti"),
    "de": marked("saksa"),
    "ru": marked("venäjä"),
    "no": marked("norja"),
    "fr": marked("ranska"),
    "et": marked("viro"),
    "es": marked("espanja"),
    "sme": marked("pohjoissaame"),
    "smn": marked("inarinsaame"),
    "sms": marked("koltansaame"),
}
"""The languages that a listing may name, in the order in which they are told."""


def card(producer: Producer, offerings: Sequence[Offering], t: Texts, now: datetime, discovery: Discovery) -> Rich:
    """All that a listing says, and how old the information is."""
    lines: list[Rich | str] = [Rich.bold(clip(producer.name, NAME))]
    if producer.emblem:
        lines.append(t.line(EMBLEM))
    lines.append(_place(producer))
    if producer.description:
        lines += ["", clip(producer.description, DESCRIPTION)]
    lines += ["", *_products(producer, offerings, t, discovery)]
    facts = _facts(producer, t)
    if facts:
        lines += ["", *facts]
    lines += ["", _age(producer, t, now)]
    return _lines(lines)


def card_reply(
    producer: Producer,
    t: Texts,
    now: datetime,
    discovery: Discovery,
    *,
    kept: bool = False,
    back: Sequence[str] = (),
    edits: str | None = None,
) -> Reply:
    """The card of a published producer with its buttons. ``kept``: the person has it among the favourites.

    ``back`` are the arguments of the list that it was opened from, if any. The offerings must be loaded.
    """
    code = producer.code
    first = [Button.of(t.line("Kartalla"), "card.map", code)] if _on_map(producer) else []
    if producer.phone:
        first.append(Button.of(t.line("Yhteystieto"), "card.contact", code))
    favourite = (
        Button.of(t.line("Poista suosikeista"), "card.drop", code, *back)
        if kept
        else Button.of(t.line("Lisää suosikkeihin"), "card.keep", code, *back)
    )
    rows = [tuple(first), (favourite,), (Button.of(t.line("Tieto on vanhentunut"), "report", code),)]
    if back:
        rows.append((Button.of(t.line("Takaisin"), "list", *back),))
    return Reply(card(producer, producer.offerings, t, now, discovery), tuple(row for row in rows if row), edits=edits)


def _on_map(producer: Producer) -> bool:
    return producer.latitude is not None or producer.village_place_id is not None


def _place(producer: Producer) -> str:
    village = str((producer.card or {}).get("village") or "")
    names = dict.fromkeys(clip(name, FIELD) for name in (village, producer.municipality or "") if name)
    return ", ".join(names)


def _products(producer: Producer, offerings: Sequence[Offering], t: Texts, discovery: Discovery) -> list[Rich | str]:
    sold = [offering for offering in offerings if offering.role == "product"]
    read_as: dict[str, list[str]] = {}
    for offering in sold:
        concept = discovery.lexicon.by_key.get(offering.concept_id) if offering.concept_id is not None else None
        read_as.setdefault(offering.text, []).extend([concept.slug] if concept else [])
    shown: dict[str, str] = {}
    for offering in sold:
        name = ware(offering.text, read_as[offering.text], discovery, t.language)
        shown.setdefault(clip(name, PRODUCT), _state(offering, producer, t))
    lines: list[Rich | str] = [f"• {text}{state}" for text, state in list(shown.items())[:PRODUCTS]]
    if len(shown) > PRODUCTS:
        lines.append(t.plural("ja {n} muu", "ja {n} muuta", len(shown) - PRODUCTS))
    season = producer.months or []
    if season:
        lines.append(t("Kausi: {months}", months=months(season, t)))
    return lines


def _state(offering: Offering, producer: Producer, t: Texts) -> str:
    notes = []
    if offering.months and list(offering.months) != list(producer.months or []):
        notes.append(months(offering.months, t))
    if offering.available is not None:
        notes.append(t.line("nyt saatavilla") if offering.available else t.line("juuri nyt loppu"))
    return f" – {', '.join(notes)}" if notes else ""


def _facts(producer: Producer, t: Texts) -> list[Rich | str]:
    facts: list[Rich | str] = []
    if producer.opening_hours:
        facts.append(t("Avoinna: {hours}", hours=clip(producer.opening_hours, FIELD)))
    if producer.delivery_area:
        facts.append(t("Toimitus: {area}", area=clip(producer.delivery_area, FIELD)))
    if producer.minimum_order:
        facts.append(t("Pienin tilaus: {order}", order=clip(producer.minimum_order, FIELD)))
    if producer.public_kitchen_kg_month is not None:
        if producer.public_kitchen_kg_month:
            amount = number(producer.public_kitchen_kg_month, t.language)
            facts.append(t("Myy myös julkisille keittiöille, noin {kg} kg kuussa", kg=amount))
        else:
            facts.append(t("Myy myös julkisille keittiöille"))
    spoken = [t.line(name) for language, name in _SPOKEN.items() if language in (producer.languages or [])]
    if len(spoken) > 1 or (spoken and "fi" not in (producer.languages or [])):
        facts.append(t("Palvelukielet: {languages}", languages=", ".join(spoken)))
    if producer.phone:
        facts.append(t("Puhelin: {phone}", phone=phone(producer.phone, t.language)))
    if producer.email:
        facts.append(t("Sähköposti: {email}", email=clip(producer.email, FIELD)))
    if producer.website:
        facts.append(t("Verkossa: {website}", website=clip(producer.website, FIELD)))
    return facts


def _age(producer: Producer, t: Texts, now: datetime) -> Rich:
    if producer.confirmed_at is None:
        when = day(producer.updated_at.date(), t.language, now.date())
        return t("_Tiedot lisätty {day}, myyjä ei ole vielä vahvistanut niitä._", day=when)
    when = day(producer.confirmed_at.date(), t.language, now.date())
    if now - producer.confirmed_at > OLD:
        return t("_Vahvistettu viimeksi {day}: tieto voi olla vanhentunut, kysy ensin._", day=when)
    return t("_Tiedot vahvistettu {day}_", day=when)


def _lines(lines: Sequence[Rich | str]) -> Rich:
    """Lines with single empty ones between groups."""
    groups: list[list[Rich | str]] = [[]]
    for line in lines:
        if not line:
            groups.append([])
        else:
            groups[-1].append(line)
    return Rich.join([Rich.join(group) for group in groups], between="\n\n")

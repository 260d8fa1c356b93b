"""The weekly "Tuore paikallinen": what is in season near you, who is new, and a fact; for those who subscribed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from osta.broadcasts import broadcast, facts
from osta.broadcasts.facts import Fact
from osta.broadcasts.moments import monday
from osta.broadcasts.quiet import HELSINKI
from osta.broadcasts.region import region
from osta.broadcasts.schedule import Tick
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Language, texts
from osta.discovery.lexicon.model import Concept
from osta.discovery.service import Discovery
from osta.discovery.showing.places import municipalities
from osta.store import news
from osta.store.audiences import Audience
from osta.store.engine import Session
from osta.store.models import Producer

EVERY = timedelta(minutes=15)
WEEKDAY = 3  # Thursday: before the weekend's shopping
CLOCK = time(15)
PREPARED = timedelta(days=1)
"""How long before it goes out it is written, so that staff can look at it."""
_WEEK = timedelta(days=7)
_MOST_PRODUCTS = 6
_MOST_NEW = 3


@dataclass(frozen=True, slots=True)
class News:
    """What a municipality's digest tells. ``beginning`` are products whose season has just begun."""

    beginning: tuple[str, ...]
    in_season: tuple[str, ...]
    new: tuple[Producer, ...]

    def __bool__(self) -> bool:
        return bool(self.beginning or self.in_season or self.new)


class Digest:
    """Writes each week's digests: one for each municipality, one for those whose home nobody knows."""

    def __init__(self, discovery: Discovery) -> None:
        self._discovery = discovery

    @property
    def tick(self) -> Tick:
        """For the schedule."""
        return Tick("digest", EVERY, self.prepare)

    async def prepare(self, session: Session, now: datetime) -> None:
        """Write and schedule the digests of this week when it is time; those that exist already stay as they are."""
        week = monday(now)
        goes_out = datetime.combine(week + timedelta(days=WEEKDAY), CLOCK, HELSINKI)
        if not goes_out - PREPARED <= now < goes_out + PREPARED:  # later than that it is next week's
            return
        homes = [place.municipality for place in municipalities(self._discovery.gazetteer)]
        for municipality in (*homes, ""):
            found = await gathered(session, self._discovery, municipality or None, now)
            if not found:
                continue
            await broadcast.create(
                session,
                "digest",
                f"Tuore paikallinen {municipality}".strip(),
                {
                    language: written(self._discovery, found, municipality, facts.built_in(), goes_out.date(), language)
                    for language in LANGUAGES
                },
                Audience(home_in=municipality),
                now,
                due_at=goes_out,
                ends_at=goes_out + timedelta(days=2),  # on Saturday it is no longer fresh
                key=f"digest:{week.isoformat()}:{municipality}",
            )


async def gathered(session: Session, discovery: Discovery, municipality: str | None, now: datetime) -> News:
    """What there is to tell of a municipality (None: of all of them) at a moment."""
    today = now.astimezone(HELSINKI).date()
    keys = await news.sold(session, municipality)
    concepts = sorted(
        (discovery.lexicon.by_key[key] for key in keys if key in discovery.lexicon.by_key),
        key=lambda concept: (-len(discovery.lexicon.above(concept.slug)), concept.slug),
    )
    season = [concept for concept in concepts if concept.months and today.month in concept.months]
    beginning = [concept for concept in season if _month_before(today) not in concept.months]
    new = await news.new_producers(session, now - _WEEK, municipality, _MOST_NEW)
    return News(
        _slugs(beginning),
        _slugs([concept for concept in season if concept not in beginning]),
        tuple(new),
    )


def written(
    discovery: Discovery, found: News, municipality: str, every_fact: Sequence[Fact], day: date, language: Language
) -> Reply:
    """The digest in a language."""
    t = texts(language)
    where = _where(discovery, municipality)
    lines: list[Rich] = [Rich.bold(t.line("Tuore paikallinen: {where}", where=where))]
    if found.beginning:
        lines.append(t("Kausi alkaa: {things}.", things=_labels(discovery, found.beginning, language)))
    if found.in_season:
        lines.append(t("Nyt on kausi: {things}.", things=_labels(discovery, found.in_season, language)))
    if found.new:
        names = ", ".join(_named(producer) for producer in found.new)
        lines.append(t("Uusia myyjiä: {names}.", names=names))
    if every_fact:
        lines.append(facts.told(facts.of_week(every_fact, day), t))
    cards = [(Button.of(clip(producer.name, 40), "card.beside", producer.code),) for producer in found.new]
    browse = (Button.of(t.line("Selaa, mitä lähellä myydään"), "browse"),)
    return Reply(Rich.join(lines, between="\n\n"), (*cards, browse))


def _where(discovery: Discovery, municipality: str) -> str:
    whole = region(discovery.gazetteer)
    return municipality if municipality or whole is None else whole.name


def _slugs(concepts: Collection[Concept]) -> tuple[str, ...]:
    return tuple(concept.slug for concept in concepts)[:_MOST_PRODUCTS]


def _labels(discovery: Discovery, slugs: Sequence[str], language: Language) -> str:
    return ", ".join(discovery.label(slug, language) for slug in slugs)


def _named(producer: Producer) -> str:
    village = str(producer.card.get("village") or producer.municipality or "")
    return f"{clip(producer.name, 60)} ({village})" if village else clip(producer.name, 60)


def _month_before(day: date) -> int:
    return (day.month - 2) % 12 + 1

"""Alerts: when a listing answers what somebody waits for, or its season begins, they hear of it, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from osta.broadcasts import broadcast
from osta.broadcasts.quiet import HELSINKI
from osta.broadcasts.region import region
from osta.broadcasts.schedule import Tick
from osta.chat.figures import clip, phone
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Language, Texts, texts
from osta.discovery.keys import Match
from osta.discovery.lexicon.model import Lexicon
from osta.discovery.question.model import Want
from osta.discovery.search import Origin, Result
from osta.discovery.service import Discovery
from osta.discovery.showing.results import wares
from osta.store import alert_notices, producers
from osta.store.audiences import Audience
from osta.store.engine import Session
from osta.store.models import Alert, Producer

EVERY = timedelta(minutes=10)
NEXT_SEASON = timedelta(days=180)
"""After this long the same producer's season is news again."""
_PAGE = 50  # alerts looked at in one transaction
_RESULTS = 10
_SHOWN = 5  # sellers in one message


class AlertWatch:
    """Looks through the open alerts, page by page, whenever a listing has changed and once a day.

    Where it is and what it has seen is kept in memory only: begun anew, it tells nobody twice.
    """

    def __init__(self, discovery: Discovery) -> None:
        self._discovery = discovery
        self._after: int | None = None
        self._seen: tuple[datetime | None, date] | None = None

    @property
    def tick(self) -> Tick:
        """For the schedule."""
        return Tick("alerts", EVERY, self.look)

    async def look(self, session: Session, now: datetime) -> bool:
        """Look through the next alerts. True while there are more."""
        if self._after is None:
            seen = (await alert_notices.last_change(session), now.astimezone(HELSINKI).date())
            if seen == self._seen:
                return False
            self._seen, self._after = seen, 0
        page = await alert_notices.open_page(session, self._after, _PAGE)
        await self._tell(session, page, now)
        self._after = page[-1].id if len(page) == _PAGE else None
        return self._after is not None

    async def _tell(self, session: Session, page: Sequence[Alert], now: datetime) -> None:
        told = await alert_notices.told(session, [alert.id for alert in page])
        news: dict[int, dict[int, Result]] = {}  # by person and producer
        pairs: list[tuple[int, int]] = []
        for alert in page:
            for result in await self._answers(session, alert, now):
                last = told.get((alert.id, result.producer_id))
                if last is None or now - last > NEXT_SEASON:
                    producer = await producers.get(session, result.producer_id)
                    if producer is not None and is_news(producer, alert, last, now, self._discovery.lexicon):
                        news.setdefault(alert.person_id, {})[result.producer_id] = result
                        pairs.append((alert.id, result.producer_id))
        await alert_notices.keep(session, pairs, now)
        alike: dict[tuple[int, ...], list[int]] = {}
        for person_id, found in news.items():
            alike.setdefault(tuple(found), []).append(person_id)
        for people in alike.values():
            results = list(news[people[0]].values())
            await broadcast.create(
                session,
                "alert",
                results[0].name,
                {language: _message(results, language, self._discovery) for language in LANGUAGES},
                Audience(people=tuple(sorted(people))),
                now,
                due_at=now,
            )

    async def _answers(self, session: Session, alert: Alert, now: datetime) -> list[Result]:
        gazetteer = self._discovery.gazetteer
        place = gazetteer[alert.place_id] if alert.place_id and alert.place_id in gazetteer else None
        middle = place or region(gazetteer) or next(iter(gazetteer))
        page = await self._discovery.search.find(
            session,
            [Want((slug,), slug) for slug in alert.concepts],
            alert.terms,
            Origin(middle.latitude, middle.longitude, named=place is not None),
            now=now,
            limit=_RESULTS,
            radius_km=alert.radius_km,
        )
        return [
            result
            for result in page.results
            if result.match <= Match.KIND
            and not result.sold_out
            and (alert.radius_km is None or result.distance_km is None or result.distance_km <= alert.radius_km)
        ]


def is_news(producer: Producer, alert: Alert, told: datetime | None, now: datetime, lexicon: Lexicon) -> bool:
    """Whether the owner of an alert would want to hear of a producer that answers it now.

    Only in season; and only what they could not know when they asked: a listing that is new or changed since, or a
    season that has begun since. ``told`` is when they heard of it last, in an earlier season.
    """
    month, asked_in = now.astimezone(HELSINKI).month, alert.created_at.astimezone(HELSINKI).month
    season = months(producer, alert.concepts, lexicon)
    if season and month not in season:
        return False
    if told is not None:
        return bool(season)  # what is sold all year has no new season
    return producer.updated_at > alert.created_at or bool(season and asked_in not in season)


def months(producer: Producer, wanted: Iterable[str], lexicon: Lexicon) -> frozenset[int]:
    """The months in which the producer offers something of what is wanted: as it says itself, else as usual; empty for
    all year.
    """
    concepts = {slug for want in wanted for slug in lexicon.below(want)}
    season: set[int] = set()
    for offering in producer.offerings:
        concept = lexicon.by_key.get(offering.concept_id) if offering.concept_id is not None else None
        if concept is None or concept.slug not in concepts:
            continue
        of_this = offering.months or producer.months or concept.months
        if not of_this:
            return frozenset()
        season.update(of_this)
    return frozenset(season)


def _message(results: Sequence[Result], language: Language, discovery: Discovery) -> Reply:
    """One message about all that is news at once: when a season begins, it begins for many."""
    t = texts(language)
    first, several = results[0], len(results) > 1
    stop = (Button.of(t.line("Löysin jo, lopeta vahti"), "notices.found", first.code),)
    if not several:
        where = _where(first)
        told = (
            t("Nyt löytyy, mitä etsit: *{name}*, {where}.", name=clip(first.name, 80), where=where)
            if where
            else t("Nyt löytyy, mitä etsit: *{name}*.", name=clip(first.name, 80))
        )
        look = (Button.of(t.line("Näytä tiedot"), "card.beside", first.code),)
        return Reply(Rich.join([told, *_facts(first, t, discovery)]), (look, stop))
    entries: list[Rich | str] = [t("Nyt löytyy, mitä etsit, usealta myyjältä:")]
    for number, result in enumerate(results[:_SHOWN], 1):
        name = Rich.plain(f"{number}. ") + Rich.bold(clip(result.name, 80))
        entries.append(Rich.join([name, _where(result), *_facts(result, t, discovery)]))
    cards = tuple(
        Button.of(str(number), "card.beside", result.code) for number, result in enumerate(results[:_SHOWN], 1)
    )
    return Reply(Rich.join(entries, between="\n\n"), (cards, stop))


def _where(result: Result) -> str:
    return ", ".join(dict.fromkeys(clip(name, 60) for name in (result.village, result.municipality) if name))


def _facts(result: Result, t: Texts, discovery: Discovery) -> list[str]:
    sold = clip(", ".join(wares(result, discovery, t)), 160)
    return [fact for fact in (sold, phone(result.phone, t.language) if result.phone else "") if fact]

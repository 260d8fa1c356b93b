"""Before its season begins, the owner of a listing is asked once whether it still holds; one tap says yes.

What is sold all year has no season to wait for: of that the same is asked when a year has gone by.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from osta.broadcasts import broadcast
from osta.broadcasts.alerts import months
from osta.broadcasts.quiet import HELSINKI
from osta.broadcasts.schedule import Tick
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Language, texts
from osta.discovery.service import Discovery
from osta.store import confirming
from osta.store.audiences import Audience
from osta.store.engine import Session
from osta.store.models import Producer

EVERY = timedelta(hours=1)
AHEAD = timedelta(days=14)
"""How long before the season the question comes: time enough to look what there will be."""
RECENT = timedelta(days=30)
"""Who has confirmed or changed the listing lately is not asked."""
A_YEAR = timedelta(days=365)
_PAGE = 100  # listings looked at in one transaction


class Confirmations:
    """Looks through the listings once a day, page by page.

    Where it is is kept in memory only: begun anew, it asks nobody twice.
    """

    def __init__(self, discovery: Discovery) -> None:
        self._discovery = discovery
        self._after: int | None = None
        self._day: date | None = None

    @property
    def tick(self) -> Tick:
        """For the schedule."""
        return Tick("confirmations", EVERY, self.look)

    async def look(self, session: Session, now: datetime) -> bool:
        """Look through the next listings. True while there are more."""
        today = now.astimezone(HELSINKI).date()
        if self._after is None:
            if self._day == today:
                return False
            self._day, self._after = today, 0
        page = await confirming.page(session, now - RECENT, self._after, _PAGE)
        for producer in page:
            await self._ask(session, producer, today, now)
        self._after = page[-1].id if len(page) == _PAGE else None
        return self._after is not None

    async def _ask(self, session: Session, producer: Producer, today: date, now: datetime) -> None:
        season = self._season(producer)
        if season:
            soon = today + AHEAD
            if today.month in season or soon.month not in season:
                return
            about = f"{soon:%Y-%m}"
        else:
            said = producer.confirmed_at or producer.created_at
            if now - said < A_YEAR:
                return
            about = f"{said:%Y-%m-%d}"
        if producer.owner_person_id is None:
            return
        name = clip(producer.name, 80)
        await broadcast.create(
            session,
            "notice",
            name,
            {language: _question(producer, name, language, seasonal=bool(season)) for language in LANGUAGES},
            Audience(people=(producer.owner_person_id,)),
            now,
            due_at=now,
            key=f"confirm:{producer.id}:{about}",
        )

    def _season(self, producer: Producer) -> frozenset[int]:
        """The months in which the listing has something to sell; empty for all year."""
        if producer.months:
            return frozenset(producer.months)
        lexicon = self._discovery.lexicon
        known = (lexicon.by_key.get(offering.concept_id or 0) for offering in producer.offerings)
        return months(producer, {concept.slug for concept in known if concept is not None}, lexicon)


def _question(producer: Producer, name: str, language: Language, *, seasonal: bool) -> Reply:
    t = texts(language)
    text: Rich = (
        t("Kautesi alkaa pian. Onko ilmoituksessasi *{name}* kaikki ajan tasalla?", name=name)
        if seasonal
        else t("Ilmoituksesi *{name}* on vahvistettu viimeksi yli vuosi sitten. Onko kaikki ajan tasalla?", name=name)
    )
    rows = (
        (Button.of(t.line("Tiedot ovat ajan tasalla"), "mine.confirm", producer.code),),
        (Button.of(t.line("Muokkaa"), "register.edit", producer.code),),
        (Button.of(t.line("Avaa ilmoitus"), "mine.open", producer.code),),
    )
    return Reply(text, rows)

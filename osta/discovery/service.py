"""Discovery as the rest of the program uses it: read a question, read a listing, find, and say names in sentences."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Thread

from osta.chat.texts import Language
from osta.discovery.finnish import paradigms
from osta.discovery.index import build
from osta.discovery.index.vocabulary import Vocabulary
from osta.discovery.lexicon.load import DATA, load
from osta.discovery.lexicon.model import Concept, Lexicon
from osta.discovery.listing import ListingReader
from osta.discovery.places import imported as imported_places
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.places.imported import Imported
from osta.discovery.places.middle import middle
from osta.discovery.places.model import Place
from osta.discovery.question.model import Question
from osta.discovery.question.read import Reader
from osta.discovery.results import rank_of
from osta.discovery.search import Origin, Page, Result, Search
from osta.store.engine import Database, Session

NEAR_KM = {"village": 30.0, "hamlet": 30.0, "resort": 30.0, "district": 30.0}
NEAR_AREA_KM = 60.0  # how far still counts as near when a municipality or its centre was named


@dataclass(frozen=True, slots=True)
class Here:
    """Where the person is or lives: distances are measured from it when the question names no place."""

    latitude: float
    longitude: float
    place: Place | None = None


class Discovery:
    """The lexicon, the gazetteer, the form index and the search, opened once."""

    def __init__(
        self, lexicon: Lexicon, gazetteer: Gazetteer, vocabulary: Vocabulary, imported: Imported | None = None
    ) -> None:
        self.lexicon = lexicon
        self.gazetteer = gazetteer
        self.imported = imported
        self.reader = Reader(vocabulary, lexicon, gazetteer)
        self.listings = ListingReader(self.reader)
        self.search = Search(lexicon)
        self._middle = middle(gazetteer) or (0.0, 0.0)
        self._labels: dict[str, tuple[str, str, str]] | None = None

    @classmethod
    def open(
        cls, progress: build.Progress | None = None, imported: Imported | None = None, data: Path = DATA
    ) -> Discovery:
        """Load everything; the form index is built first if the data or the imported places have changed since."""
        folder = build.ensure(data, progress, imported)
        gazetteer = Gazetteer.load(data / "places.csv")
        if imported is not None:
            gazetteer = imported.gazetteer(gazetteer)
        return cls(load(data), gazetteer, Vocabulary(folder), imported)

    @classmethod
    async def of(cls, database: Database, progress: build.Progress | None = None, data: Path = DATA) -> Discovery:
        """The same, with the places that were imported into a database."""
        async with database.reading() as session:
            places = await imported_places.read(session)
        return await _beside(lambda: cls.open(progress, places, data))

    def read(self, text: str, hint: Language | None = None) -> Question:
        """Understand a text."""
        return self.reader.read(text, hint)

    async def find(
        self,
        session: Session,
        question: Question,
        here: Here | None = None,
        *,
        now: datetime,
        limit: int = 5,
        offset: int = 0,
        municipality: str | None = None,
    ) -> Page:
        """The producers that answer, from ``offset`` on. Distances are from the place named, else from ``here``.

        ``now`` is the moment of the question: listings that nobody has confirmed for long before it sink.
        """
        page = await self._find(session, question, here, now, limit, offset, municipality)
        if page.results or not (question.wants and question.words):
            return page
        if offset and (await self._find(session, question, here, now, 1, 0, municipality)).results:
            return page  # the end of a list, not an empty one
        # Nobody was read to sell it: somebody may still write all these words.
        literally = replace(question, wants=(), terms=question.words)
        return await self._find(session, literally, here, now, limit, offset, municipality, every_term=True)

    async def _find(
        self,
        session: Session,
        question: Question,
        here: Here | None,
        now: datetime,
        limit: int,
        offset: int,
        municipality: str | None,
        *,
        every_term: bool = False,
    ) -> Page:
        origins = self.origins(question, here)
        pages = [
            await self.search.find(
                session,
                question.wants,
                question.terms,
                origin,
                now=now,
                excluded=question.excluded,
                limit=limit + offset if len(origins) > 1 else limit,
                offset=0 if len(origins) > 1 else offset,
                radius_km=question.radius_km,
                near_km=near_km,
                municipality=municipality,
                every_term=every_term,
            )
            for origin, near_km in origins
        ]
        return pages[0] if len(pages) == 1 else _merged(pages, len(question.wants), now, offset, limit)

    def origins(self, question: Question, here: Here | None) -> list[tuple[Origin, float | None]]:
        """The points to measure from with what counts as near each; the middle of the region when nothing is known."""
        if question.places:
            return [
                (Origin(place.latitude, place.longitude), NEAR_KM.get(place.kind, NEAR_AREA_KM))
                for place in question.places
            ]
        if here is not None:
            return [(Origin(here.latitude, here.longitude), NEAR_AREA_KM)]
        return [(Origin(*self._middle, named=False), None)]

    def concept(self, slug: str) -> Concept | None:
        """The concept of a slug."""
        return self.lexicon.concepts.get(slug)

    def partitive(self, slug: str, language: Language) -> str:
        """What one asks for, as it stands after *myy* and *etsit*: perunoita, hillaa; the label in other languages."""
        return self._label(slug, language, 2)

    def genitive(self, slug: str, language: Language) -> str:
        """The concept's label in the genitive: perunan; the label itself in other languages."""
        return self._label(slug, language, 1)

    def label(self, slug: str, language: Language) -> str:
        """The concept's label."""
        return self._label(slug, language, 0)

    def _label(self, slug: str, language: Language, form: int) -> str:
        concept = self.lexicon.concepts.get(slug)
        if concept is None:
            return slug
        if language != "fi":
            return concept.labels[language]
        if self._labels is None:
            self._labels = paradigms.read_labels()
        return self._labels.get(slug, (concept.labels["fi"],) * 3)[form]


def _merged(pages: Sequence[Page], wants: int, now: datetime, offset: int, limit: int) -> Page:
    """Several places were named: each producer once, at its nearest of them, in the usual order."""
    nearest: dict[int, Result] = {}
    for page in pages:
        for result in page.results:
            known = nearest.get(result.producer_id)
            if known is None or (result.distance_km or 0.0) < (known.distance_km or 0.0):
                nearest[result.producer_id] = result
    ordered = sorted(nearest.values(), key=lambda result: rank_of(result, wants, now))
    widened = [page.widened_to_km for page in pages]
    return Page(
        tuple(ordered[offset : offset + limit]),
        len(ordered) > offset + limit or any(page.more for page in pages),
        min((km for km in widened if km is not None), default=None) if None not in widened else None,
    )


async def _beside(work: Callable[[], Discovery]) -> Discovery:
    """Do it in a thread that ends with the program: building the index takes a minute, and who stops the program then
    need not wait for it.
    """
    outcome: Future[Discovery] = Future()
    outcome.set_running_or_notify_cancel()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - whoever waits gets it
            outcome.set_exception(error)

    Thread(target=run, name="opening-discovery", daemon=True).start()
    return await asyncio.wrap_future(outcome)

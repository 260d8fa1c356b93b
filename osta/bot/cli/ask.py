"""``osta ask``: one question, one answer, for people or for programs."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from osta.bot.cli.opening import discovery, opened
from osta.chat.errors import OstaError
from osta.chat.texts import Language, Texts, texts
from osta.discovery.places.model import Place
from osta.discovery.producers.upkeep import keep_current
from osta.discovery.question.model import Intent, Question
from osta.discovery.search import Page, Result
from osta.discovery.service import Discovery, Here
from osta.discovery.showing.results import wares
from osta.store.engine import Session

LONGEST_QUESTION = 2000  # characters; more is no question
_METRES = 3  # decimals of a distance in kilometres
_NARROW = 100  # columns where nobody tells how wide the output is
_MOST_PRODUCTS = 3


class NoSuchPlace(OstaError):
    """No such place is known."""


class NothingLoaded(OstaError):
    """The database has no producers: `osta import producers FILE` loads some, `osta demo` invented ones."""


class NoQuestion(OstaError):
    """There is no question: write one after `osta ask`, or give some to `osta ask --json` on standard input."""


def answer_questions(
    url: str | None, text: str | None, *, as_json: bool, near: str | None, lang: Language | None, limit: int
) -> None:
    """Answer the text, or with ``as_json`` and no text each line of standard input.

    Raises NoQuestion, NoSuchPlace and NothingLoaded.
    """
    if text is None and not as_json:
        raise NoQuestion
    asyncio.run(_answer(url, text, as_json, near, lang, limit))


async def _answer(
    url: str | None, text: str | None, as_json: bool, near: str | None, lang: Language | None, limit: int
) -> None:
    async with opened(url) as database:
        known = await discovery(database)
        await keep_current(database, known)
        here = _here(known, near)
        async with database.reading() as session:
            from osta.store import listings

            if not await listings.published(session):
                raise NothingLoaded
            if not as_json:
                question, page, _ = await find(known, session, text or "", here, lang, limit)
                _show(known, question, page, texts(lang or question.language))
                return
            for line in [text] if text is not None else _lines():
                question, page, elapsed_ms = await find(known, session, line, here, lang, limit)
                print(json.dumps(as_object(line, question, page, elapsed_ms), ensure_ascii=False), flush=True)


async def find(
    known: Discovery, session: Session, text: str, here: Here | None, lang: Language | None, limit: int
) -> tuple[Question, Page, float]:
    """The question as it was understood, what was found, and the milliseconds that reading and searching took."""
    started = time.perf_counter()
    question = known.read(text[:LONGEST_QUESTION], lang)
    page = Page(())
    if question.intent is Intent.FIND:
        page = await known.find(session, question, here, now=datetime.now(UTC), limit=limit)
    return question, page, (time.perf_counter() - started) * 1000


def as_object(text: str, question: Question, page: Page, elapsed_ms: float) -> dict[str, Any]:
    """The answer as other programs read it; docs/OPERATING.md tells its fields."""
    answer: dict[str, Any] = {
        "query": text,
        "lang": question.language,
        "intent": question.intent.value,
        "concepts": list(dict.fromkeys(concept for want in question.wants for concept in want.concepts)),
        "place": _place(question.place) if question.place else None,
        "results": [_result(result) for result in page.results],
        "widened_to_km": None if page.widened_to_km is None else round(page.widened_to_km, _METRES),
        "elapsed_ms": round(elapsed_ms, _METRES),
    }
    if len(question.places) > 1:
        answer["places"] = [_place(place) for place in question.places]
    return answer


def _place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "municipality": place.municipality,
        "latitude": place.latitude,
        "longitude": place.longitude,
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "name": result.name,
        "products": list(result.products),
        "village": result.village,
        "municipality": result.municipality,
        "distance_km": None if result.distance_km is None else round(result.distance_km, _METRES),
        "match": result.match.public,
        "phone": result.phone,
    }


def _here(known: Discovery, near: str | None) -> Here | None:
    if near is None:
        return None
    named = known.gazetteer.named(near)
    place = named[0] if named else known.read(near).place
    if place is None:
        raise NoSuchPlace(f"No place is called {near!r}: give the name of a village, centre or municipality.")
    return Here(place.latitude, place.longitude, place)


def _lines() -> Iterable[str]:
    """The lines of standard input, whatever bytes they hold."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "replace").rstrip("\r\n")


def _show(known: Discovery, question: Question, page: Page, t: Texts) -> None:
    from rich.console import Console

    out = Console(width=None if sys.stdout.isatty() else _NARROW, highlight=False, markup=False, emoji=False)
    if question.intent is not Intent.FIND:
        out.print(t.line("Kysy, kuka myy mitä ja missä, esimerkiksi: kuka myy perunaa Sallassa"))
        return
    if not page.results:
        out.print(t.line("Kukaan ei vielä myy tätä."))
        return
    if page.widened_to_km is not None:
        out.print(t.line("Lähellä ei ole ketään. Lähin on {km:.0f} kilometrin päässä.", km=page.widened_to_km))
    out.print(_table(page.results, t, known))
    if page.more:
        out.print(t.line("Lisääkin löytyy: --limit näyttää enemmän."))


def _table(results: Sequence[Result], t: Texts, known: Discovery) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in (t.line("Nimi"), t.line("Mitä"), t.line("Kylä")):
        table.add_column(heading, overflow="fold")
    table.add_column("km", justify="right", no_wrap=True)
    table.add_column(t.line("Puhelin"), no_wrap=True)
    for result in results:
        place = ", ".join(dict.fromkeys(name for name in (result.village, result.municipality) if name))
        cells = [
            result.name,
            ", ".join(wares(result, known, t)[:_MOST_PRODUCTS]),
            place,
            "" if result.distance_km is None else _kilometres(result.distance_km, t.language),
            result.phone or "",
        ]
        table.add_row(*(Text("".join(char for char in cell if char.isprintable())) for cell in cells))
    return table


def _kilometres(distance_km: float, language: Language) -> str:
    shown = f"{distance_km:.1f}"
    return shown if language == "en" else shown.replace(".", ",")

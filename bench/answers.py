"""Quality: the labelled questions, and those held out, asked of a fresh database inside the process."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter_ns

from bench.quality.labels import Answer, Place, Question, Result, read_questions
from bench.quality.measures import Scores, judge, summarise
from bench.quality.score import groups
from bench.report import Section
from osta.discovery.producers.importing import import_producers
from osta.discovery.question.model import Intent
from osta.discovery.search import Page
from osta.discovery.service import Discovery
from osta.store.engine import Database, open_database
from osta.store.schema import upgrade

LABELLED = Path(__file__).parent / "quality"
SITUATIONS = LABELLED / "situations"
HELD_OUT = LABELLED / "heldout"
SHOWN = {
    "recall_at_5": "recall@5",
    "precision_at_1": "P@1",
    "ndcg_at_5": "nDCG@5",
    "place_accuracy": "place",
    "false_finds": "false finds",
    "false_answers": "false answers",
    "distance_order": "order",
}


def run() -> Section:
    """Ask all and score, by language and kind of question."""
    return _scored("quality", "Quality of answers to labelled questions", LABELLED)


def run_situations() -> Section:
    """The same with questions that mostly tell what happened."""
    return _scored("quality-situations", "Quality of answers to people who tell what happened", SITUATIONS)


def run_held_out() -> Section:
    """The same with the set that nobody may write the lexicon by."""
    return _scored("quality-held-out", "Quality of answers to questions that the lexicon is not edited by", HELD_OUT)


def _scored(name: str, title: str, folder: Path) -> Section:
    questions = read_questions(folder / "questions.jsonl")
    answers = asyncio.run(answered(Discovery.open(), questions, folder / "producers.csv"))
    scored = groups([judge(question, answer) for question, answer in zip(questions, answers, strict=True)])
    section = Section(name, title, ("questions", "n", *SHOWN.values()))
    section.rows = [(group, str(scores.questions), *cells(scores)) for group, scores in scored]
    section.figures = {group: asdict(scores) for group, scores in scored}
    return section


def cells(scores: Scores) -> list[str]:
    """The measures as text; a dash where no question was of that sort."""
    found = [getattr(scores, name) for name in SHOWN]
    return ["–" if share is None else f"{share:.3f}" for share in found]


async def answered(
    discovery: Discovery, questions: Sequence[Question], producers: Path = LABELLED / "producers.csv"
) -> list[Answer]:
    """Import the labelled producers into a new database and answer every question from it."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "quality.sqlite")
        try:
            await upgrade(database)
            await import_producers(database, discovery, producers, now=datetime.now(UTC))
            return [await _answer(database, discovery, question.text) for question in questions]
        finally:
            await database.close()


async def _answer(database: Database, discovery: Discovery, text: str) -> Answer:
    started = perf_counter_ns()
    question = discovery.read(text)
    page = Page(())
    if question.intent is Intent.FIND:  # as `osta ask --json` answers
        async with database.reading() as session:
            page = await discovery.find(session, question, now=datetime.now(UTC))
    elapsed = (perf_counter_ns() - started) / 1e6
    place = question.place
    return Answer(
        is_find=question.intent is Intent.FIND,
        place=Place(place.name, place.municipality) if place else None,
        results=tuple(Result(result.name, result.distance_km) for result in page.results),
        elapsed_ms=elapsed,
    )


def score(questions: Sequence[Question], answers: Sequence[Answer]) -> Scores:
    """All answers together."""
    return summarise([judge(question, answer) for question, answer in zip(questions, answers, strict=True)])

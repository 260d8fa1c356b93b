"""Quality: the labelled questions of bench/quality, asked of a fresh database inside the process."""

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
from osta.discovery.service import Discovery
from osta.store.engine import Database, open_database
from osta.store.schema import upgrade

LABELLED = Path(__file__).parent / "quality"
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
    questions = read_questions(LABELLED / "questions.jsonl")
    discovery = Discovery.open()
    answers = asyncio.run(answered(discovery, questions))
    scored = groups([judge(question, answer) for question, answer in zip(questions, answers, strict=True)])
    section = Section("quality", "Quality of answers to labelled questions", ("questions", "n", *SHOWN.values()))
    section.rows = [(name, str(scores.questions), *cells(scores)) for name, scores in scored]
    section.figures = {name: asdict(scores) for name, scores in scored}
    return section


def cells(scores: Scores) -> list[str]:
    """The measures as text; a dash where no question was of that sort."""
    found = [getattr(scores, name) for name in SHOWN]
    return ["–" if share is None else f"{share:.3f}" for share in found]


async def answered(discovery: Discovery, questions: Sequence[Question]) -> list[Answer]:
    """Import the labelled producers into a new database and answer every question from it."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "quality.sqlite")
        try:
            await upgrade(database)
            await import_producers(database, discovery, LABELLED / "producers.csv", now=datetime.now(UTC))
            return [await _answer(database, discovery, question.text) for question in questions]
        finally:
            await database.close()


async def _answer(database: Database, discovery: Discovery, text: str) -> Answer:
    started = perf_counter_ns()
    question = discovery.read(text)
    async with database.reading() as session:
        page = await discovery.find(session, question)
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

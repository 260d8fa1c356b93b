"""Two search engines on the same producers and questions in the same run, as ratios to ours."""

from __future__ import annotations

import asyncio
import csv
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter_ns

from bench import answers, databases
from bench.engines import Document, Engine, Fts5Trigram, Tantivy, words_of
from bench.generate import producers
from bench.measure import answer
from bench.quality.labels import Answer, Question, Result, read_questions
from bench.quality.measures import Scores
from bench.questions import questions as generated_questions
from bench.report import Section
from bench.timing import Times, times
from osta.discovery.service import Discovery
from osta.store.engine import open_database

QUESTIONS = 200
PASSES = 3
PEERS: tuple[Callable[[Path | None], Engine], ...] = (
    Tantivy,
    lambda folder: Fts5Trigram(folder and folder / "fts.sqlite", whole_words=True),
    lambda folder: Fts5Trigram(folder and folder / "fts.sqlite", whole_words=False),
)


def run(size: int, say: Callable[[str], None] = print) -> Section:
    """Quality on the labelled set, time on so many generated producers."""
    discovery = Discovery.open()
    small = frozenset(word.text.lower() for word in discovery.lexicon.talk)
    labelled = [question for question in read_questions(answers.LABELLED / "questions.jsonl") if question.is_find]
    say("asking the labelled questions …")
    ours = answers.score(labelled, asyncio.run(answers.answered(discovery, labelled)))
    asked = [one.text for one in generated_questions(QUESTIONS, discovery.lexicon, discovery.gazetteer)]
    say(f"timing ourselves on {size:,} producers …")
    our_times = asyncio.run(_our_times(databases.make("sqlite", size, discovery, say=say).url, discovery, asked))
    section = Section(
        "peers",
        f"Peers on the same producers and questions; time on {size:,} producers, ratios to ours in brackets",
        ("program", "recall@5", "nDCG@5", "P@1", "median ms", "p95 ms", "build s"),
        note=f"quality over the labelled questions that look for something; times of {QUESTIONS} generated ones, the "
        f"fastest of {PASSES} passes; peers get them without small words",
    )
    _add(section, "Osta paikallista", ours, our_times, None, ours, our_times)
    for make in PEERS:
        with tempfile.TemporaryDirectory() as folder:
            quality = _quality(make(None), labelled, small)
            engine = make(Path(folder))
            say(f"indexing {size:,} producers with {engine.name} …")
            started = time.perf_counter()
            engine.add(_documents(size, discovery))
            build = time.perf_counter() - started
            _add(section, engine.name, quality, _their_times(engine, asked, small), build, ours, our_times)
    return section


def _add(
    section: Section, name: str, quality: Scores, took: Times, build: float | None, ours: Scores, our_times: Times
) -> None:
    shares = [(getattr(quality, key) or 0.0, getattr(ours, key) or 1.0) for key in _QUALITY]
    spent = [(took.median, our_times.median), (took.p95, our_times.p95)]
    section.rows.append(
        (
            name,
            *(f"{share:.3f} ({share / own:.2f})" for share, own in shares),
            *(f"{ms:.2f} ({ms / own:.1f})" for ms, own in spent),
            "" if build is None else f"{build:.0f}",
        )
    )
    section.figures[name] = dict(zip(_QUALITY, (share for share, _ in shares), strict=True)) | {
        "median_ms": took.median,
        "p95_ms": took.p95,
        "build_s": build,
    }


_QUALITY = ("recall_at_5", "ndcg_at_5", "precision_at_1")


def _quality(engine: Engine, labelled: Sequence[Question], small: frozenset[str]) -> Scores:
    with (answers.LABELLED / "producers.csv").open(encoding="utf-8-sig", newline="") as file:
        engine.add(
            Document(row["name"], f"{row['products']}. {row['description']}", f"{row['village']} {row['municipality']}")
            for row in csv.DictReader(file)
        )
    found = [
        Answer(True, None, tuple(Result(name, None) for name in engine.find(words_of(question.text, small))), None)
        for question in labelled
    ]
    return answers.score(labelled, found)


def _documents(size: int, discovery: Discovery) -> Iterator[Document]:
    for one in producers(size, discovery.lexicon, discovery.gazetteer):
        yield Document(one.name, one.listed, f"{one.village.name} {one.village.municipality}")


def _their_times(engine: Engine, asked: Sequence[str], small: frozenset[str]) -> Times:
    passes: list[list[int]] = []
    for _ in range(PASSES):
        passes.append([])
        for text in asked:
            started = perf_counter_ns()
            engine.find(words_of(text, small))
            passes[-1].append(perf_counter_ns() - started)
    return _fastest(passes)


def _fastest(passes: Sequence[Sequence[int]]) -> Times:
    """Each question counts with its fastest answer: what else the machine does only ever adds."""
    return times([min(same) for same in zip(*passes, strict=True)])


async def _our_times(url: str, discovery: Discovery, asked: Sequence[str]) -> Times:
    database = open_database(url)
    try:
        passes = [await answer(database, discovery, asked) for _ in range(PASSES)]
        return _fastest([[spent.whole for spent in one] for one in passes])
    finally:
        await database.close()

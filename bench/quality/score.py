"""Scores answers to the labelled questions beside this file: `python -m bench.quality.score QUESTIONS ANSWERS`.

The README says what is measured. Needs nothing beyond the standard library, so that it can also judge other programs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from bench.quality.labels import CUTOFF, Answer, BadInput, read_answers, read_questions
from bench.quality.measures import GAIN_ACCEPTABLE, GAIN_RELEVANT, Judgement, Scores, gain, judge, summarise

_COLUMNS = {
    "questions": "n",
    "recall_at_5": "rec@5",
    "precision_at_1": "P@1",
    "ndcg_at_5": "nDCG@5",
    "place_accuracy": "place",
    "false_finds": "f-find",
    "false_answers": "f-answ",
    "distance_order": "order",
    "median_ms": "med ms",
    "p95_ms": "p95 ms",
}


def table(named: Sequence[tuple[str, Scores]]) -> str:
    """The scores as aligned text, a line for each named group."""
    width = max(len(name) for name, _ in named)
    lines = [" " * width + "".join(f"{title:>8}" for title in _COLUMNS.values())]
    for name, scores in named:
        lines.append(f"{name:<{width}}" + "".join(f"{_cell(getattr(scores, key)):>8}" for key in _COLUMNS))
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def groups(judgements: Sequence[Judgement]) -> list[tuple[str, Scores]]:
    """All together, then by language and by tag."""
    languages = sorted({j.question.lang for j in judgements})
    kinds = sorted({kind for j in judgements for kind in j.question.kinds})
    return [
        ("all", summarise(judgements)),
        *((lang, summarise([j for j in judgements if j.question.lang == lang])) for lang in languages),
        *((kind, summarise([j for j in judgements if kind in j.question.kinds])) for kind in kinds),
    ]


def worst(judgements: Sequence[Judgement], count: int) -> Iterator[str]:
    """The worst answers in words: what was expected (`=`), what came (`+` relevant, `~` acceptable, `-` neither)."""
    failed = sorted((j for j in judgements if j.badness > 0), key=lambda j: -j.badness)
    for j in failed[:count]:
        question, answer = j.question, j.answer
        wanted = " / ".join(place.name for place in question.places) or "no place"
        got = answer.place.name if answer.place else "no place"
        yield f"{question.id}  {question.text}  [{question.lang}: {', '.join(question.kinds)}]"
        yield f"    {'find' if question.is_find else 'other'}, {wanted}; came {_intent(answer)}, {got}"
        for name in question.relevant or (["(nobody)"] if question.nobody_sells else []):
            yield f"    = {name}"
        for result in answer.results[:CUTOFF]:
            sign = {GAIN_RELEVANT: "+", GAIN_ACCEPTABLE: "~"}.get(gain(question, result.name), "-")
            yield f"    {sign} {result.name}"


def _intent(answer: Answer) -> str:
    return "find" if answer.is_find else "other"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 when it could score, 2 when it was given something it cannot read."""
    parser = argparse.ArgumentParser(prog="score.py", description="Score answers to labelled questions.")
    parser.add_argument("questions", type=Path, help="questions.jsonl")
    parser.add_argument("answers", type=Path, help="what `osta ask --json` printed")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--by-kind", action="store_true", help="a line for each language and tag too")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="list the N worst answers")
    options = parser.parse_args(arguments)
    try:
        questions = read_questions(options.questions)
        answers = read_answers(options.answers, questions)
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    judgements = [judge(question, answer) for question, answer in zip(questions, answers, strict=True)]
    scored = groups(judgements) if options.by_kind else [("all", summarise(judgements))]
    if options.json:
        print(json.dumps({name: asdict(scores) for name, scores in scored}, ensure_ascii=False))
        return 0
    print(table(scored))
    if without := scored[0][1].pairs_without_distance:
        print(f"{without} pairs could not be ordered: a distance is missing")
    for line in worst(judgements, options.worst):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())

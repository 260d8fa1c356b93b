"""How good answers are: each one against its question's labels, and all of them together."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bench.quality.labels import CUTOFF, Answer, Question, Result

GAIN_RELEVANT = 2.0
GAIN_ACCEPTABLE = 1.0


@dataclass
class Scores:
    """The table's columns; None where no question of that sort was asked. Shares are between 0 and 1."""

    questions: int
    recall_at_5: float | None
    precision_at_1: float | None
    ndcg_at_5: float | None
    place_accuracy: float | None
    false_finds: float | None
    false_answers: float | None
    distance_order: float | None
    pairs_without_distance: int
    median_ms: float | None
    p95_ms: float | None


@dataclass
class Judgement:
    """How one answer did; each share is None where the question cannot be judged by it."""

    question: Question
    answer: Answer
    recall: float | None = None
    first_is_relevant: float | None = None
    ndcg: float | None = None
    place: float | None = None
    false_find: float | None = None
    false_answer: float | None = None
    ordered_pairs: list[bool] = field(default_factory=list)
    pairs_without_distance: int = 0

    @property
    def badness(self) -> float:
        """Sorts the worst answers first: 0 for a perfect one, one point for each measure that is all wrong."""
        wrong = sum(1 - share for share in (self.recall, self.ndcg, self.place) if share is not None)
        false = sum(share for share in (self.false_find, self.false_answer) if share is not None)
        return wrong + false + (1 - self.first_is_relevant if self.first_is_relevant is not None else 0)


def gain(question: Question, name: str) -> float:
    """What a result is worth in nDCG."""
    if name in question.relevant:
        return GAIN_RELEVANT
    return GAIN_ACCEPTABLE if name in question.acceptable else 0.0


def discounted(gains: Iterable[float]) -> float:
    """Discounted cumulative gain of the first five results."""
    return sum(gain / math.log2(position + 2) for position, gain in enumerate(list(gains)[:CUTOFF]))


def judge(question: Question, answer: Answer) -> Judgement:
    """Compare one answer with what the question's labels ask for."""
    judgement = Judgement(question, answer)
    if not question.is_find:
        judgement.false_find = float(answer.is_find or bool(answer.results))
        return judgement
    judgement.place = float(_place_is_right(question, answer))
    shown = answer.shown
    if question.nobody_sells:
        judgement.false_answer = float(bool(shown))
        return judgement
    names = [result.name for result in shown]
    if question.relevant:
        hits = sum(name in question.relevant for name in names)
        judgement.recall = hits / min(CUTOFF, len(question.relevant))
        judgement.first_is_relevant = float(bool(names) and names[0] in question.relevant)
    ideal = [GAIN_RELEVANT] * len(question.relevant) + [GAIN_ACCEPTABLE] * len(question.acceptable)
    judgement.ndcg = discounted(gain(question, name) for name in names) / discounted(ideal)
    if question.places:
        _judge_order(judgement, shown)
    return judgement


def _place_is_right(question: Question, answer: Answer) -> bool:
    """No place must be answered with none; of several places asked about each is right."""
    if answer.place is None or not question.places:
        return answer.place is None and not question.places
    return any(answer.place.is_right(wanted) for wanted in question.places)


def _judge_order(judgement: Judgement, shown: Sequence[Result]) -> None:
    """Neighbours of the same rank should stand nearest first; kinds of match come before distance."""
    for nearer, farther in pairwise(shown):
        rank = judgement.question.rank_of(nearer.name)
        if rank is None or rank != judgement.question.rank_of(farther.name):
            continue
        if nearer.distance_km is None or farther.distance_km is None:
            judgement.pairs_without_distance += 1
        else:
            judgement.ordered_pairs.append(nearer.distance_km <= farther.distance_km)


def summarise(judgements: Sequence[Judgement]) -> Scores:
    """The scores of all answers together."""
    times = sorted(j.answer.elapsed_ms for j in judgements if j.answer.elapsed_ms is not None)
    return Scores(
        questions=len(judgements),
        recall_at_5=_mean(j.recall for j in judgements),
        precision_at_1=_mean(j.first_is_relevant for j in judgements),
        ndcg_at_5=_mean(j.ndcg for j in judgements),
        place_accuracy=_mean(j.place for j in judgements),
        false_finds=_mean(j.false_find for j in judgements),
        false_answers=_mean(j.false_answer for j in judgements),
        distance_order=_mean(float(ordered) for j in judgements for ordered in j.ordered_pairs),
        pairs_without_distance=sum(j.pairs_without_distance for j in judgements),
        median_ms=statistics.median(times) if times else None,
        # The nearest rank: the smallest time that at least 95 % of the answers do not exceed.
        p95_ms=times[math.ceil(0.95 * len(times)) - 1] if times else None,
    )


def _mean(shares: Iterable[float | None]) -> float | None:
    """The mean of those that apply, or None."""
    known = [share for share in shares if share is not None]
    return statistics.fmean(known) if known else None

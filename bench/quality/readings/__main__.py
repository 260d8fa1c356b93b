"""How questions are read, without producers: `python -m bench.quality.readings [--worst] [--part PART]`."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from osta.discovery.question.model import Intent, Question
from osta.discovery.service import Discovery
from osta.discovery.showing.wants import narrowed

QUESTIONS = Path(__file__).with_name("questions.jsonl")
PARTS = ("first", "second", "unseen")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question with what it asks for. Each of ``wants`` is met by any of its concepts; ``also`` does no harm."""

    id: str
    text: str
    part: str
    intent: str
    wants: tuple[frozenset[str], ...]
    also: frozenset[str]
    place: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """How one question was read. ``met`` is the share of its wants that were understood, None where it has none."""

    labelled: Labelled
    question: Question
    met: float | None
    wrong: bool
    place: bool

    @property
    def false_find(self) -> bool:
        """Whether talk was taken for a search."""
        return self.labelled.intent == "other" and self.question.intent is Intent.FIND

    @property
    def right(self) -> bool:
        """Whether all of it was read as it was meant, and nothing else."""
        return self.met in (None, 1.0) and not (self.wrong or self.false_find) and self.place


def load(known: Iterable[str]) -> list[Labelled]:
    """The labelled questions. Raises ValueError where a label names no concept."""
    slugs = frozenset(known)
    found = [_labelled(json.loads(line)) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    for one in found:
        unknown = frozenset[str]().union(one.also, *one.wants) - slugs
        if unknown:
            raise ValueError(f"{one.id}: no such concept: {', '.join(sorted(unknown))}")
    return found


def _labelled(row: dict[str, Any]) -> Labelled:
    return Labelled(
        id=row["id"],
        text=row["text"],
        part=row["part"],
        intent=row["intent"],
        wants=tuple(frozenset(group) for group in row["wants"]),
        also=frozenset(row.get("also", ())),
        place=row["place"],
    )


def judge(labelled: Labelled, question: Question) -> Reading:
    """Compare one reading with its labels. What a message that is not a search was heard to want does no harm."""
    heard = list(question.wants) if question.intent is Intent.FIND else []
    if labelled.intent == "unnamed":
        heard = [want for want in heard if not narrowed(want)]  # "strutsin munia": eggs, but not just any
    wants = [frozenset(want.concepts) for want in heard]
    right = labelled.also.union(*labelled.wants)
    met = [any(group & want for want in wants) for group in labelled.wants]
    return Reading(
        labelled=labelled,
        question=question,
        met=fmean(met) if met else None,
        wrong=any(not want & right for want in wants),
        place=labelled.intent != "find" or (question.place.name if question.place else None) == labelled.place,
    )


def line(title: str, readings: Sequence[Reading]) -> str:
    """One row of the table."""
    found = [one.met for one in readings if one.met is not None]
    talk = [one.false_find for one in readings if one.labelled.intent == "other"]
    unnamed = [one.wrong for one in readings if one.labelled.intent == "unnamed"]
    asked = [one.place for one in readings if one.labelled.intent == "find"]
    shares = (
        fmean(one.right for one in readings),
        fmean(found),
        fmean(one.wrong for one in readings),
        fmean(talk),
        fmean(unnamed),
        fmean(asked),
    )
    return f"{title:<8}{len(readings):>6}" + "".join(f"{share:>9.3f}" for share in shares)


def main() -> None:
    """Print the table, and what was read otherwise than meant where that is asked for."""
    parser = argparse.ArgumentParser(prog="bench.quality.readings", description=__doc__)
    parser.add_argument("--worst", action="store_true", help="list what was read otherwise than meant")
    parser.add_argument("--part", choices=PARTS, help="only this part")
    options = parser.parse_args()
    discovery = Discovery.open()
    readings = [judge(one, discovery.read(one.text)) for one in load(discovery.lexicon.concepts)]
    print(f"{'':<8}{'n':>6}{'right':>9}{'met':>9}{'wrong':>9}{'f-find':>9}{'f-want':>9}{'place':>9}")
    for part in (options.part,) if options.part else PARTS:
        of_part = [one for one in readings if one.labelled.part == part]
        print(line(part, of_part))
        for one in of_part if options.worst else ():
            if not one.right:
                print(f"  {one.labelled.id} {one.labelled.text}: {_said(one.question)}")


def _said(question: Question) -> str:
    wants = " + ".join("/".join(want.concepts) for want in question.wants)
    place = question.place.name if question.place else "-"
    corrected = ", ".join(f"{typed} > {taken}" for typed, taken in question.corrected)
    return f"{question.intent.value} [{wants}] {place} {sorted(question.talk)} {corrected}"


if __name__ == "__main__":
    main()

"""What a hundred people write at the same time: whole questions whose answers can be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from bench.questions import questions
from osta.chat.texts import texts
from osta.discovery.question.model import Intent
from osta.discovery.service import Discovery
from osta.discovery.showing.wants import asked_for

CHATS = 100
MOST_OF_ONE = 25  # messages; somebody who writes more within a minute is asked to pause
_POOL = 3000


@dataclass(frozen=True, slots=True)
class Said:
    """A question, and words that its answer must contain."""

    text: str
    answer: str


def said(discovery: Discovery, seed: int = 1) -> Iterator[Said]:
    """Questions for one thing in Finnish, without end; no two with the same answer follow each other."""
    t = texts("fi")
    kept: list[Said] = []
    for asked in questions(_POOL, discovery.lexicon, discovery.gazetteer, seed):
        read = discovery.read(asked.text)
        if read.intent is Intent.FIND and len(read.wants) == 1 and read.language == "fi" and asked.kind != "two":
            answer = asked_for(read, discovery, t).casefold()
            if answer and not (kept and (answer in kept[-1].answer or kept[-1].answer in answer)):
                kept.append(Said(asked.text, answer))
    return cycle(kept)

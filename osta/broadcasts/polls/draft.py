"""A whole poll written as one message: what staff type, read into questions.

::

    Mitä ostaisit naapurikylästä? (monta)
    - perunaa
    - kalaa

    Miten tärkeää on, että ruoka on läheltä? (1-5)

    Mitä kylältäsi puuttuu?

A block a question. Lines with a dash are its options; without them it is a scale where it says ``(1-5)``, else answered
in free words. ``(monta)`` lets people choose several.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from osta.chat.errors import OstaError
from osta.chat.texts import Language
from osta.store.models import PollOption, PollQuestion, QuestionKind
from osta.store.models.polls import MOST_OPTIONS, MOST_QUESTIONS

LONGEST_QUESTION = 300  # characters; with ten options a question stays well below one message
LONGEST_OPTION = 60
FEWEST_OPTIONS = 2

_OPTION = re.compile(r"^\s*(?:[-–—•*]|\d{1,2}[.)])\s*(?P<text>\S.*)$")
_SEVERAL = re.compile(r"\s*[(\[](?:monta|useita|useampi|flera|several|many)[)\]]\s*$", re.IGNORECASE)
_SCALE = re.compile(r"\s*[(\[]\s*1\s*[-–—]\s*5\s*[)\]]\s*$")

Cause = Literal[
    "empty", "too_many_questions", "too_many_options", "one_option", "long_question", "long_option", "same_option",
    "other_shape",
]  # fmt: skip


class PollFault(OstaError):
    """The poll cannot be read. ``cause`` says why, ``question`` which question it is about (from 1; 0 for none)."""

    def __init__(self, cause: Cause, question: int = 0) -> None:
        super().__init__(f"{cause} in question {question}")
        self.cause: Cause = cause
        self.question = question


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """One question as it was written in one language."""

    kind: QuestionKind
    text: str
    options: tuple[str, ...] = ()


def read(message: str) -> list[QuestionDraft]:
    """The questions of a message, one to five. Raises PollFault."""
    blocks = _blocks(message)
    if not blocks:
        raise PollFault("empty")
    if len(blocks) > MOST_QUESTIONS:
        raise PollFault("too_many_questions", len(blocks))
    return [_question(block, number) for number, block in enumerate(blocks, 1)]


def as_rows(drafts: list[QuestionDraft], concepts: dict[str, str], language: Language = "fi") -> list[PollQuestion]:
    """The drafts as rows to store. ``concepts`` tells which concept an option's words were read as."""
    return [
        PollQuestion(
            position=number,
            kind=draft.kind,
            wording={language: draft.text},
            options=[
                PollOption(position=at, wording={language: text}, concept=concepts.get(text))
                for at, text in enumerate(draft.options, 1)
            ],
        )
        for number, draft in enumerate(drafts, 1)
    ]


def translate(questions: list[PollQuestion], drafts: list[QuestionDraft], language: Language) -> None:
    """Add another language's wording. Raises PollFault when there are not as many questions and options."""
    if len(drafts) != len(questions):
        raise PollFault("other_shape", min(len(drafts), len(questions)) + 1)
    for question, draft in zip(questions, drafts, strict=True):
        if len(draft.options) != len(question.options):
            raise PollFault("other_shape", question.position)
    for question, draft in zip(questions, drafts, strict=True):
        question.wording = question.wording | {language: draft.text}
        for option, text in zip(question.options, draft.options, strict=True):
            option.wording = option.wording | {language: text}


def _blocks(message: str) -> list[list[str]]:
    """The lines of each question. A question begins after an empty line, or with a plain line after options."""
    blocks: list[list[str]] = []
    fresh = True
    for line in message.splitlines():
        if not line.strip():
            fresh = True
            continue
        is_option = bool(blocks) and _OPTION.match(line) is not None
        after_options = bool(blocks) and len(blocks[-1]) > 1 and not is_option
        if (fresh and not is_option) or after_options or not blocks:
            blocks.append([line.strip()])
        elif is_option:
            blocks[-1].append(line)
        else:  # a question may run over two lines as long as no option has come
            blocks[-1][0] += " " + line.strip()
        fresh = False
    return blocks


def _question(block: list[str], number: int) -> QuestionDraft:
    text, several, scale = block[0], False, False
    if _SEVERAL.search(text):
        text, several = _SEVERAL.sub("", text), True
    elif _SCALE.search(text):
        text, scale = _SCALE.sub("", text), True
    text = " ".join(text.split())
    options = tuple(" ".join(found["text"].split()) for line in block[1:] if (found := _OPTION.match(line)))
    if not text:
        raise PollFault("empty", number)
    if len(text) > LONGEST_QUESTION:
        raise PollFault("long_question", number)
    if len(options) > MOST_OPTIONS:
        raise PollFault("too_many_options", number)
    if any(len(option) > LONGEST_OPTION for option in options):
        raise PollFault("long_option", number)
    if len({option.casefold() for option in options}) != len(options):
        raise PollFault("same_option", number)
    if scale and not options:
        return QuestionDraft("scale", text)
    if not options:
        return QuestionDraft("text", text)
    if len(options) < FEWEST_OPTIONS:
        raise PollFault("one_option", number)
    return QuestionDraft("several" if several else "single", text, options)

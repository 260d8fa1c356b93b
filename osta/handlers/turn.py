"""One turn of a conversation: what a handler gets, and may change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from osta.chat.messages import Action, Button, Message, Reply, Text
from osta.chat.texts import Language, Texts, texts
from osta.discovery.question.model import Question
from osta.discovery.service import Discovery
from osta.store.engine import Session
from osta.store.models import Person

IN_VAIN = "in_vain"
"""Where a conversation's data keeps that the last answer was of no use: the question's number; 0 where it has none."""

OPEN_CARD = "card"
"""Where it keeps the code of the producer whose card was opened since the last question."""

PASSING = ("asked", "last", "position", IN_VAIN, OPEN_CARD)
"""What a conversation's data keep of questions: not longer than the message, where that disappears."""


LONGEST_READ = 1000
"""Characters of a message that are read: nobody asks for something in more."""


_DIGITS = 18  # what fits 64 bits


class NotMine(Exception):
    """A handler's way to say that the message is not for it: the next route that fits gets it.

    What the handler changed in ``state`` and ``data`` by then is taken back.
    """


@dataclass(slots=True)
class Turn:
    """A message, who sent it and where the conversation stands.

    A handler reads ``message`` and ``action``, works through ``session`` (one transaction for the whole turn) and may
    set ``state`` (the name of the question it leaves open; None when nothing is open) and change ``data`` (kept with
    the conversation, JSON values only). It knows no messenger: it returns Replies.
    """

    message: Message
    person: Person
    session: Session
    discovery: Discovery
    now: datetime
    state: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    action: Action | None = None
    new_person: bool = False
    staff: bool = False
    offered: tuple[Button, ...] = ()
    """The choices in sight, under their numbers, for those who pick by writing."""
    _read: dict[Language, Question] = field(default_factory=dict, repr=False)

    @property
    def language(self) -> Language:
        """The language to answer in: the person's choice, else that of what they last wrote."""
        return self.person.language or self.data.get("language") or "fi"

    @property
    def t(self) -> Texts:
        """The texts of that language."""
        return texts(self.language)

    @property
    def text(self) -> str:
        """The words written, empty for anything else than text."""
        return self.message.content.text if isinstance(self.message.content, Text) else ""

    @property
    def understood(self) -> Question:
        """What the words ask for, as far as somebody may have meant them all; read once, whoever looks at it."""
        language = self.language
        if language not in self._read:
            self._read[language] = self.discovery.read(self.text[:LONGEST_READ], language)
        return self._read[language]

    def word(self, at: int = 0) -> str:
        """The argument of the pressed button at a position; empty where there is none."""
        return self.action.args[at] if self.action is not None and len(self.action.args) > at else ""

    def number(self, at: int = 0) -> int:
        """The number that stands there; 0 for what is none."""
        return _whole(self.word(at))

    def linked(self, prefix: str) -> int:
        """The number that a link into the bot names behind its prefix; 0 for what is none."""
        return _whole(self.argument.removeprefix(prefix))

    @property
    def argument(self) -> str:
        """What follows a command, for example the payload of ``/start``; empty for anything else."""
        return self.message.content.argument if isinstance(self.message.content, Text) else ""


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0


Handler = Callable[[Turn], Awaitable[list[Reply] | None]]
"""Answers a turn. None, like raising NotMine, leaves the message to the next route that fits."""

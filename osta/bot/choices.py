"""The choices that a chat was offered last, and text that picks one of them: by its number or by its label."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from osta.bot import choice_lists
from osta.bot.channels.rendering import LEAST_LIKENESS, TICK, Choice, choices_of, chosen
from osta.chat.messages import Action, Address, Button, Reply
from osta.handlers.route import form_of
from osta.store import conversations
from osta.store.engine import Session

MOST_KEPT = 60  # choices of one turn: more than any screen shows
_LONGEST_PICK = 100  # characters; no label is longer
_NUMBER_OF = re.compile(r"(?:numero|nro|nr|nummer|number|no)\.? ?(\d{1,2})")
_CALLED = (
    frozenset("ykkönen ykköstä ykkösen eka ekan ekaa ensimmäinen ensimmäistä ensimmäisen ettan första first".split()),
    frozenset("kakkonen kakkosta kakkosen toka tokan tokaa tvåan andra second".split()),
    frozenset("kolmonen kolmosta kolmosen kolmas trean tredje third".split()),
    frozenset("nelonen nelosta nelosen neljäs fyran fjärde fourth".split()),
    frozenset("viitonen viitosta viitosen viides femman femte fifth".split()),
)
"""What people call the first choices. Not *toinen*, which is also another one."""


def offered(replies: Sequence[Reply]) -> list[list[Any]]:
    """The choices of the replies as JSON values, the last reply's first: its numbers are the ones in sight.

    Raises ValueError for a button whose payload is too long.
    """
    kept: list[list[Any]] = []
    for reply in reversed(replies):
        kept += [[choice.number, choice.text, choice.action.payload()] for choice in choices_of(reply.rows)]
        for card in reply.inline or ():  # not kept, but checked as well: a button that cannot be sent is an error now
            _ = [button.action.payload() for row in card.rows for button in row if button.action is not None]
    return kept[:MOST_KEPT]


def numbered_on(shown: Sequence[Reply], following: Sequence[Reply]) -> list[Reply]:
    """The replies that follow others, with choices that go on from theirs: two lists with the same numbers would be
    one too many.
    """
    last = max((choice.number for reply in shown for choice in choices_of(reply.rows)), default=0)
    numbers = itertools.count(last + 1)
    return [
        replace(
            reply,
            rows=tuple(
                tuple(
                    replace(button, label=f"{next(numbers)} {button.label}") if button.action is not None else button
                    for button in row
                )
                for row in reply.rows
            ),
        )
        if last
        else reply
        for reply in following
    ]


def in_sight(choices: Sequence[Any]) -> tuple[Button, ...]:
    """The kept choices as buttons that keep their numbers; of two with one number, the one that counts."""
    buttons: dict[int, Button] = {}
    for number, label, payload in choices:
        action = Action.from_payload(payload)
        if action is not None:
            buttons.setdefault(number, Button(f"{number} {label}".strip(), action))
    return tuple(buttons.values())


def picked(text: str, choices: Sequence[Any], least_likeness: float = LEAST_LIKENESS) -> Action | None:
    """The action of the choice that the text names by its number, or by its label with so much likeness (0-100)."""
    if not choices or len(text) > _LONGEST_PICK:
        return None
    known: list[Choice] = []
    for number, label, payload in choices:
        action = Action.from_payload(payload)
        if action is not None:
            known.append(Choice(number, label, action))
    return chosen(text, known, least_likeness)


def is_number(text: str) -> bool:
    """Whether the text may be a choice's number and nothing else."""
    return text.strip(" .)#").isdecimal()


def in_digits(text: str) -> str:
    """The number that somebody calls a choice by (*ykkönen*, *eka*, *nro 2*) as digits; else the text as it is."""
    said = text.casefold().strip(" .!?")
    if found := _NUMBER_OF.fullmatch(said):
        return found[1]
    return next((str(at) for at, names in enumerate(_CALLED, 1) if said in names), text)


def not_ticked(choices: Sequence[Any], form: str) -> list[Any]:
    """The choices without those of a form that hold already: to name one again does not undo it."""
    return [
        (number, label, payload)
        for number, label, payload in choices
        if not (label.startswith(TICK) and (action := Action.from_payload(payload)) and form_of(action.name) == form)
    ]


class NewestChoices:
    """Keeps the choices of what is sent on ``numbered`` channels, so that their numbers and labels are understood."""

    def __init__(self, numbered: Collection[str]) -> None:
        self._numbered = numbered

    async def sets_out(self, session: Session, address: Address, number: int, reply: Reply, now: datetime) -> None:
        """The message is sent once this transaction is over: whoever sees it has it to choose from."""
        if address.channel in self._numbered and (choices := offered([reply])):
            change = partial(choice_lists.sets_out, choices=choices, now=now, number=number)
            await conversations.change_choices(session, address, change)

    async def not_arrived(self, session: Session, address: Address, number: int, reply: Reply) -> None:
        """It has not arrived: nobody can mean it."""
        if address.channel in self._numbered and reply.rows:
            await conversations.change_choices(session, address, partial(choice_lists.taken_back, number=number))

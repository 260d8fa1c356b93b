"""How a weak channel shows what it has no widgets for: buttons become numbered lines, places and contacts text.

Such a channel offers ``choices_of(reply.rows)``, sends ``as_text(reply)`` and keeps the choices; what the person writes
next is looked up with ``chosen``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from osta.chat.figures import phone
from osta.chat.messages import Action, Attachment, Button, ContactCard, Document, Picture, Reply, Venue
from osta.chat.rich import Rich

TICK = "✓"  # before a label: this is what holds now
LEAST_LIKENESS = 85.0  # rapidfuzz ratio, 0-100: one slip in a word of seven letters still counts
_LEADING_NUMBER = re.compile(
    rf"(?P<number>[1-9]\d?)(?:[.)]?\s+(?P<rest>\S.*)|[.)]?)|(?P<mark>{TICK}) (?P<ticked>[1-9]\d?)", re.DOTALL
)
WORD_FOR_WORD = 100.0
_TYPED_NUMBER = re.compile(r"#?\s*(\d{1,3})\s*[.)]?")
_DIGITS = re.compile(r"\d+")
_NOT_WORDS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """One numbered button. ``text`` is the label without its own number: empty, or a tick, for one that is no more."""

    number: int
    text: str
    action: Action


def choices_of(rows: Iterable[Iterable[Button]]) -> tuple[Choice, ...]:
    """The buttons with an action, numbered from 1. A label that begins with a number ("3 Mylly", "5 km") keeps it."""
    buttons = [(button.label.strip(), button.action) for row in rows for button in row if button.action is not None]
    own = [_LEADING_NUMBER.fullmatch(label) for label, _ in buttons]
    kept: dict[int, int] = {}  # number -> position of the button that has it as its own
    for position, found in enumerate(own):
        if found:
            kept.setdefault(int(found["number"] or found["ticked"]), position)
    by_position = {position: number for number, position in kept.items()}
    free = (number for number in range(1, len(buttons) + len(kept) + 1) if number not in kept)
    choices = []
    for position, (label, action) in enumerate(buttons):
        found = own[position]
        if position in by_position and found:
            choices.append(Choice(by_position[position], found["rest"] or found["mark"] or "", action))
        else:
            choices.append(Choice(next(free), label, action))
    return tuple(choices)


def chosen(text: str, choices: Sequence[Choice], least_likeness: float = LEAST_LIKENESS) -> Action | None:
    """The choice that the person means by its number ("1", "1.", "1)") or its label (any case, small slips), or None.

    None also when two labels are equally like what was written. With ``least_likeness`` 100 no slip is forgiven.
    """
    plain = unicodedata.normalize("NFKC", text).replace("\ufe0f", "").replace("\u20e3", "").strip()
    number = _TYPED_NUMBER.fullmatch(plain)
    if number:
        return next((choice.action for choice in choices if choice.number == int(number[1])), None)
    written = _words(plain)
    if not written:
        return None
    likeness = [_likeness(written, choice) for choice in choices]
    best = max(likeness, default=0.0)
    nearest = {choice.action for choice, value in zip(choices, likeness, strict=True) if value == best}
    return nearest.pop() if best >= least_likeness and len(nearest) == 1 else None


def as_text(reply: Reply, with_attachment: bool = True) -> Rich:
    """The whole reply as one text: its words, its attachment as text unless the channel sends it, then the choices.

    A notice for the pressed button comes first: who picks by writing sees no other sign of what was done. Choices that
    are numbers and nothing else ("1 · 3 · 7") stand side by side, but for those of lines that the text has numbered.
    """
    body: list[Rich | str] = [Rich.join([reply.toast or "", reply.text], between="\n\n")]
    if with_attachment and reply.attachment is not None:
        body.append(attachment_text(reply.attachment))
    offered = choices_of(reply.rows)
    bare = " · ".join(
        f"{choice.text} {choice.number}".strip()
        for choice in offered
        if choice.text in ("", TICK) and not _told(choice, reply.text)
    )
    lines = [f"{choice.number} {choice.text}" for choice in offered if choice.text not in ("", TICK)]
    choices = "\n".join([bare, *lines] if bare else lines)
    links = "\n".join(f"{button.label}: {button.url}" for row in reply.rows for button in row if button.url)
    return Rich.join([Rich.join(body), Rich.join([choices, links])], between="\n\n")


def _told(choice: Choice, text: Rich) -> bool:
    """Whether the choice stands for a line of the text, which says its number."""
    return any(line.lstrip().startswith(f"{choice.number}.") for line in str(text).splitlines())


def attachment_text(attachment: Attachment) -> str:
    """The attachment for people who get text only."""
    match attachment:
        case Picture():
            return attachment.alt
        case Document():
            return attachment.name
        case Venue():
            return _lines(attachment.name, attachment.address, map_link(attachment.latitude, attachment.longitude))
        case ContactCard():
            return _lines(attachment.name, phone(attachment.phone, "fi"))


def map_link(latitude: float, longitude: float) -> str:
    """The web address of a map with a mark at the point, WGS84 degrees."""
    return f"https://www.openstreetmap.org/?mlat={latitude:.5f}&mlon={longitude:.5f}"


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _likeness(written: str, choice: Choice) -> float:
    if not choice.text:
        return 0.0
    labels = (_words(choice.text), _words(f"{choice.number} {choice.text}"))
    # A slip may be in a word, never in a number: "huomenna klo 12" is not "Huomenna klo 9".
    alike = [label for label in labels if _DIGITS.findall(label) == _DIGITS.findall(written)]
    return max((fuzz.ratio(written, label) for label in alike), default=0.0)


def _words(text: str) -> str:
    """Case, emoji and punctuation do not count when labels are compared."""
    return _NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()

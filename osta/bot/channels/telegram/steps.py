"""A reply as the Bot API calls that say it, in order: a plan without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove

from osta.bot.channels.rendering import attachment_text
from osta.bot.channels.splitting import pieces
from osta.bot.channels.telegram.files import can_be_contact
from osta.bot.channels.telegram.keyboards import button_label, inline_keyboard, location_keyboard
from osta.bot.channels.telegram.richtext import prepared
from osta.chat.messages import Attachment, ContactCard, Document, Picture, Reply
from osta.chat.rich import Rich

LONGEST_TEXT = 4096  # UTF-16 units
LONGEST_CAPTION = 1024  # UTF-16 units

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None


@dataclass(frozen=True, slots=True)
class SendText:
    """A new message."""

    text: Rich
    markup: Markup = None


@dataclass(frozen=True, slots=True)
class EditText:
    """An old message's new words and buttons; sent as new where the old one cannot be changed."""

    message_id: str
    text: Rich
    markup: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class EditButtons:
    """An old message's new buttons."""

    message_id: str
    markup: InlineKeyboardMarkup | None


@dataclass(frozen=True, slots=True)
class SendAttachment:
    """A picture, file, place or contact, with a caption where it can have one."""

    attachment: Attachment
    caption: Rich = field(default_factory=Rich)
    markup: Markup = None


@dataclass(frozen=True, slots=True)
class HideKeyboard:
    """Takes away the keyboard that asked for a position, when no message of the reply can carry that."""


Step = SendText | EditText | EditButtons | SendAttachment | HideKeyboard


def steps_of(reply: Reply, private: bool, keyboard_open: bool = False) -> list[Step]:
    """The calls for a reply into a private chat or a group; ``keyboard_open`` when a location keyboard is to go.

    Raises MessageRefused for a button that no channel could carry.
    """
    steps = _said(reply, inline_keyboard(reply.rows))
    if reply.ask_location is not None and private:
        return _with_location_keyboard(steps, reply.ask_location)
    return _without_keyboard(steps) if keyboard_open else steps


def text_pieces(text: Rich, limit: int = LONGEST_TEXT) -> list[Rich]:
    """The text in messages of at most ``limit`` UTF-16 units; none when there is nothing to see."""
    return [part for piece in pieces(prepared(text), limit) if (part := prepared(piece))]


def _said(reply: Reply, markup: InlineKeyboardMarkup | None) -> list[Step]:
    attachment = reply.attachment
    if isinstance(attachment, ContactCard) and not can_be_contact(attachment):
        reply = replace(reply, text=Rich.join([reply.text, attachment_text(attachment)]), attachment=None)
        attachment = None
    caption = _caption(reply)
    if attachment is not None and caption is not None:
        return [SendAttachment(attachment, caption, markup)]
    texts = text_pieces(reply.text)
    if not texts and reply.edits and attachment is None:
        return [EditButtons(reply.edits, markup)] if markup else []
    if attachment is not None and not texts:
        return [SendAttachment(attachment, markup=markup)]
    if markup and not texts:
        texts = [Rich.plain("…")]  # buttons need a message to hang on
    spoken = _spoken(texts, markup, reply.edits)
    if attachment is None:
        return spoken
    sent = SendAttachment(attachment)
    # A long text goes below its picture, so that the buttons end up under everything.
    return [sent, *spoken] if isinstance(attachment, Picture | Document) and not reply.edits else [*spoken, sent]


def _caption(reply: Reply) -> Rich | None:
    if not isinstance(reply.attachment, Picture | Document) or reply.edits:
        return None
    said = reply.text if prepared(reply.text) else Rich()
    if not said and isinstance(reply.attachment, Picture):
        said = Rich.plain(reply.attachment.alt)
    parts = text_pieces(said, LONGEST_CAPTION)
    if len(parts) > 1:
        return parts[0] if not reply.text else None
    return parts[0] if parts else Rich()


def _spoken(texts: Sequence[Rich], markup: InlineKeyboardMarkup | None, edits: str | None) -> list[Step]:
    steps: list[Step] = []
    for position, text in enumerate(texts):
        under = markup if position == len(texts) - 1 else None
        steps.append(EditText(edits, text, under) if edits and position == 0 else SendText(text, under))
    return steps


def _with_location_keyboard(steps: list[Step], label: str) -> list[Step]:
    keyboard = location_keyboard(label)
    last = steps[-1] if steps else None
    if isinstance(last, SendText | SendAttachment) and last.markup is None:
        return [*steps[:-1], replace(last, markup=keyboard)]
    return [*steps, SendText(Rich.plain(button_label(label)), keyboard)]


def _without_keyboard(steps: list[Step]) -> list[Step]:
    for position, step in enumerate(steps):
        if isinstance(step, SendText | SendAttachment) and step.markup is None:
            return [*steps[:position], replace(step, markup=ReplyKeyboardRemove()), *steps[position + 1 :]]
    if any(isinstance(step, SendText | SendAttachment) for step in steps):
        return [HideKeyboard(), *steps]
    return steps  # nothing new is said: the keyboard goes with the next message

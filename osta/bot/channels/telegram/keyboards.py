"""Choices as Telegram keyboards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from osta.bot.channels.splitting import shortened
from osta.bot.channels.telegram.richtext import line, web_address
from osta.chat.errors import MessageRefused
from osta.chat.messages import Button

MOST_IN_A_ROW = 8
MOST_BUTTONS = 100
LONGEST_LABEL = 64  # UTF-16 units that phones still show
_NAMELESS = "…"


def inline_keyboard(rows: Iterable[Iterable[Button]]) -> InlineKeyboardMarkup | None:
    """The buttons under a message, or None without any. Rows of more than eight are continued on the next row.

    Raises MessageRefused for an action that does not fit into a button.
    """
    keyboard: list[list[InlineKeyboardButton]] = []
    room = MOST_BUTTONS
    for row in rows:
        buttons = list(_buttons(row))[:room]
        room -= len(buttons)
        keyboard.extend(buttons[at : at + MOST_IN_A_ROW] for at in range(0, len(buttons), MOST_IN_A_ROW))
    return InlineKeyboardMarkup(keyboard) if keyboard else None


def location_keyboard(label: str) -> ReplyKeyboardMarkup:
    """One button that shares the person's position; private chats only."""
    button = KeyboardButton(button_label(label), request_location=True)
    return ReplyKeyboardMarkup([[button]], resize_keyboard=True, one_time_keyboard=True)


def button_label(label: str) -> str:
    """The label as it can be shown: on one line, not empty, at most 64 units."""
    return shortened(line(label), LONGEST_LABEL) or _NAMELESS


def _buttons(row: Iterable[Button]) -> Iterator[InlineKeyboardButton]:
    for button in row:
        if button.action is not None:
            try:
                payload = button.action.payload()
            except ValueError as error:
                raise MessageRefused(str(error)) from error
            yield InlineKeyboardButton(button_label(button.label), callback_data=payload)
            continue
        address = web_address(button.url or "")
        if address:  # a button whose address Telegram refuses would take the whole message with it
            yield InlineKeyboardButton(button_label(button.label), url=address)

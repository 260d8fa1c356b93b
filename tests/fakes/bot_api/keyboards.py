"""Checks of reply_markup."""

from __future__ import annotations

from typing import Any

from tests.fakes.bot_api.errors import Json, bad
from tests.fakes.bot_api.text import is_empty, is_link, units


def checked_markup(markup: Json | None, private: bool, only_inline: bool = False) -> Json | None:
    """The markup. Raises ApiError for what the server refuses, drops or what phones do not show."""
    if markup is None:
        return None
    if "inline_keyboard" in markup:
        rows = markup["inline_keyboard"]
        for button in _buttons(rows):
            _check_inline(button)
        return markup
    if only_inline:
        raise bad("inline keyboard expected")
    if "keyboard" in markup:
        for button in _buttons(markup["keyboard"]):
            if button.get("request_location") and not private:
                raise bad("location can be requested in private chats only")
        return markup
    if not markup.get("remove_keyboard") and not markup.get("force_reply"):
        raise bad("can't parse reply keyboard markup JSON object")
    return markup


def _buttons(rows: Any) -> list[Json]:
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) and row for row in rows):
        raise bad("a keyboard is rows of buttons")
    if any(len(row) > 8 for row in rows):
        raise bad("more than 8 buttons in a row: phones show no more")
    buttons: list[Json] = [button for row in rows for button in row]
    if len(buttons) > 100:
        raise bad("reply markup is too long")
    for button in buttons:
        text = button.get("text", "")
        if is_empty(text):
            raise bad("button text must be non-empty")
        if units(text) > 64:
            raise bad("button text is longer than phones show")
    return buttons


def _check_inline(button: Json) -> None:
    kinds = button.keys() & {"callback_data", "url", "switch_inline_query", "switch_inline_query_current_chat"}
    if len(kinds) != 1:
        raise bad("text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not is_link(button["url"], scheme_needed=False):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")

"""The methods that answer presses and inline queries, and those of the bot's profile."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.errors import Json, bad
from tests.fakes.bot_api.keyboards import checked_markup
from tests.fakes.bot_api.sending import inline_text
from tests.fakes.bot_api.text import is_empty, units
from tests.fakes.bot_api.world import BOT, Event, Pressed

if TYPE_CHECKING:
    from tests.fakes.bot_api.asked import Asked
    from tests.fakes.bot_api.server import BotApi

_LIMITS = {"Name": ("name", 64), "Description": ("description", 512), "ShortDescription": ("short_description", 120)}
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


async def get_me(asked: Asked) -> Any:
    """The bot itself."""
    return BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": True}


async def get_chat(asked: Asked) -> Any:
    """A chat's facts."""
    api, params = asked.api, asked.params
    chat = api.world.chat(params["chat_id"])
    gifts = {"unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False, "premium_subscription": False}
    return {**chat.body, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


async def answer_press(asked: Asked) -> Any:
    """Stop the hourglass of a button."""
    api, method, params = asked.api, asked.method, asked.params
    press = _open(api, api.world.presses.get(params["callback_query_id"]), method)
    if units(params.get("text", "")) > 200:
        raise bad("MESSAGE_TOO_LONG")
    press.state, press.answer = "answered", params
    await api.world.tell(Event("answer", press.chat_id, text=params.get("text", ""), body=params))
    return True


async def answer_inline(asked: Asked) -> Any:
    """Offer results to somebody who typed the bot's name."""
    api, method, params = asked.api, asked.method, asked.params
    results = params["results"]
    if len(results) > 50:
        raise bad("too many inline query results specified")
    seen = set()
    for result in results:
        _check_result(result)
        if result["id"] in seen:
            raise bad("RESULT_ID_DUPLICATE")
        seen.add(result["id"])
    query = _open(api, api.world.queries.get(params["inline_query_id"]), method)
    query.state, query.answer = "answered", params
    await api.world.tell(Event("inline_answer", query.chat_id, body=params))
    return True


async def set_commands(asked: Asked) -> Any:
    """Set, clear or read a menu of commands."""
    api, method, params = asked.api, asked.method, asked.params
    key = (_scope(api, params.get("scope")), _language(params))
    if method == "getMyCommands":
        return api.world.commands.get(key, [])
    if method == "deleteMyCommands":
        api.world.commands.pop(key, None)
        return True
    commands = params["commands"]
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"].strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    api.world.commands[key] = commands
    return True


async def set_profile(asked: Asked) -> Any:
    """Set or read a text of the profile; reading falls back on the text for all languages."""
    api, method, params = asked.api, asked.method, asked.params
    field, limit = _LIMITS[method[5:]]
    texts, language = api.world.profile[field], _language(params)
    if method.startswith("get"):
        return {field: texts.get(language) or texts.get("", "")}
    text = params.get(field, "")
    if len(text) > limit:
        raise bad(f"bot {field} is too long")
    texts[language] = text
    return True


def _open(api: BotApi, press: Pressed | None, method: str) -> Pressed:
    if press is not None and press.state == "answered":
        api.journal.violation("answered-twice", method)
    if press is None or press.state != "open":
        raise bad("query is too old and response timeout expired or query ID is invalid")
    return press


def _check_result(result: Json) -> None:
    if result.get("type") != "article" or is_empty(result.get("title", "")):
        raise bad("can't parse inline query result")
    if not 1 <= len(result["id"].encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    inline_text(result["input_message_content"])
    checked_markup(result.get("reply_markup"), private=False, only_inline=True)


def _language(params: Json) -> str:
    language: str = params.get("language_code", "")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language code specified")
    return language


def _scope(api: BotApi, scope: Json | None) -> str:
    if scope is None:
        return "default"
    if scope["type"] == "chat":
        return f"chat:{api.world.chat(int(scope['chat_id'])).id}"
    if scope["type"] not in {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}:
        raise bad("unsupported scope type")
    return str(scope["type"])

"""Which parameters each method takes. A name that is not here is a mistake that the real server is silent about."""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.bot_api.errors import Json, bad

_TEXT = "text:str parse_mode:str entities:json link_preview_options:json"
_TARGET = "chat_id:int! reply_markup:json disable_notification:bool protect_content:bool reply_parameters:json"
_CAPTION = "caption:str parse_mode:str caption_entities:json"
_LANGUAGE = "language_code:str"
_EDITED = "chat_id:int message_id:int inline_message_id:str reply_markup:json"
_METHODS = {
    "getMe": "",
    "getUpdates": "offset:int limit:int timeout:int allowed_updates:json",
    "setWebhook": "url:str! secret_token:str allowed_updates:json max_connections:int drop_pending_updates:bool",
    "deleteWebhook": "drop_pending_updates:bool",
    "getWebhookInfo": "",
    "sendMessage": f"{_TARGET} {_TEXT}",
    "sendPhoto": f"{_TARGET} {_CAPTION} photo:file!",
    "sendDocument": f"{_TARGET} {_CAPTION} document:file!",
    "sendVenue": f"{_TARGET} latitude:float! longitude:float! title:str! address:str!",
    "sendContact": f"{_TARGET} phone_number:str! first_name:str! last_name:str vcard:str",
    "sendChatAction": "chat_id:int! action:str!",
    "editMessageText": f"{_EDITED} {_TEXT}",
    "editMessageReplyMarkup": _EDITED,
    "deleteMessage": "chat_id:int! message_id:int!",
    "answerCallbackQuery": "callback_query_id:str! text:str show_alert:bool cache_time:int",
    "answerInlineQuery": "inline_query_id:str! results:json! cache_time:int is_personal:bool next_offset:str",
    "getChat": "chat_id:int!",
    "setMyCommands": f"commands:json! scope:json {_LANGUAGE}",
    "deleteMyCommands": f"scope:json {_LANGUAGE}",
    "getMyCommands": f"scope:json {_LANGUAGE}",
    "setMyName": f"name:str {_LANGUAGE}",
    "getMyName": _LANGUAGE,
    "setMyDescription": f"description:str {_LANGUAGE}",
    "getMyDescription": _LANGUAGE,
    "setMyShortDescription": f"short_description:str {_LANGUAGE}",
    "getMyShortDescription": _LANGUAGE,
}


def read(method: str, given: Json) -> Json:
    """The parameters with their types. Raises ApiError for unknown, missing or ill-typed ones."""
    wanted: dict[str, str] = dict(item.split(":") for item in _METHODS[method].split())
    unknown = sorted(given.keys() - wanted.keys())
    if unknown:
        raise bad(f"unknown parameter {', '.join(unknown)}")
    missing = [name for name, kind in wanted.items() if kind.endswith("!") and given.get(name) in (None, "")]
    if missing:
        raise bad(f"parameter {missing[0]} is required")
    return {name: _typed(name, wanted[name].rstrip("!"), value) for name, value in given.items()}


def knows(method: str) -> bool:
    """Whether there is such a method here."""
    return method in _METHODS


def _typed(name: str, kind: str, value: Any) -> Any:
    if kind == "file":
        if not isinstance(value, bytes):
            raise bad(f"{name} is not an uploaded file")
        return value
    if isinstance(value, bytes):
        raise bad(f"{name} is a file")
    try:
        match kind:
            case "int":
                return int(value)
            case "float":
                return float(value)
            case "bool":
                return {"true": True, "false": False}[str(value).lower()]
            case "json":
                return json.loads(value) if isinstance(value, str) else value
            case _:
                return str(value)
    except (ValueError, KeyError):
        raise bad(f"{name} must be {kind}") from None

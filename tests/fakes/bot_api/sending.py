"""The methods that send, edit and delete messages."""

from __future__ import annotations

import struct
import time
from typing import TYPE_CHECKING, Any

from tests.fakes.bot_api.errors import ApiError, Json, bad, too_many
from tests.fakes.bot_api.keyboards import checked_markup
from tests.fakes.bot_api.text import checked, is_empty, units
from tests.fakes.bot_api.world import BOT, BOT_ID, Chat, Event, Posted

if TYPE_CHECKING:
    from tests.fakes.bot_api.asked import Asked
    from tests.fakes.bot_api.server import BotApi


async def send(asked: Asked) -> Any:
    """Post the bot's message, and give it back."""
    api, method, params = asked.api, asked.method, asked.params
    chat = _writable(api, params["chat_id"])
    content = _content(method, params)
    markup = checked_markup(params.get("reply_markup"), chat.body["type"] == "private")
    _within_limits(api, method, chat)
    posted = api.world.post(chat, BOT, content, markup)
    posted.silent = bool(params.get("disable_notification"))
    if markup and "keyboard" in markup:
        chat.keyboard = markup["keyboard"]
    elif markup and markup.get("remove_keyboard"):
        chat.keyboard = None
    await api.world.tell(Event("message", chat.id, posted, _words(content)))
    return posted.json()


async def chat_action(asked: Asked) -> Any:
    """The bot is typing, or the like."""
    api, params = asked.api, asked.params
    chat = _writable(api, params["chat_id"])
    await api.world.tell(Event("action", chat.id, text=params["action"]))
    return True


async def edit(asked: Asked) -> Any:
    """Change a message's text or buttons."""
    api, method, params = asked.api, asked.method, asked.params
    posted = _editable(api, params)
    private = posted.chat.body["type"] == "private"
    markup = checked_markup(params.get("reply_markup"), private, only_inline=True)
    content = posted.content
    if method == "editMessageText":
        content = _text(params)
        if "text" not in posted.content:
            raise bad("there is no text in the message to edit")
    if content == posted.content and markup == posted.markup:
        raise bad(
            "message is not modified: specified new message content and reply markup are exactly the same as a current "
            "content and reply markup of the message"
        )
    _within_limits(api, method, posted.chat)
    posted.content, posted.markup, posted.edit_date = content, markup, int(time.time())
    await api.world.tell(Event("edited", posted.chat.id, posted, _words(content)))
    return True if posted.inline_id else posted.json()


async def delete(asked: Asked) -> Any:
    """Take a message away."""
    api, params = asked.api, asked.params
    posted = api.world.messages[params["chat_id"]].get(params["message_id"])
    if posted is None or posted.deleted:
        raise bad("message to delete not found")
    posted.deleted = True
    await api.world.tell(Event("deleted", posted.chat.id, posted))
    return True


def inline_text(content: Json) -> Json:
    """The content of a message that an inline result makes."""
    names = {"message_text": "text", "entities": "entities", "parse_mode": "parse_mode"}
    return _text({names[name]: value for name, value in content.items() if name in names})


def _writable(api: BotApi, chat_id: int) -> Chat:
    chat = api.world.chat(chat_id)
    if chat.migrated_to:
        words = "Bad Request: group chat was upgraded to a supergroup chat"
        raise ApiError(400, words, {"migrate_to_chat_id": chat.migrated_to})
    if chat.blocked:
        api.journal.violation("forbidden", "send", f"chat {chat_id} has blocked the bot")
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if not chat.started:
        raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    return chat


def _within_limits(api: BotApi, method: str, chat: Chat) -> None:
    seconds, ignored = api.limits.ask(chat.id)
    if ignored:
        api.journal.violation("retry-after-ignored", method, f"{seconds} s were left")
    if seconds:
        raise too_many(seconds)


def _editable(api: BotApi, params: Json) -> Posted:
    if "inline_message_id" in params:
        posted = api.world.inline_messages.get(params["inline_message_id"])
        if posted is None:
            raise bad("MESSAGE_ID_INVALID")
        return posted
    found = api.world.messages[params.get("chat_id", 0)].get(params.get("message_id", 0))
    if found is None or found.deleted:
        raise bad("message to edit not found")
    if found.by["id"] != BOT_ID or (found.markup and "inline_keyboard" not in found.markup):
        raise bad("message can't be edited")
    return found


def _content(method: str, params: Json) -> Json:
    match method:
        case "sendMessage":
            return _text(params)
        case "sendVenue":
            return _venue(params)
        case "sendContact":
            return _contact(params)
        case "sendPhoto":
            photo = params["photo"]
            if not photo.startswith(b"\x89PNG") or len(photo) > 10 * 1024 * 1024:
                raise bad("IMAGE_PROCESS_FAILED")
            width, height = struct.unpack_from(">II", photo, 16)
            if not 0 < width + height <= 10_000 or max(width, height) > 20 * min(width, height):
                raise bad("PHOTO_INVALID_DIMENSIONS")
            size = {"file_id": "photo", "file_unique_id": "photo", "width": width, "height": height}
            return {"photo": [size], **_caption(params)}
        case _:
            document = params["document"]
            if not document:
                raise bad("file must be non-empty")
            name = params.get("_names", {}).get("document", "")
            body = {"file_id": "document", "file_unique_id": "document", "file_name": name, "file_size": len(document)}
            return {"document": body, **_caption(params)}


def _text(params: Json) -> Json:
    text, entities = checked(
        params.get("text", ""), params.get("parse_mode", ""), params.get("entities") or [], 4096, "message is too long"
    )
    if is_empty(text):
        raise bad("message text is empty")
    return {"text": text} | ({"entities": entities} if entities else {})


def _caption(params: Json) -> Json:
    if "caption" not in params:
        return {}
    given = params.get("caption_entities") or []
    text, entities = checked(
        params["caption"], params.get("parse_mode", ""), given, 1024, "message caption is too long"
    )
    return {"caption": text} | ({"caption_entities": entities} if entities else {})


def _venue(params: Json) -> Json:
    latitude, longitude = params["latitude"], params["longitude"]
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad("wrong latitude or longitude specified")
    for name in ("title", "address"):
        if is_empty(params[name]):
            raise bad(f"venue {name} must be non-empty")
    where = {"latitude": latitude, "longitude": longitude}
    return {"location": where, "venue": {"location": where, "title": params["title"], "address": params["address"]}}


def _contact(params: Json) -> Json:
    if len(params.get("vcard", "").encode()) > 2048:
        raise bad("vCard is too long")
    if units(params["first_name"]) > 64:
        raise bad("contact name is too long")
    return {"contact": {name: params[name] for name in ("phone_number", "first_name", "vcard") if name in params}}


def _words(content: Json) -> str:
    """What a person reads of a message."""
    if "venue" in content:
        return f"{content['venue']['title']}\n{content['venue']['address']}"
    if "contact" in content:
        return f"{content['contact']['first_name']}\n{content['contact']['phone_number']}"
    return str(content.get("text") or content.get("caption") or content.get("document", {}).get("file_name", ""))

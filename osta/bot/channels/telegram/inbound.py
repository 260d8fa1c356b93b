"""Updates as messages: what a person did, without Telegram's words for it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

import telegram
from telegram import MessageEntity, Update, User
from telegram.constants import ChatMemberStatus, ChatType, MessageType

from osta.bot.channels.telegram.sending import INLINE_MESSAGE
from osta.chat.messages import (
    Action,
    Address,
    Blocked,
    ContactCard,
    Content,
    Edit,
    InlineQuery,
    Location,
    Message,
    Moved,
    Press,
    Text,
    Unsupported,
)

CHANNEL: Final = "telegram"
ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "inline_query", "my_chat_member")

_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]{1,32})(?:@(?P<bot>\w+))?(?:\s+(?P<argument>.*))?", re.DOTALL)
_HALF_SIGNS = re.compile("[\x00\ud800-\udfff]")  # no database stores them, and no sender means them
_MEDIA = (
    MessageType.PHOTO,
    MessageType.VOICE,
    MessageType.STICKER,
    MessageType.VIDEO,
    MessageType.VIDEO_NOTE,
    MessageType.AUDIO,
    MessageType.ANIMATION,
    MessageType.DOCUMENT,
    MessageType.POLL,
    MessageType.DICE,
    MessageType.GAME,
    MessageType.STORY,
    MessageType.PAID_MEDIA,
)
# What Telegram itself says in a chat: nobody waits for an answer to it.
_SERVICE = (
    MessageType.PINNED_MESSAGE,
    MessageType.MESSAGE_AUTO_DELETE_TIMER_CHANGED,
    MessageType.WRITE_ACCESS_ALLOWED,
    MessageType.CHAT_BACKGROUND_SET,
    MessageType.PROXIMITY_ALERT_TRIGGERED,
)


class Reader:
    """Reads updates for the bot of this id and username."""

    def __init__(self, bot_id: int, username: str) -> None:
        self._bot_id = bot_id
        self._name = username.casefold()

    def message_of(self, update: Update) -> Message | None:
        """What the person did, or None for what the bot has no business with: other people's talk in groups, what
        bots write, the end of a live location.
        """
        if update.message is not None:
            return self._written(update, update.message)
        if update.edited_message is not None:
            return self._edited(update, update.edited_message)
        if update.callback_query is not None:
            return self._pressed(update, update.callback_query)
        if update.inline_query is not None:
            query = update.inline_query
            asked = InlineQuery(query.id, _storable(query.query))
            return _message(update, query.from_user, None, asked, datetime.now(UTC))
        if update.my_chat_member is not None:
            return self._membership(update, update.my_chat_member)
        return None

    def _written(self, update: Update, message: telegram.Message) -> Message | None:
        sender = message.from_user
        if sender is None or sender.is_bot or (message.via_bot is not None and message.via_bot.id == self._bot_id):
            return None
        private = message.chat.type == ChatType.PRIVATE
        content = self._content(message, sender) if private else self._addressed(message)
        return None if content is None else _message(update, sender, message.chat, content, message.date)

    def _content(self, message: telegram.Message, sender: User) -> Content | None:
        if message.forward_origin is not None:
            return Unsupported("forwarded")
        if message.text is not None:
            return _text(message.text)
        if message.location is not None:
            where = message.location
            return Location(where.latitude, where.longitude, live=where.live_period is not None)
        if message.contact is not None:
            contact = message.contact
            name = " ".join(part for part in (contact.first_name, contact.last_name) if part)
            return ContactCard(_storable(name), _storable(contact.phone_number), own=contact.user_id == sender.id)
        kind = next((kind for kind in _MEDIA if getattr(message, kind)), None)
        if kind is not None:
            return Unsupported(str(kind.value))
        if any(getattr(message, service) for service in _SERVICE):
            return None
        return Unsupported("unknown")

    def _addressed(self, message: telegram.Message) -> Text | None:
        """A group's message that is meant for the bot: a command, or a text with its name, which is taken out."""
        if message.text is None or message.forward_origin is not None:
            return None
        found = _COMMAND.fullmatch(message.text)
        if found:
            return _text(message.text) if (found["bot"] or self._name).casefold() == self._name else None
        mentions = [
            word
            for entity, word in message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION]).items()
            if word.casefold() == f"@{self._name}" or (entity.user is not None and entity.user.id == self._bot_id)
        ]
        if not mentions:
            return None
        text = message.text
        for mention in mentions:
            text = re.sub(rf"\s*{re.escape(mention)}", "", text, count=1)
        return _text(text.lstrip(" \n,:;-–").rstrip())

    def _edited(self, update: Update, message: telegram.Message) -> Message | None:
        sender = message.from_user
        if sender is None or sender.is_bot or message.chat.type != ChatType.PRIVATE:
            return None
        content: Content
        if message.text is not None:
            content = Edit(_storable(message.text))
        elif message.location is not None and message.location.live_period is not None:
            content = Moved(message.location.latitude, message.location.longitude)
        else:
            return None
        return _message(update, sender, message.chat, content, message.edit_date or message.date)

    def _pressed(self, update: Update, query: telegram.CallbackQuery) -> Message:
        if query.message is not None:
            chat, message_id = query.message.chat, str(query.message.message_id)
        else:
            chat, message_id = None, f"{INLINE_MESSAGE}{query.inline_message_id}"
        action = Action.from_payload(_storable(query.data)) if query.data else None
        return _message(update, query.from_user, chat, Press(action, message_id, query.id), datetime.now(UTC))

    def _membership(self, update: Update, change: telegram.ChatMemberUpdated) -> Message | None:
        if change.chat.type != ChatType.PRIVATE:
            return None
        blocked = change.new_chat_member.status in {ChatMemberStatus.BANNED, ChatMemberStatus.LEFT}
        return _message(update, change.from_user, change.chat, Blocked(blocked), change.date)


def _text(text: str) -> Text:
    storable = _storable(text)
    found = _COMMAND.fullmatch(storable)
    if not found:
        return Text(storable)
    return Text(storable, command=found["name"].lower(), argument=(found["argument"] or "").strip())


def _message(update: Update, sender: User, chat: telegram.Chat | None, content: Content, sent_at: datetime) -> Message:
    return Message(
        id=str(update.update_id),
        address=Address(CHANNEL, str(chat.id if chat else sender.id)),
        sender=Address(CHANNEL, str(sender.id)),
        content=content,
        sent_at=sent_at,
        language_hint=sender.language_code,
        sender_name=_storable(sender.full_name),
        group=chat is not None and chat.type != ChatType.PRIVATE,
    )


def _storable(text: str) -> str:
    return _HALF_SIGNS.sub("\ufffd", text)

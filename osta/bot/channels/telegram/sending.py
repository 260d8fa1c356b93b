"""Saying a planned reply: the Bot API calls themselves, with Telegram's answers turned into causes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from functools import partial

import telegram
from telegram import Bot, InputFile, LinkPreviewOptions, Message, MessageEntity, ReplyKeyboardRemove
from telegram.error import BadRequest, NetworkError, TelegramError

from osta.bot.channels.following import follow
from osta.bot.channels.telegram.failures import cause_of, not_modified
from osta.bot.channels.telegram.files import (
    LARGEST_FILE_BYTES,
    can_be_photo,
    contact_name,
    file_name,
    place_lines,
    vcard,
)
from osta.bot.channels.telegram.richtext import line, with_entities
from osta.bot.channels.telegram.steps import EditButtons, EditText, HideKeyboard, SendAttachment, SendText, Step
from osta.chat.errors import MessageRefused
from osta.chat.messages import ContactCard, Document, Picture, Venue

INLINE_MESSAGE = "inline:"  # marks the ids of messages that were shared into other chats
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_LONGEST_PAUSE_SECONDS = 30.0  # between attempts at a further piece


class Sender:
    """Says steps into one chat, in order."""

    def __init__(self, bot: Bot, chat_id: int, silent: bool, pause_seconds: float = 1.0) -> None:
        self._bot = bot
        self._chat = chat_id
        self._silent = silent
        self._pause = pause_seconds

    async def say(self, steps: Sequence[Step]) -> str | None:
        """The id of the message to name when the reply is edited: the one with buttons, else the last with words.

        Raises SendFailed by cause. When a part has arrived and the rest cannot follow even after waiting, that is
        OutcomeUnknown: whoever sends everything again repeats the part.
        """
        named: str | None = None
        begun = False
        for step in steps:
            saying = partial(self._once, step)
            message_id = await (follow(saying, self._pause, _LONGEST_PAUSE_SECONDS) if begun else saying())
            begun = True
            if named is None or not isinstance(step, SendAttachment) or step.markup is not None:
                named = message_id or named
        return named

    async def _once(self, step: Step) -> str | None:
        try:
            match step:
                case SendText():
                    return str((await self._text(step)).message_id)
                case SendAttachment():
                    return str((await self._attachment(step)).message_id)
                case HideKeyboard():
                    await self._hide_keyboard()
                    return None
                case EditText() | EditButtons():
                    return await self._edited(step)
        except TelegramError as error:
            raise cause_of(error) from error

    async def _text(self, step: SendText) -> Message:
        text, entities = with_entities(step.text)
        return await self._bot.send_message(
            self._chat,
            text,
            entities=entities,
            link_preview_options=_NO_PREVIEW,
            reply_markup=step.markup,
            disable_notification=self._silent,
        )

    async def _attachment(self, step: SendAttachment) -> Message:
        caption, entities = with_entities(step.caption)
        match step.attachment:
            case Picture() as picture:
                name = file_name(f"{picture.alt[:40]}.png")
                if can_be_photo(picture.png):
                    return await self._bot.send_photo(
                        self._chat,
                        InputFile(picture.png, filename=name),
                        caption=caption or None,
                        caption_entities=entities,
                        reply_markup=step.markup,
                        disable_notification=self._silent,
                    )
                return await self._document(step, picture.png, name, caption, entities)
            case Document() as document:
                return await self._document(step, document.content, file_name(document.name), caption, entities)
            case Venue() as venue:
                title, address = place_lines(venue)
                return await self._bot.send_venue(
                    self._chat,
                    # As one object: given singly, the library takes a coordinate of 0.0 for a missing one.
                    venue=telegram.Venue(telegram.Location(venue.longitude, venue.latitude), title, address),
                    reply_markup=step.markup,
                    disable_notification=self._silent,
                )
            case ContactCard() as contact:
                return await self._bot.send_contact(
                    self._chat,
                    phone_number=line(contact.phone),
                    first_name=contact_name(contact),
                    vcard=vcard(contact),
                    reply_markup=step.markup,
                    disable_notification=self._silent,
                )

    async def _document(
        self, step: SendAttachment, content: bytes, name: str, caption: str, entities: list[MessageEntity]
    ) -> Message:
        if len(content) > LARGEST_FILE_BYTES:
            raise MessageRefused("The file is larger than 50 MB.")
        return await self._bot.send_document(
            self._chat,
            InputFile(content, filename=name),
            caption=caption or None,
            caption_entities=entities,
            reply_markup=step.markup,
            disable_notification=self._silent,
        )

    async def _hide_keyboard(self) -> None:
        # Only a message of its own can hide a keyboard: one with inline buttons cannot, and a message that hid one must
        # not be edited into having them.
        message = await self._bot.send_message(
            self._chat, "✓", reply_markup=ReplyKeyboardRemove(), disable_notification=True
        )
        with contextlib.suppress(TelegramError):
            await self._bot.delete_message(self._chat, message.message_id)

    async def _edited(self, step: EditText | EditButtons) -> str | None:
        try:
            try:
                await self._edit(step)
            except BadRequest:
                raise
            except NetworkError:
                await asyncio.sleep(self._pause)
                await self._edit(step)  # may have been done already: twice is the same as once
        except BadRequest as error:
            if not_modified(error):
                return step.message_id
            if isinstance(step, EditButtons):
                return None  # too old to change: its buttons explain themselves when pressed
            return str((await self._text(SendText(step.text, step.markup))).message_id)
        return step.message_id

    async def _edit(self, step: EditText | EditButtons) -> None:
        inline = step.message_id.removeprefix(INLINE_MESSAGE) if step.message_id.startswith(INLINE_MESSAGE) else None
        chat = None if inline else self._chat
        message = None if inline else _message_id(step.message_id)
        if isinstance(step, EditButtons):
            await self._bot.edit_message_reply_markup(chat, message, inline, reply_markup=step.markup)
            return
        text, entities = with_entities(step.text)
        await self._bot.edit_message_text(
            text,
            chat,
            message,
            inline,
            entities=entities,
            link_preview_options=_NO_PREVIEW,
            reply_markup=step.markup,
        )


def _message_id(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise BadRequest("message to edit not found") from None

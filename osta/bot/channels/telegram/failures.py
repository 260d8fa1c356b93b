"""Telegram's errors as causes that the rest of the program knows."""

from __future__ import annotations

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from osta.bot.channels.telegram.http import NotSent, ServerFailed
from osta.chat.errors import (
    ChannelDown,
    ChannelFailing,
    ChatMoved,
    MessageRefused,
    OutcomeUnknown,
    RecipientGone,
    SendFailed,
    TooManyRequests,
)

# The Bot API gives these causes as words only, all under code 400. Whatever else is decided by words belongs here.
_NOT_MODIFIED = ("message is not modified",)
_GONE = ("chat not found", "user not found", "peer_id_invalid", "group chat was deactivated", "bot was kicked")
_QUERY_TOO_OLD = ("query is too old", "query id is invalid", "query_id_invalid")


def not_modified(error: TelegramError) -> bool:
    """Whether an edit failed because the message already is as asked."""
    return _says(error, _NOT_MODIFIED)


def query_too_old(error: TelegramError) -> bool:
    """Whether a press or inline query can no longer be answered, or has been."""
    return _says(error, _QUERY_TOO_OLD)


def cause_of(error: TelegramError) -> SendFailed:
    """The failure to raise instead. BadRequest and TimedOut are NetworkErrors in the library: the order matters."""
    match error:
        case RetryAfter():
            return TooManyRequests(seconds(error))
        case ChatMigrated():
            return ChatMoved(str(error.new_chat_id))
        case Forbidden():
            return RecipientGone()
        case BadRequest():
            return RecipientGone() if _says(error, _GONE) else MessageRefused(error.message)
        case InvalidToken():
            return ChannelDown("Telegram refuses the bot's token.")
        case NotSent():
            return ChannelDown()
        case ServerFailed():
            return ChannelFailing()
        case NetworkError():
            return OutcomeUnknown()
        case _:
            return SendFailed(error.message)


def seconds(error: RetryAfter) -> float:
    """How long to wait, in seconds."""
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()


def _says(error: TelegramError, words: tuple[str, ...]) -> bool:
    said = error.message.lower()
    return isinstance(error, BadRequest) and any(word in said for word in words)

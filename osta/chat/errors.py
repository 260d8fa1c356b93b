"""What can go wrong across the boundary, by cause, so that nobody decides by the text of an error."""

from __future__ import annotations


class OstaError(Exception):
    """Something went wrong."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").splitlines()[0])


class SendFailed(OstaError):
    """The message could not be sent."""


class RecipientGone(SendFailed):
    """The person has blocked the bot or left: nothing more may be sent to them."""


class TooManyRequests(SendFailed):
    """The channel asks to wait before the next message."""

    def __init__(self, retry_after_seconds: float, message: str | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class OutcomeUnknown(SendFailed):
    """No answer came: the message may or may not have arrived."""


class ChannelDown(SendFailed):
    """The channel could not be reached, and nothing was sent."""


class ChannelFailing(SendFailed):
    """The channel answers that it is in trouble itself: as good as always, nothing was sent."""


class ChatMoved(SendFailed):
    """The chat has a new id."""

    def __init__(self, new_chat: str) -> None:
        super().__init__()
        self.new_chat = new_chat


class MessageRefused(SendFailed):
    """The channel refuses this message: sending it again will not help."""


class RecipientUntrusted(MessageRefused):
    """Nothing is sent to this person until somebody has made sure who they are: in other words it goes no better."""

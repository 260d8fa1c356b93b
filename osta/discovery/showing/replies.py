"""What replies have in common."""

from __future__ import annotations

from osta.chat.messages import Message, Press


def pressed(message: Message) -> str | None:
    """The id of the message whose button was pressed: the one that the answer replaces."""
    return message.content.message_id if isinstance(message.content, Press) else None

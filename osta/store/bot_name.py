"""The bot's name on Telegram, which links into it need. It is known once Telegram has been reached."""

from __future__ import annotations

from osta.store import marks
from osta.store.engine import Session

_NAME = "telegram_name"


async def note(session: Session, name: str) -> None:
    """Note the name, in the place of an older one."""
    if await marks.value(session, _NAME) != name:
        await marks.note(session, _NAME, name)


async def link(session: Session, payload: str) -> str | None:
    """The web address that opens the bot as ``/start payload`` does; None while the name is not known.

    https://core.telegram.org/bots/features#deep-linking
    """
    name = await marks.value(session, _NAME)
    return f"https://t.me/{name}?start={payload}" if name else None

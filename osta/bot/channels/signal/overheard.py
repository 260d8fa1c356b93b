"""What the daemon gives to a command's connection in the place of the bot's: it is kept for the bot."""

from __future__ import annotations

from collections.abc import Iterable

from osta.bot.channels.signal.channel import Profile
from osta.bot.channels.signal.envelopes import Reader
from osta.bot.channels.signal.intake import Intake
from osta.bot.channels.signal.offered import Offered
from osta.bot.channels.signal.transport import Json
from osta.chat.channel import Sink

_FIRST_WAIT_SECONDS = 0.5
_STORING_SECONDS = 10.0


async def keep(account: str, events: Iterable[Json], offered: Offered, sink: Sink) -> None:
    """Give the messages among the events to the sink, as the bot itself would have. What the bot has received as well
    is the sink's to know.
    """
    intake = Intake(Reader(account, Profile().name, offered), sink, lambda _: None, _FIRST_WAIT_SECONDS)
    for params in events:
        intake.take(params)
    await intake.finish(_STORING_SECONDS)

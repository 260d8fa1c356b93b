"""``osta run``: the program as a service."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections.abc import Callable
from datetime import datetime

from osta.bot.app import App, channels_of
from osta.bot.logs import set_up_logging
from osta.bot.settings import Settings, SettingsError, read_settings
from osta.store.engine import open_database

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def serve_until_stopped(url: str | None, clock: Callable[[], datetime] | None = None) -> None:
    """Serve until SIGTERM or SIGINT; what was accepted by then is answered. ``clock`` is another than the system's."""
    settings = read_settings(url)
    set_up_logging(settings.log_format)
    with contextlib.suppress(asyncio.CancelledError):  # stopped before it served
        asyncio.run(_serve(settings, clock))


async def _serve(settings: Settings, clock: Callable[[], datetime] | None) -> None:
    database = open_database(settings.database_url)
    channels = channels_of(settings, database, clock)
    if not channels:
        raise SettingsError(
            "OSTA_TELEGRAM_TOKEN is not set, nor is OSTA_SIGNAL_ACCOUNT: set one to have somebody to talk to, "
            "or talk in the terminal with `osta chat`."
        )
    stopped = asyncio.Event()
    serving = asyncio.current_task()
    assert serving is not None  # noqa: S101 - a coroutine runs in a task
    _on_signals(serving.cancel)  # starting can take a while: the word index is built, the database is waited for
    async with App(settings, channels, database=database, clock=clock, web=True):
        _on_signals(stopped.set)
        gc.freeze()  # the lexicon and the modules stay: looking through them for garbage would take 35 ms each time
        await stopped.wait()
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.remove_signal_handler(number)  # a second signal stops at once


def _on_signals(do: Callable[[], object]) -> None:
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, do)

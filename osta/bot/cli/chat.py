"""``osta chat``: the whole bot in a terminal."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import Iterator
from datetime import datetime

from rich.console import Console

from osta.bot.app import App
from osta.bot.channels.console import ConsoleChannel
from osta.bot.cli.opening import discovery, opened
from osta.bot.logs import set_up_logging
from osta.bot.settings import read_settings
from osta.chat.texts import Language, texts
from osta.discovery.producers.upkeep import keep_current
from osta.discovery.service import Discovery

PROMPT = "> "
_WIDEST = 100  # columns; longer lines are hard to read


def talk(url: str | None, person: str, language: Language | None) -> None:
    """Take lines and answer them, until they end or the person leaves with Ctrl-D or Ctrl-C."""
    settings = read_settings(url)
    set_up_logging(settings.log_format, logging.ERROR)  # between the lines of a talk only what is broken
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, _WIDEST) if terminal else _WIDEST
    channel = ConsoleChannel(person, console, language=language, clock=lambda: datetime.now(settings.zone))
    app = App(settings, [channel], discovery=asyncio.run(_known(url)), only=channel.address)

    async def answer(line: str) -> None:
        await channel.say(line)
        await app.look()

    with asyncio.Runner() as runner:
        runner.run(app.__aenter__())
        try:
            if terminal:
                t = texts(language or "fi")
                console.print(t.line("Kysy, kuka myy mitä ja missä. /apua kertoo lisää, Ctrl-D lopettaa."))
                runner.run(app.look())  # what came while nobody was here
            for line in _typed() if terminal else _piped(console):
                runner.run(answer(line))
        except KeyboardInterrupt:
            console.print()
        finally:
            runner.run(app.__aexit__())


async def _known(url: str | None) -> Discovery:
    async with opened(url) as database:
        known = await discovery(database)
        await keep_current(database, known)
        return known


def _typed() -> Iterator[str]:
    """Lines as a person types them, with the line editing that the system has."""
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - loading it is what makes input() edit lines
    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            print()
            return


def _piped(console: Console) -> Iterator[str]:
    """Lines of a pipe, each shown before its answer, so that the output reads as a talk."""
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").strip()
        if line:
            shown = "".join(char for char in line if char.isprintable())
            console.print(f"{PROMPT}{shown}", soft_wrap=True)
            yield line

"""The terminal as a messenger: one person at a keyboard, or a pipe of what they say."""

from __future__ import annotations

import os
import re
import tempfile
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from platformdirs import user_downloads_path
from rich.console import Console
from rich.text import Text as StyledText

from osta.bot.channels.rendering import as_text
from osta.chat.channel import Sent, Sink
from osta.chat.messages import Address, Content, Document, Location, Message, Reply, Text
from osta.chat.rich import Rich, Style
from osta.chat.texts import Language, texts

CHANNEL: Final = "terminal"

_COMMAND = re.compile(r"/(?P<name>\w{1,32})(?:\s+(?P<argument>.*))?", re.ASCII | re.DOTALL)
_POSITION = re.compile(r"(?P<lat>-?\d{1,2}\.\d+)\s*[,;]?\s+(?P<lon>-?\d{1,3}\.\d+)")
_MOST_LATITUDE, _MOST_LONGITUDE = 90, 180
_STYLES = {Style.PLAIN: "", Style.BOLD: "bold", Style.ITALIC: "italic"}


class ConsoleChannel:
    """Says what the bot says on ``console``, and takes lines as messages of ``person``.

    Buttons are numbered: the number or the label is the press. A line that is a position ("66.83, 28.66") is a shared
    location. Documents are saved into ``folder``, else where the person's downloads go.
    """

    def __init__(
        self,
        person: str,
        console: Console,
        *,
        language: Language | None = None,
        clock: Callable[[], datetime],
        folder: Path | None = None,
    ) -> None:
        self.address = Address(CHANNEL, person)
        self._console = console
        self._language = language
        self._clock = clock
        self._folder = folder or _downloads()
        self._sink: Sink | None = None
        self._said = 0

    @property
    def name(self) -> str:
        """``terminal``."""
        return CHANNEL

    async def start(self, sink: Sink) -> None:
        """Lines go to the sink from now on."""
        self._sink = sink

    async def stop(self) -> None:
        """Take no more lines."""
        self._sink = None

    async def say(self, line: str) -> None:
        """The person has written a line."""
        if self._sink is None or not line.strip():
            return
        message = Message(
            id=uuid.uuid4().hex,
            address=self.address,
            sender=self.address,
            content=content_of(line.strip()),
            sent_at=self._clock(),
            language_hint=self._language,
        )
        await self._sink(message)

    async def send(self, address: Address, reply: Reply, press_id: str | None = None) -> Sent:
        """Print a reply."""
        self._said += 1
        document = reply.attachment if isinstance(reply.attachment, Document) else None
        text = as_text(reply, with_attachment=document is None)
        if reply.ask_location:
            how = texts(self._language or "fi").line("kirjoita sijaintisi näin: 66.83, 28.66")
            text = Rich.join([text, f"{reply.ask_location} ({how})"])
        if text:
            self._console.print(styled(text))
        if document is not None:
            where = texts(self._language or "fi").line("Tallennettu: {path}", path=self._saved(document))
            self._console.print(where, soft_wrap=True)  # a path is copied whole
        if text or document is not None:
            self._console.print()
        return Sent(str(self._said))

    def _saved(self, document: Document) -> Path:
        """Write the document into the folder, under a name that is free."""
        name = Path(Path(document.name).name or "osta")
        number = 0
        while True:
            path = self._folder / (f"{name.stem}-{number}{name.suffix}" if number else name)
            try:
                with open(path, "xb", opener=_for_the_owner) as file:
                    file.write(document.content)
            except FileExistsError:
                number += 1
            else:
                return path


def _downloads() -> Path:
    folder = user_downloads_path()
    return folder if os.access(folder, os.W_OK) else Path(tempfile.gettempdir())


def _for_the_owner(path: str, flags: int) -> int:
    """What one person is sent is nobody else's to read, wherever it lies."""
    return os.open(path, flags, 0o600)


def content_of(line: str) -> Content:
    """What a line says: a command, a position, or words."""
    found = _COMMAND.fullmatch(line)
    if found:
        return Text(line, command=found["name"].lower(), argument=(found["argument"] or "").strip())
    place = _POSITION.fullmatch(line)
    if place:
        latitude, longitude = float(place["lat"]), float(place["lon"])
        if abs(latitude) <= _MOST_LATITUDE and abs(longitude) <= _MOST_LONGITUDE:
            return Location(latitude, longitude)
    return Text(line)


def styled(text: Rich) -> StyledText:
    """The text in the terminal's styles, without what could steer the terminal."""
    shown = StyledText()
    for span in text.spans:
        style = f"{_STYLES[span.style]} link {span.link}".strip() if span.link else _STYLES[span.style]
        shown.append("".join(char for char in span.text if char == "\n" or char.isprintable()), style=style)
    return shown

"""Conversations written down: who says what, what they hear, and how time passes in between.

::

    # A line that tells the reader what goes on.
    aino> words                 Aino writes; lines that begin with | go on with what she writes
    aino> [label]               Aino presses the newest button of that label
    aino> (66.77, 28.2)         Aino shares where she is
        text                    who spoke last hears it next: a message, or an edit, that holds this text
        + text                  the same message holds this, too
        - text                  and this it does not hold; nor does the file, if it is the last that came
        /lunasta <code>         what stands there is remembered, and meant where <code> is said later
        [label] [label]         with these buttons; right below what was said, the next message that has them
        {csv} text              a file of that ending comes, and holds this text
        {png}                   a picture comes, as wide as a telephone's screen
        {venue} text            a place on the map comes, with this text
    eero< text                  Eero hears it without having asked
    eero< -                     Eero has heard nothing more
    ! 7 days later              the clock moves; weeks, days, hours and minutes do
    ! killed                    the program is killed between two messages, and started again
    ! stopped                   it is stopped; ``! started`` starts it again
    ! osta export poll 1        a command of the program; what is indented below stands in what it prints
    @telegram: the reason       the next line, with those that go on with it, is for Telegram alone; or for @signal

Every script is played on both messengers. Only what one of them cannot do, or says otherwise, is marked, and why.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.acceptance.conftest import Service
from tests.acceptance.messengers import Somebody
from tests.fakes.program import osta_says

_SPOKEN = re.compile(r"(?P<name>\w+)> (?P<words>.+)")
_UNASKED = re.compile(r"(?P<name>\w+)< (?P<words>.+)")
_LATER = re.compile(r"! (?P<n>\d+) (?P<unit>week|day|hour|minute)s? later")
_FILE = re.compile(r"\{(?P<ending>\w+)\} ?(?P<words>.*)")
_POSITION = re.compile(r"\((?P<latitude>[\d.]+), (?P<longitude>[\d.]+)\)")
_BLANK = re.compile(r"<(\w+)>")
_LABEL = re.compile(r"\[([^]]+)\]")
_ALONE = re.compile(r"@(?P<messenger>telegram|signal): (?P<reason>\S.{9,})")
_PHONE_PX = 1080
_NOTHING = "-"


@dataclass
class Line:
    """A line of a script, and the lines below that go on with it."""

    number: int
    text: str
    more: list[str] = field(default_factory=list)
    alone: str | None = None
    """The one messenger that it is for."""

    @property
    def whole(self) -> str:
        """All that is said with it."""
        return "\n".join([self.text, *self.more])


def lines(path: Path) -> Iterator[Line]:
    """What happens, in order. Raises AssertionError for a mark without a reason, or without a line that it is about."""
    held: Line | None = None
    alone: str | None = None
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        stripped = text.strip()
        if not stripped or text.startswith("#"):
            continue
        if held is not None and stripped.startswith("|"):
            held.more.append(stripped[1:].strip())
            continue
        if held is not None:
            yield held
            held = None
        if stripped.startswith("@"):
            marked = _ALONE.fullmatch(stripped)
            assert marked, f"{path.name}:{number}: for which messenger, and why? {stripped}"
            assert alone is None, f"{path.name}:{number}: a mark that is about no line"
            alone = marked["messenger"]
            continue
        held, alone = Line(number, text.rstrip(), alone=alone), None
    assert alone is None, f"{path.name}: a mark that is about no line"
    if held is not None:
        yield held


class Player:
    """Lets the people of a script talk with the program. ``languages``: those of telephones that speak no Finnish."""

    def __init__(self, service: Service, languages: dict[str, str]) -> None:
        self._service = service
        self._languages = languages
        self._messenger = service.messenger
        self._people: dict[str, Somebody] = {"boss": service.boss}
        self._speaker: Somebody = service.boss
        self._heard: Any = None
        self._file = ""
        self._blanks: dict[str, str] = {}
        self._printed: str | None = None

    async def play(self, path: Path) -> None:
        """Raises AssertionError, with file and line, where it goes otherwise than it is written."""
        for line in lines(path):
            if line.alone not in (None, self._messenger.name):
                continue
            try:
                await self._happens(line)
            except AssertionError as error:
                raise AssertionError(f"{path.name}:{line.number}: {line.text.strip()}: {error}") from error

    async def _happens(self, line: Line) -> None:
        if line.text.startswith("!"):
            await self._passes(line.text)
        elif spoken := _SPOKEN.fullmatch(line.text):
            self._speaker = self._person(spoken["name"])
            self._heard = self._printed = None
            self._file = ""
            if spoken["words"].startswith("["):
                await self._speaker.presses(spoken["words"][1:-1])
            elif position := _POSITION.fullmatch(spoken["words"]):
                await self._speaker.shares_location(float(position["latitude"]), float(position["longitude"]))
            else:
                words = "\n".join([spoken["words"], *line.more])
                await self._speaker.says(_BLANK.sub(lambda blank: self._blanks[blank[1]], words))
        elif unasked := _UNASKED.fullmatch(line.text):
            self._speaker = self._person(unasked["name"])
            self._printed = None
            if unasked["words"] == _NOTHING:
                await self._service.sends_what_is_due()
                came = [heard.text for heard in self._speaker.unheard()]
                assert not came, f"came: {came}"
            else:
                async with self._service.going_on():
                    self._heard = await self._speaker.hears(unasked["words"])
        else:
            await self._expects(line.whole.strip())

    async def _expects(self, words: str) -> None:
        if self._printed is not None:
            assert words in self._printed, self._printed
        elif file := _FILE.fullmatch(words):
            await self._gets_file(file["ending"], file["words"])
        elif words.startswith("+ "):
            assert self._heard is not None, "nobody has heard anything yet"
            assert words.removeprefix("+ ") in self._heard.text, self._heard.text
        elif words.startswith("- "):
            seen = self._file or (self._heard.text if self._heard else "")
            assert seen, "nobody has seen anything yet"
            assert words.removeprefix("- ") not in seen, seen
        elif words.startswith("["):
            wanted = set(_LABEL.findall(words))
            heard = self._heard or await self._speaker.hears()
            while self._heard is None and not wanted <= set(heard.labels):
                heard = await self._speaker.hears()
            self._heard = heard
            assert wanted <= set(heard.labels), f"no button {wanted - set(heard.labels)} among {heard.labels}"
        elif blank := _BLANK.search(words):
            before = words[: blank.start()]
            self._heard = await self._speaker.hears(before)
            self._blanks[blank[1]] = self._heard.text.partition(before)[2].split()[0]
        else:
            self._heard = await self._speaker.hears(words)

    async def _gets_file(self, ending: str, words: str) -> None:
        if ending == "venue":
            heard = self._heard or await self._speaker.hears()
            while not self._messenger.is_place(heard, words):
                heard = await self._speaker.hears()
            self._heard = None
            return
        files = self._messenger.files(self._speaker, self._heard) if self._heard else []
        while not files:
            files = self._messenger.files(self._speaker, await self._speaker.hears())
        self._heard = None  # the next file is another
        [(name, content)] = files
        assert name.endswith(f".{ending}"), name
        if ending == "png":
            assert struct.unpack_from(">I", content, 16)[0] == _PHONE_PX
        else:
            self._file = content.decode("utf-8-sig").replace("\r\n ", "")
            assert words in self._file, self._file

    async def _passes(self, text: str) -> None:
        later = _LATER.fullmatch(text)
        if later:
            await self._service.moves(timedelta(**{f"{later['unit']}s": int(later["n"])}))
        elif text == "! stopped":
            assert await self._service.program.stop() == 0, self._service.program.logged
        elif text == "! started":
            await self._service.program.start()
            await self._service.program.ready()
        elif text == "! killed":
            await self._service.dies()
            await self._service.program.start()
            await self._service.program.ready()
        else:
            command = text.removeprefix("! osta ").split()
            assert command != text.split(), f"what is {text!r}?"
            self._printed = osta_says(self._service.database, *command, clock=self._service.clock)

    def _person(self, name: str) -> Somebody:
        if name not in self._people:
            self._people[name] = self._messenger.person(name.title(), self._languages.get(name, "fi"))
        return self._people[name]

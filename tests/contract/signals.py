"""People on Signal, who pick choices in every way that Signal has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from osta.bot.channels.signal import SignalChannel
from osta.chat.messages import Address
from tests.fakes.choices import numbered
from tests.fakes.signal_daemon import Heard, Person, SignalDaemon

_DIGITS = {number: f"{number}\ufe0f\u20e3" for number in range(1, 10)} | {10: "\N{KEYCAP TEN}"}


class Signals:
    """People at a fake daemon. They pick by number, label, vote, reaction with a digit, and reply, in turn."""

    def __init__(self, daemon: SignalDaemon, channel: SignalChannel) -> None:
        self.channel = channel
        self.picked: Counter[str] = Counter()
        """How often choices were picked in which way."""
        self._daemon = daemon
        self._people: dict[str, Person] = {}
        self._heard: dict[str, int] = {}

    def address(self, name: str) -> Address:
        return Address("signal", self._person(name).uuid)

    async def say(self, name: str, words: str) -> None:
        self._begin(name).says(words)

    async def share(self, name: str, latitude: float, longitude: float) -> None:
        await self.say(name, f"https://maps.google.com/maps?q={latitude},{longitude}")

    async def press(self, name: str, label: str) -> None:
        ways = self._ways(name, label)
        way = min(ways, key=lambda way: self.picked[way])
        self.picked[way] += 1
        self._begin(name)
        ways[way]()

    def read(self, name: str) -> str:
        return "\n---\n".join(heard.text for heard in self._since(name) if heard.kind in ("message", "edit"))

    def _ways(self, name: str, label: str) -> dict[str, Callable[[], object]]:
        """How somebody can pick the choice of this label now."""
        person, since = self._person(name), self._since(name)
        choice = numbered(label, self.read(name))
        above = next(
            heard
            for heard in reversed(since)
            if heard.kind in ("message", "edit") and re.search(rf"^{choice.number}\.? ", heard.text, re.MULTILINE)
        )
        ways: dict[str, Callable[[], object]] = {
            "number": lambda: person.says(f"{choice.number}."),
            "reply": lambda: person.quotes(above.timestamp, str(choice.number)),
        }
        if choice.text:
            ways["label"] = lambda: person.says(choice.text)
        if choice.number in _DIGITS:
            ways["reaction"] = lambda: person.reacts(above.timestamp, _DIGITS[choice.number])
        votes = [(poll, poll.params["option"].index(choice.line)) for poll in since if _offers(poll, choice.line)]
        if votes:
            poll, option = votes[-1]
            ways["vote"] = lambda: person.votes(poll.timestamp, option)
        return ways

    def _since(self, name: str) -> list[Heard]:
        return self._person(name).heard[self._heard[name] :]

    def _begin(self, name: str) -> Person:
        person = self._person(name)
        self._heard[name] = len(person.heard)
        return person

    def _person(self, name: str) -> Person:
        if name not in self._people:
            self._people[name] = self._daemon.person(name)
        return self._people[name]


def _offers(heard: Heard, line: str) -> bool:
    return heard.kind == "poll" and line in heard.params["option"]

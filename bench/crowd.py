"""People who ask the running program, each in a chat of their own, and how long they wait for their answers."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.load import CHATS, MOST_OF_ONE, Said
from tests.fakes.bot_api import BotApi, Person

LATE_SECONDS = 20.0
"""What is not answered by then is not answered."""


@dataclass(slots=True)
class Talk:
    """What one person has asked, and what they have heard, with the moments of both."""

    person: Person
    asked: list[tuple[Said, float]] = field(default_factory=list)
    heard: list[tuple[str, float]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """What one run found; ``waits`` in nanoseconds."""

    asked: int
    answered: int
    disordered: int
    waits: list[int]


class Crowd:
    """People who write at their own pace, whether they are answered or not."""

    def __init__(self, api: BotApi, questions: Iterator[Said]) -> None:
        self._api = api
        self._questions = questions
        self.talks: dict[int, Talk] = {}

    async def write(self, seconds: int, a_second: int) -> None:
        """Write for so long, then wait for the answers."""
        listening = asyncio.create_task(self._listen())
        started = time.perf_counter()
        here: list[Talk | None] = [None] * CHATS
        for number in range(seconds * a_second):
            await asyncio.sleep(max(0.0, started + number / a_second - time.perf_counter()))
            talk = here[number % CHATS]
            if talk is None or len(talk.asked) == MOST_OF_ONE:
                talk = here[number % CHATS] = Talk(self._api.user("Aino"))
                self.talks[talk.person.id] = talk
            question = next(self._questions)
            talk.asked.append((question, time.perf_counter()))
            await talk.person.says(question.text)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LATE_SECONDS), self._api.world.happened:
                await self._api.world.happened.wait_for(
                    lambda: all(len(talk.heard) >= len(talk.asked) for talk in self.talks.values())
                )
        listening.cancel()

    async def _listen(self) -> None:
        world = self._api.world
        at = len(world.events)
        while True:
            async with world.happened:
                await world.happened.wait()
            now = time.perf_counter()
            for event in world.events[at:]:
                if event.kind == "message" and event.chat_id in self.talks:
                    self.talks[event.chat_id].heard.append((event.text, now))
            at = len(world.events)

    def found(self) -> Found:
        """How everybody was answered: each answer must be to the question in its place."""
        waits, disordered = [], 0
        for talk in self.talks.values():
            for (question, then), (words, now) in zip(talk.asked, talk.heard, strict=False):
                disordered += question.answer not in words.casefold()
                waits.append(round((now - then) * 1e9))
        asked = sum(len(talk.asked) for talk in self.talks.values())
        return Found(asked, len(waits), disordered, waits)

"""Conversations through a program that is killed again and again, and what must hold of them afterwards."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from osta.store.engine import open_database
from osta.store.models import Inbox, Outbox, PersonAddress, QuestionLog
from tests.fakes.bot_api import BotApi, Person
from tests.fakes.program import Program

_LONGEST_LIFE_SECONDS = 2.0  # of a program that serves, until it is killed
_SHORTEST_LIFE_SECONDS = 0.5  # of one that is killed before it serves
_UNREADY = 0.2  # the part of the programs that are
_PAUSE_SECONDS = 2.2  # between one person's messages: below the limit of thirty a minute
_PATIENCE_SECONDS = 120.0  # for an answer: the program may have to be started a few times
PRODUCTS = ("perunoita", "hillaa", "poronlihaa", "polttopuita", "leipää", "kalaa", "mustikoita", "lampaanlihaa")
PLACES = ("Kursussa", "Sallassa", "Posiolla", "Savukoskella", "Kemijärvellä", "Pelkosenniemellä", "Kelloselässä")


@dataclass
class Outcome:
    """What came of it. ``sent_again`` are answers of which nobody knew whether they had arrived: that is allowed."""

    kills: int
    messages: int
    lost: int
    handled_twice: int
    forms_broken: int
    sent_again: int


class Talker:
    """Somebody who begins a form, asks questions in the middle of it as long as the killing lasts, and ends it."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.said = 0
        self.asked: list[str] = []
        self.finished = False
        self.killing = True

    async def talk(self) -> None:
        """Say the next thing whenever the last one is answered."""
        name = f"Tila {self.person.name}"
        await self._says("/myyn", "1/5")
        await self._says(name, "2/5")
        questions = self._questions()
        while self.killing and (question := next(questions, None)):
            self.asked.append(question)
            await self._says(question, "2/5")  # the answer, and the form's question again
        await self._says("perunaa, hillaa", "Ymmärsin tuotteesi")
        await self.person.presses("Oikein, jatka")
        self.said += 1
        await self._hears("3/5")
        await self._says("Kursu", "4/5")
        await self._says("040 000 9999", name)  # the card: with what was told before all the kills
        await self._hears("5/5")
        self.finished = True

    def _questions(self) -> Iterator[str]:
        """Each of them once."""
        for opening in ("kuka myy", "mistä saa", "löytyykö"):
            for product, place in itertools.product(PRODUCTS, PLACES):
                yield f"{opening} {product} {place}"

    async def _says(self, words: str, answer: str) -> None:
        await asyncio.sleep(_PAUSE_SECONDS)
        self.said += 1
        await self.person.says(words)
        await self._hears(answer)

    async def _hears(self, answer: str) -> None:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while True:
                try:
                    await self.person.hears(answer)
                except AssertionError:  # not within the usual patience
                    continue
                return


async def killed_again_and_again(
    database: str, *, kills: int, people: int, seed: int, webhook: bool = False
) -> Outcome:
    """Let people talk while the program is killed at random moments and started again on the same database, which has
    the demonstration data and has seen nobody yet.
    """
    chance = random.Random(seed)
    async with BotApi() as api:
        program = Program(api, database, webhook=webhook)
        talkers = [Talker(api.user(f"Asukas{number}")) for number in range(people)]
        await program.start()
        await program.ready()
        talking = [asyncio.create_task(talker.talk()) for talker in talkers]
        try:
            for _ in range(kills):
                if chance.random() > _UNREADY:
                    await program.ready()
                    await asyncio.sleep(chance.uniform(0.0, _LONGEST_LIFE_SECONDS))
                else:
                    await asyncio.sleep(chance.uniform(0.0, _SHORTEST_LIFE_SECONDS))
                await program.restart()
            for talker in talkers:
                talker.killing = False
            await asyncio.gather(*talking)
        finally:
            for task in talking:
                task.cancel()
            await asyncio.gather(*talking, return_exceptions=True)
            await program.stop()
        api.no_violations()
    return await _outcome(database, talkers, kills)


async def _outcome(url: str, talkers: list[Talker], kills: int) -> Outcome:
    messages = sum(talker.said for talker in talkers)
    database = open_database(url)
    async with database.reading() as session:
        handled = await session.scalar(select(func.count()).where(Inbox.handled_at.is_not(None))) or 0
        unsent = await session.scalar(select(func.count()).where(Outbox.state != "sent")) or 0
        again = await session.scalar(select(func.sum(Outbox.attempts - 1))) or 0
        question = PersonAddress.chat + QuestionLog.text
        theirs = PersonAddress.person_id == QuestionLog.person_id
        counted = select(question, func.count()).select_from(QuestionLog).join(PersonAddress, theirs).group_by(question)
        asked_each: dict[str, int] = dict((await session.execute(counted)).all())
    await database.close()
    asked = [f"{talker.person.id}{question}" for talker in talkers for question in talker.asked]
    return Outcome(
        kills=kills,
        messages=messages,
        lost=abs(messages - handled) + unsent + sum(question not in asked_each for question in asked),
        handled_twice=sum(times - 1 for times in asked_each.values()),
        forms_broken=sum(not talker.finished for talker in talkers),
        sent_again=again,
    )

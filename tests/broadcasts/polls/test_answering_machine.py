from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from osta.broadcasts.polls import answering, draft, lifecycle, results
from osta.broadcasts.polls.answering import PollOver
from osta.broadcasts.polls.results import Results
from osta.store import polls
from osta.store.engine import Session
from osta.store.models import Person, Poll, PollAnswer, PollChoice
from tests.broadcasts.machines import NOW, StoredMachine

PEOPLE = 4
ENDS = NOW + timedelta(days=7)
SINGLE, SEVERAL, SCALE, TEXT = range(4)
who = st.integers(0, PEOPLE - 1)
option = st.integers(1, 3)


class AnsweringMachine(StoredMachine):
    """People answer, change their mind, skip and leave until the poll is closed. A dictionary holds the answers."""

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__(template, folder)
        self.everybody = self.people(PEOPLE)
        self.given: dict[tuple[int, int], object] = {}
        self.skipped: set[tuple[int, int]] = set()
        self.open = True

        async def add(session: Session) -> int:
            written = "A?\n- a\n- b\n- c\n\nB? (monta)\n- a\n- b\n- c\n\nC? (1-5)\n\nD?"
            poll = Poll(title="A?", questions=draft.as_rows(draft.read(written), {}))
            await polls.add(session, poll)
            await lifecycle.schedule(session, poll, NOW, ENDS, NOW)
            return poll.id

        self.poll = self.run(add)

    async def _parts(self, session: Session, at: int) -> tuple[Poll, Person]:
        poll = await polls.get(session, self.poll)
        assert poll is not None
        return poll, await session.get_one(Person, self.everybody[at])

    def _do(self, at: int, question: int, step: int = 0, words: str = "") -> None:
        async def act(session: Session) -> None:
            poll, person = await self._parts(session, at)
            asked = poll.questions[question]
            if words:
                await answering.write(session, poll, asked, person, words, NOW)
            elif question == SCALE:
                await answering.rate(session, poll, asked, person, step, NOW)
            elif step:
                await answering.pick(session, poll, asked, person, step, NOW)
            else:
                await answering.skip(session, poll, asked, person, NOW)

        if self.open:
            self.run(act)
            self.skipped.discard((at, question))
        else:
            with pytest.raises(PollOver):
                self.run(act)

    @rule(at=who, position=option)
    def choose(self, at: int, position: int) -> None:
        self._do(at, SINGLE, position)
        if self.open:
            self.given[at, SINGLE] = position

    @rule(at=who, position=option)
    def toggle(self, at: int, position: int) -> None:
        self._do(at, SEVERAL, position)
        if not self.open:
            return
        before = self.given.pop((at, SEVERAL), frozenset())
        assert isinstance(before, frozenset)
        if after := before ^ {position}:
            self.given[at, SEVERAL] = after

    @rule(at=who, step=st.integers(1, 5))
    def rate(self, at: int, step: int) -> None:
        self._do(at, SCALE, step)
        if self.open:
            self.given[at, SCALE] = step

    @rule(at=who, words=st.text("abc", min_size=1, max_size=5))
    def write(self, at: int, words: str) -> None:
        self._do(at, TEXT, words=words)
        if self.open:
            self.given[at, TEXT] = words

    @rule(at=who, question=st.sampled_from([SINGLE, SEVERAL, TEXT]))
    def skip(self, at: int, question: int) -> None:
        self._do(at, question)
        if self.open:
            self.given.pop((at, question), None)
            self.skipped.add((at, question))

    @rule(at=who)
    @precondition(lambda self: self.open)
    def leave(self, at: int) -> None:
        async def act(session: Session) -> None:
            poll, person = await self._parts(session, at)
            await answering.leave(session, poll, person, NOW)

        self.run(act)
        for question in range(4):
            self.given.pop((at, question), None)
            self.skipped.discard((at, question))

    @rule()
    @precondition(lambda self: self.open and len(self.given) > 5)
    def close(self) -> None:
        async def act(session: Session) -> None:
            poll, _ = await self._parts(session, 0)
            await lifecycle.close(session, poll, NOW + timedelta(hours=1))

        self.run(act)
        self.open = False

    @invariant()
    def tallies_are_the_rows_and_the_rows_are_the_answers(self) -> None:
        async def stored(session: Session) -> tuple[Poll, Results, list[PollAnswer], list[PollChoice]]:
            poll, _ = await self._parts(session, 0)
            rows = list(await session.scalars(select(PollAnswer)))
            return (
                poll,
                await results.collect(session, poll, "fi"),
                rows,
                list(await session.scalars(select(PollChoice))),
            )

        poll, found, rows, choices = self.run(stored)
        numbers = {question.id: question.position - 1 for question in poll.questions}
        people = {person: at for at, person in enumerate(self.everybody)}
        answers = {(people[row.person_id], numbers[row.question_id]): row for row in rows}
        assert len(answers) == len(rows)
        assert {key for key, row in answers.items() if not row.skipped} == set(self.given)
        assert {key for key, row in answers.items() if row.skipped} == self.skipped
        assert len(choices) == sum(
            1 if question == SINGLE else len(_several(value))
            for (_, question), value in self.given.items()
            if question in (SINGLE, SEVERAL)
        )
        for question, tally in enumerate(found.tallies):
            mine = [value for (_, asked), value in self.given.items() if asked == question]
            assert tally.n == len(mine)
            for position, bar in enumerate(tally.bars, 1):
                chosen = [value for value in mine if value == position or position in _several(value)]
                assert bar.n == len(chosen)


def _several(value: object) -> frozenset[int]:
    return value if isinstance(value, frozenset) else frozenset()


def test_one_answer_a_person_and_question_whatever_people_do(sqlite_template: Path, tmp_path: Path) -> None:
    class Example(AnsweringMachine):
        def __init__(self) -> None:
            super().__init__(sqlite_template, tmp_path)

    run_state_machine_as_test(
        Example,
        settings=settings(max_examples=15, stateful_step_count=15, deadline=None),
    )

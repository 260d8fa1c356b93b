from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from osta.broadcasts.workshops import seats
from osta.broadcasts.workshops.seats import SignUpOver, TooFewSeats
from osta.store.engine import Session
from osta.store.models import Person, Registration, Workshop
from tests.broadcasts.machines import NOW, StoredMachine

PEOPLE = 6
who = st.integers(0, PEOPLE - 1)


class SeatsMachine(StoredMachine):
    """People come, hesitate, leave and are erased; the number of seats changes. A list is the line."""

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__(template, folder)
        self.everybody = self.people(PEOPLE)
        self.capacity: int | None = 2
        self.going: list[int] = []
        self.waiting: list[int] = []
        self.erased: set[int] = set()

        async def add(session: Session) -> int:
            workshop = Workshop(
                title="Digipaja",
                topic="digital",
                starts_at=NOW + timedelta(days=9),
                ends_at=NOW + timedelta(days=9, hours=2),
                link="https://example.com",
                capacity=self.capacity,
                state="announced",
            )
            session.add(workshop)
            await session.flush()
            return workshop.id

        self.workshop = self.run(add)

    def _pass_on(self) -> list[int]:
        promoted = []
        while self.waiting and (self.capacity is None or len(self.going) < self.capacity):
            self.going.append(self.waiting.pop(0))
            promoted.append(self.going[-1])
        return promoted

    @rule(at=who)
    def sign_up(self, at: int) -> None:
        person = self.everybody[at]
        if person in self.erased:
            return
        outcome = self.run(lambda session: seats.sign_up(session, self.workshop, person, f"P{at}", NOW))
        assert list(outcome.promoted) == self._pass_on()
        if person not in self.going and person not in self.waiting:
            self.waiting.append(person)
            self._pass_on()
        assert outcome.registration.state == ("going" if person in self.going else "waiting")

    @rule(at=who, state=st.sampled_from(["maybe", "no"]))
    def decline(self, at: int, state: Literal["maybe", "no"]) -> None:
        person = self.everybody[at]
        if person in self.erased:
            return
        outcome = self.run(lambda session: seats.decline(session, self.workshop, person, state, NOW))
        for line in (self.going, self.waiting):
            if person in line:
                line.remove(person)
        assert list(outcome.promoted) == self._pass_on()
        assert outcome.registration.state == state

    @rule(capacity=st.none() | st.integers(1, 4))
    def set_capacity(self, capacity: int | None) -> None:
        async def change(session: Session) -> list[int]:
            return await seats.set_capacity(session, await session.get_one(Workshop, self.workshop), capacity, NOW)

        if capacity is not None and capacity < len(self.going):
            with pytest.raises(TooFewSeats):
                self.run(change)
            return
        self.capacity = capacity
        assert self.run(change) == self._pass_on()

    @rule(at=who)
    def erase(self, at: int) -> None:
        person = self.everybody[at]

        async def forget(session: Session) -> list[int]:
            await session.execute(delete(Person).where(Person.id == person))
            return await seats.pass_on(session, self.workshop, NOW)

        self.erased.add(person)
        for line in (self.going, self.waiting):
            if person in line:
                line.remove(person)
        assert self.run(forget) == self._pass_on()

    @rule()
    def too_late(self) -> None:
        with pytest.raises(SignUpOver):
            self.run(
                lambda session: seats.sign_up(session, self.workshop, self.everybody[0], "", NOW + timedelta(days=9))
            )

    @invariant()
    def no_seat_is_given_twice_and_the_line_keeps_its_order(self) -> None:
        async def stored(session: Session) -> tuple[Workshop, list[Registration]]:
            rows = select(Registration).order_by(Registration.number)
            return await session.get_one(Workshop, self.workshop), list(await session.scalars(rows))

        workshop, rows = self.run(stored)
        going = {row.person_id for row in rows if row.state == "going"}
        assert going == set(self.going)
        assert workshop.taken == len(going)
        assert workshop.capacity is None or len(going) <= workshop.capacity
        assert [row.person_id for row in rows if row.state == "waiting"] == self.waiting
        assert len({row.person_id for row in rows}) == len(rows)


def test_seats_are_never_oversold_and_go_to_the_first_in_line(sqlite_template: Path, tmp_path: Path) -> None:
    class Example(SeatsMachine):
        def __init__(self) -> None:
            super().__init__(sqlite_template, tmp_path)

    run_state_machine_as_test(
        Example,
        settings=settings(max_examples=20, stateful_step_count=15, deadline=None),
    )

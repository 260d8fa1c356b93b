"""A broadcast's life, and the machine of its states driven at random."""

import asyncio
import re
import shutil
import tempfile
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from osta.broadcasts import broadcast
from osta.broadcasts.broadcast import MAY_BECOME, NotPossible
from osta.broadcasts.budget import Pace
from osta.broadcasts.kinds import COUNTED, RULES
from osta.broadcasts.subscriptions import stop_everything
from osta.chat.messages import Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, texts
from osta.store import broadcasts
from osta.store.audiences import Audience
from osta.store.engine import Database, open_database
from osta.store.models import Person
from osta.store.schema import prepare
from tests.broadcasts.crowd import HELLO, NOON, add_people
from tests.broadcasts.postman import Postman

T = TypeVar("T")


async def test_a_key_exists_once(database: Database) -> None:
    async with database.transaction() as session:
        made = [
            await broadcast.create(session, "digest", "Viikko", HELLO, Audience(), NOON, due_at=NOON, key="digest:1")
            for _ in range(2)
        ]
        assert made[0] is not None
        assert made[1] is None
        assert [found.id for found in await broadcasts.due(session, NOON)] == [made[0].id]


async def test_what_has_not_begun_can_be_changed_and_what_has_can_not(database: Database) -> None:
    async with database.transaction() as session:
        made = await broadcast.create(session, "announcement", "Luonnos", HELLO, Audience(), NOON)
        assert made is not None
        assert (made.state, made.due_at) == ("draft", None)
        content = {**HELLO, "fi": Reply(Rich.plain("Uusi"))}
        await broadcast.change(session, made, title="Valmis", content=content, audience=Audience(home_in="Salla"))
        assert str(broadcast.shown(made, "fi").text).startswith("Uusi")
        assert str(broadcast.shown(made, "en").text).startswith("Uusi")  # Finnish stands in
        await broadcast.schedule(session, made.id, NOON)
        await broadcast.send_now(session, made.id)
        assert made.state == "running"
        with pytest.raises(NotPossible):
            await broadcast.change(session, made, title="Liian myöhään")
        with pytest.raises(NotPossible):
            await broadcast.schedule(session, made.id, NOON)
        with pytest.raises(NotPossible):
            await broadcast.cancel(session, 999, NOON)


async def test_what_cannot_be_is_refused(database: Database) -> None:
    async with database.transaction() as session:
        with pytest.raises(ValueError, match="Finnish"):
            await broadcast.create(session, "poll", "Kysely", {"sv": HELLO["sv"]}, Audience(), NOON)
        with pytest.raises(ValueError, match="end after it begins"):
            await broadcast.create(session, "poll", "Kysely", HELLO, Audience(), NOON, due_at=NOON, ends_at=NOON)
        made = await broadcast.create(session, "poll", "Kysely", HELLO, Audience(), NOON)
        assert made is not None
        with pytest.raises(NotPossible):
            await broadcast.send_again(session, made.id, NOON)


@pytest.mark.parametrize("kind", RULES)
def test_every_kind_says_why_it_comes_and_how_to_leave(kind: str) -> None:
    for language in LANGUAGES:
        shown = str(broadcast.with_way_out(Reply(Rich.plain("Hei")), kind, language).text)  # type: ignore[arg-type]
        assert texts(language).line(RULES[kind].why) in shown  # type: ignore[index]
        assert re.search(r" /[a-z]+\b", shown)
        assert "STOP" in shown


def test_what_falls_under_the_weekly_limit_is_sent_once_at_most_or_reminds() -> None:
    assert {RULES[kind].unknown for kind in COUNTED} == {"list", "send again"}
    assert [kind for kind in COUNTED if RULES[kind].unknown == "send again"] == ["poll_reminder"]


class BroadcastMachine(RuleBasedStateMachine):
    """Staff do anything at any time, and the sender goes on: nobody is ever skipped or told twice."""

    PEOPLE = 7

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="osta-"))
        self.database = open_database(self.folder / "osta.sqlite")
        self.run(self._begin())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    async def _begin(self) -> None:
        await prepare(self.database)
        async with self.database.transaction() as session:
            await add_people(session, self.PEOPLE, "announcements")
            made = await broadcast.create(session, "announcement", "Koe", HELLO, Audience(), NOON)
            assert made is not None
            self.number = made.id
        self.postman = Postman(self.database, paces={"telegram": Pace(at_once=2)})
        self.state = "draft"
        self.stopped: set[int] = set()

    def teardown(self) -> None:
        self.run(self.database.close())
        self.loop.close()
        shutil.rmtree(self.folder)

    def act(self, to: str, work: str, *arguments: Any) -> None:
        """Staff try something: it is done if the machine of states allows it, else refused."""
        allowed = to in MAY_BECOME[self.state]  # type: ignore[index]
        allowed = allowed and not (work == "resume" and self.state != "paused")
        allowed = allowed and not (work == "send_now" and self.state not in ("asking", "scheduled"))

        async def done() -> None:
            async with self.database.transaction() as session:
                await getattr(broadcast, work)(session, self.number, *arguments)

        if allowed:
            self.run(done())
            self.state = to
        else:
            with pytest.raises(NotPossible):
                self.run(done())

    @rule()
    def schedule(self) -> None:
        self.act("scheduled", "schedule", self.postman.now)

    @rule()
    def send_now(self) -> None:
        self.act("running", "send_now")

    @rule()
    def pause(self) -> None:
        self.act("paused", "pause")

    @rule()
    def resume(self) -> None:
        self.act("running", "resume")

    @rule()
    def cancel(self) -> None:
        self.act("cancelled", "cancel", self.postman.now)

    @rule(turns=st.integers(1, 4))
    def send(self, turns: int) -> None:
        async def go() -> str:
            for _ in range(turns):
                await self.postman.turn(timedelta(milliseconds=200))
            return (await self.postman.stored(self.number)).state

        after = self.run(go())
        assert after == self.state or (self.state, after) == ("running", "done")
        self.state = after

    @rule(person=st.integers(1, PEOPLE))
    def stop_word(self, person: int) -> None:
        async def stop() -> None:
            async with self.database.transaction() as session:
                await stop_everything(session, await session.get_one(Person, person), self.postman.now)

        self.run(stop())
        self.stopped.add(person)

    @invariant()
    def nobody_twice_and_nobody_skipped(self) -> None:
        chats = self.postman.channel.chats
        assert len(chats) == len(set(chats))
        if self.state == "done":
            everybody = {str(person) for person in range(1, self.PEOPLE + 1)}
            assert everybody - set(chats) <= {str(person) for person in self.stopped}


BroadcastMachine.TestCase.settings = settings(max_examples=12, stateful_step_count=14, deadline=None)
TestBroadcastMachine = BroadcastMachine.TestCase

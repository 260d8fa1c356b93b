"""Somebody at the program's own terminal gets what is due while they are there; nobody else loses anything by it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from osta.broadcasts import broadcast
from osta.broadcasts.delivery import Sender
from osta.broadcasts.doorstep import Doorstep
from osta.chat.messages import Address, Button, Reply
from osta.chat.rich import Rich
from osta.discovery.service import Discovery
from osta.store import broadcasts, conversations, outbox, people
from osta.store.audiences import Audience
from osta.store.engine import Database, Session
from tests import kept
from tests.broadcasts.crowd import NOON
from tests.fakes.channel import FakeChannel

HERE, THERE, FAR = Address("terminal", "me"), Address("terminal", "you"), Address("telegram", "7")
MIDNIGHT = NOON.replace(hour=23)


@pytest.fixture
async def crowd(database: Database) -> tuple[int, ...]:
    """Three people, and a message for each of them that is due."""
    async with database.transaction() as session:
        found = [(await people.find_or_create(session, address, NOON))[0].id for address in (HERE, THERE, FAR)]
        await broadcast.create(
            session,
            "notice",
            "Koe",
            {"fi": Reply(Rich.plain("tiedoksi"), ((Button.of("Katso", "queue"),),))},
            Audience(people=tuple(found)),
            NOON,
            due_at=NOON,
        )
        await outbox.enqueue(session, HERE, Reply(Rich.plain("hyväksytty")), NOON, lane="reminder", person_id=found[0])
    return tuple(found)


class Terminal:
    """What a person has seen at theirs."""

    def __init__(self, database: Database, discovery: Discovery, address: Address) -> None:
        self.seen: list[str] = []
        self.choices: list[str] = []
        self.doorstep = Doorstep(database, discovery, address, self._show, clock=lambda: MIDNIGHT, offers=self)

    async def _show(self, reply: Reply) -> None:
        self.seen.append(str(reply.text).partition("\n")[0])

    async def sets_out(self, session: Session, address: Address, number: int, reply: Reply, now: datetime) -> None:
        self.choices += [button.label for row in reply.rows for button in row]

    async def not_arrived(self, session: Session, address: Address, number: int, reply: Reply) -> None:
        raise AssertionError("what is shown has arrived")


async def test_what_is_due_is_shown_once_at_any_hour(
    database: Database, discovery: Discovery, crowd: tuple[int, ...]
) -> None:
    here, there = (Terminal(database, discovery, address) for address in (HERE, THERE))
    for _ in range(2):
        await here.doorstep.look()
    assert sorted(here.seen) == ["hyväksytty", "tiedoksi"]
    assert here.choices == ["Katso"]
    await there.doorstep.look()
    assert there.seen == ["tiedoksi"]
    async with database.reading() as session:
        [waiting] = await kept.in_state(session, "queued")  # the process that serves the messengers sends it
        assert waiting.address == str(FAR)


async def test_what_is_shown_slowly_keeps_nobody_from_writing(
    database: Database, discovery: Discovery, crowd: tuple[int, ...]
) -> None:
    here = Terminal(database, discovery, HERE)
    written: list[int | None] = []

    async def reads_slowly(reply: Reply) -> None:
        async with asyncio.timeout(10), database.transaction() as session:
            written.append(await outbox.enqueue(session, FAR, Reply(Rich.plain("vastaus")), NOON))

    here.doorstep = Doorstep(database, discovery, HERE, reads_slowly, clock=lambda: MIDNIGHT)
    await here.doorstep.look()
    assert len(written) == 2


async def test_what_was_taken_and_never_shown_is_shown_later(
    database: Database, discovery: Discovery, crowd: tuple[int, ...]
) -> None:
    async def dies(reply: Reply) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        await Doorstep(database, discovery, HERE, dies, clock=lambda: MIDNIGHT).look()
    here = Terminal(database, discovery, HERE)
    await here.doorstep.look()
    assert here.seen == []  # somebody may still be showing it
    here.doorstep = Doorstep(
        database, discovery, HERE, here._show, clock=lambda: MIDNIGHT + timedelta(minutes=2), offers=here
    )
    await here.doorstep.look()
    assert sorted(here.seen) == ["hyväksytty", "tiedoksi"]


async def test_beside_a_running_program_it_only_picks_up(
    database: Database, discovery: Discovery, crowd: tuple[int, ...]
) -> None:
    channel = FakeChannel(name="telegram")
    sender = Sender(database, [channel], clock=lambda: NOON, reached=["telegram", "terminal"])
    async with database.transaction() as session:
        [due] = await broadcasts.due(session, NOON)
        await broadcast.send_now(session, due.id)
    await sender.turn()
    await sender.landed()
    here = Terminal(database, discovery, HERE)
    await here.doorstep.look()
    assert sorted(here.seen) == ["hyväksytty", "tiedoksi"]
    for _ in range(3):
        await sender.turn()
        await sender.landed()
    assert len(channel.sent) == 1
    async with database.reading() as session:
        # The other terminal may never come: the broadcast does not wait for it.
        assert [one.id for one in await broadcasts.in_states(session, ["done"])] == [due.id]


async def test_what_is_paused_or_over_is_not_handed_over(
    database: Database, discovery: Discovery, crowd: tuple[int, ...]
) -> None:
    async with database.transaction() as session:
        made = await broadcast.create(
            session, "notice", "Koe", {"fi": Reply(Rich.plain("myöhässä"))}, Audience(people=crowd), NOON,
            due_at=NOON, ends_at=NOON + timedelta(hours=1),
        )  # fmt: skip
        assert made
        number = made.id
        await broadcast.send_now(session, number)
    await Sender(database, [], clock=lambda: NOON).turn()  # rows for everybody while it lasted
    here = Terminal(database, discovery, HERE)
    await here.doorstep.look()
    assert "myöhässä" not in here.seen


async def test_choices_change_beside_a_turn(database: Database) -> None:
    async with database.transaction() as session:
        person, _ = await people.find_or_create(session, HERE, NOON)
        conversation = await conversations.load(session, HERE, person.id)
        await conversations.save(session, conversation, NOON, state="form", data={}, choices=[["old"]])
    async with database.transaction() as session:
        await conversations.change_choices(session, HERE, lambda old: [["new"], *old])
        await conversations.change_choices(session, HERE, list)
        await conversations.change_choices(session, FAR, lambda old: [["nobody"], *old])
    async with database.reading() as session:
        found = await conversations.load(session, HERE, person.id)
        assert (found.choices, found.state) == ([["new"], ["old"]], "form")
        assert found.version == 2  # what changes nothing disturbs nobody

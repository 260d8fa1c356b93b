"""What nobody asked for goes out on Signal one by one and slowly, and rests when Signal says so."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

import pytest

from osta.bot.channels.signal import SignalChannel
from osta.broadcasts.budget import PACES
from osta.store import consents, people
from osta.store.engine import Database
from tests.bot.signal.conftest import Staff, chat_with
from tests.broadcasts.crowd import NOON
from tests.broadcasts.postman import FailingChannel, Postman
from tests.fakes.signal_daemon import Fault, Person, SignalDaemon

SECOND = timedelta(seconds=1)


@pytest.fixture
async def crowd(daemon: SignalDaemon, sqlite_database: Database) -> list[Person]:
    found = [daemon.person(f"P{number}") for number in range(4)]
    async with sqlite_database.transaction() as session:
        for person in found:
            known, _ = await people.find_or_create(session, chat_with(person), NOON)
            await consents.give(session, known.id, "announcements", "1", NOON)
    return found


@pytest.fixture
def postman(sqlite_database: Database, channel: SignalChannel) -> Postman:
    # A chat's rest goes by the clock on the wall, which stands still here.
    paces = {"signal": replace(PACES["signal"], chat_seconds=0)}
    return Postman(sqlite_database, cast("FailingChannel", channel), paces=paces)


async def sent_at(postman: Postman, daemon: SignalDaemon, seconds: int) -> list[datetime]:
    """When something was sent, in so many seconds of the bot's clock."""
    moments: list[datetime] = []
    for _ in range(seconds):
        await postman.turn(SECOND)
        moments += [postman.now] * (len(daemon.called("send")) - len(moments))
    return moments


async def test_one_recipient_a_call_with_pauses_that_vary(
    daemon: SignalDaemon, crowd: list[Person], postman: Postman
) -> None:
    number = await postman.announce()
    moments = await sent_at(postman, daemon, 60)
    assert await postman.states(number) == {"sent": 4}
    assert [len(params["recipient"]) for params in daemon.called("send")] == [1] * 4
    pauses = [(later - earlier).total_seconds() for earlier, later in itertools.pairwise(moments)]
    assert all(5 <= pause <= 12 for pause in pauses), pauses
    assert {person.uuid for person in crowd} == {params["recipient"][0] for params in daemon.called("send")}


async def test_a_captcha_rests_the_lane_until_it_is_answered(
    daemon: SignalDaemon, channel: SignalChannel, staff: Staff, crowd: list[Person], postman: Postman
) -> None:
    for person in crowd:
        person.limited = {"token": "abc", "retryAfterSeconds": 86400}
    number = await postman.announce()
    await sent_at(postman, daemon, 120)
    assert len(daemon.called("send")) == 1
    assert [challenge.token for challenge in staff.challenges] == ["abc"]
    await channel.submit_challenge("abc", "signalcaptcha://oikein")
    await sent_at(postman, daemon, 180)
    assert await postman.states(number) == {"sent": 4}


async def test_a_limit_without_a_captcha_rests_the_lane(
    daemon: SignalDaemon, channel: SignalChannel, staff: Staff, crowd: list[Person], postman: Postman
) -> None:
    daemon.fault(Fault("error", code=-5))
    number = await postman.announce()
    await sent_at(postman, daemon, 30)
    assert [challenge.token for challenge in staff.challenges] == [None]
    assert channel.paused_seconds
    assert await postman.states(number) == {"retry": 1, "queued": 3}


async def test_who_has_left_signal_is_asked_nothing_more(
    daemon: SignalDaemon, crowd: list[Person], postman: Postman, sqlite_database: Database
) -> None:
    crowd[0].registered = False
    number = await postman.announce()
    await sent_at(postman, daemon, 60)
    assert await postman.states(number) == {"blocked": 1, "sent": 3}
    async with sqlite_database.reading() as session:
        gone = await people.by_address(session, chat_with(crowd[0]))
        assert gone is not None
        assert gone.blocked_at is not None
        assert await consents.in_force(session, gone.id) == set()


def test_a_day_has_its_cap_for_those_who_never_wrote() -> None:
    assert PACES["signal"].contacts_a_day == 500
    assert PACES["signal"].at_once == 1

"""A captcha and a changed safety number become tasks of staff, and the answer finds its way back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from osta.bot.captcha_desk import CaptchaDesk
from osta.bot.channels.signal import CaptchaRejected, Challenge
from osta.bot.signal_tasks import FAILED, StaffTasks
from osta.chat.errors import ChannelDown, OstaError
from osta.chat.messages import Address, Text
from osta.handlers.route import Routes
from osta.store import deliveries, people
from osta.store.deliveries import Ended
from osta.store.engine import Database
from osta.store.models import PersonAddress
from osta.store.payloads import decode_reply
from tests.bot.conftest import Bot, Clock, menu, said
from tests.fakes.channel import FakeChannel

NOW = datetime(2026, 7, 12, 12, tzinfo=UTC)
BOSS, CUSTOMER = Address("telegram", "5"), Address("signal", "u-u-i-d")


async def told(database: Database, now: datetime = NOW) -> list[tuple[Address, str]]:
    async with database.transaction() as session:
        orders = [
            order
            for channel in ("signal", "telegram", "fake")
            for order in await deliveries.take(session, None, channel, now, now + timedelta(minutes=1), 99)
        ]
        await deliveries.settle(session, [Ended(order, "sent", now) for order in orders])
    return [(order.address, str(decode_reply(order.payload).text)) for order in orders]


async def test_staff_get_the_token_the_link_and_the_commands(database: Database) -> None:
    tasks = StaffTasks(database, clock=lambda: NOW, staff=[BOSS])
    await tasks.rate_limited(Challenge("t0ken", 3600.0))
    assert await told(database) == []  # nobody to tell yet; it is in the log

    async with database.transaction() as session:
        await people.find_or_create(session, BOSS, NOW)
        customer, _ = await people.find_or_create(session, CUSTOMER, NOW)
    await tasks.rate_limited(Challenge("t0ken", 3600.0))
    [(to, text)] = await told(database)
    assert to == BOSS
    assert "https://signalcaptchas.org/" in text
    assert "/captcha t0ken signalcaptcha://" in text
    assert "osta signal captcha t0ken 'signalcaptcha://" in text

    await tasks.identity_changed(CUSTOMER)
    await tasks.identity_changed(Address("signal", "nobody"))
    [(_, text)] = await told(database)
    assert f"osta signal trust {customer.id}" in text
    assert "u-u-i-d" not in text


async def test_where_only_waiting_helps_staff_hear_it_once_in_six_hours(database: Database) -> None:
    async with database.transaction() as session:
        await people.find_or_create(session, BOSS, NOW)
    moments = iter([NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=6)])
    now = NOW
    tasks = StaffTasks(database, clock=lambda: now, staff=[BOSS])
    heard = []
    for now in moments:
        await tasks.rate_limited(Challenge(None, 300.0))
        heard.append([text for _, text in await told(database, now)])
    assert [len(texts) for texts in heard] == [1, 0, 1]
    assert "sinun ei tarvitse tehdä mitään" in heard[0][0]


async def test_who_can_be_told_elsewhere_is_not_told_on_the_messenger_that_is_shut(database: Database) -> None:
    async with database.transaction() as session:
        boss, _ = await people.find_or_create(session, CUSTOMER, NOW)
        session.add(PersonAddress(channel="telegram", chat="5", person_id=boss.id, added_at=NOW + timedelta(days=1)))
    await StaffTasks(database, clock=lambda: NOW, staff=[CUSTOMER]).rate_limited(Challenge("t0ken", 60.0))
    assert [to for to, _ in await told(database)] == [BOSS]


async def test_a_database_that_is_away_ends_nothing(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OSError

    monkeypatch.setattr(sqlite_database, "transaction", away)
    monkeypatch.setattr(sqlite_database, "reading", away)
    tasks = StaffTasks(sqlite_database, clock=lambda: NOW, staff=[BOSS])
    with capture_logs() as logs:
        await tasks.rate_limited(Challenge("t0ken", 60.0))
        await tasks.identity_changed(CUSTOMER)
    assert [log["event"] for log in logs if log["event"] == FAILED] == [FAILED, FAILED]


@pytest.mark.parametrize(
    ("failure", "words"),
    [(None, "Signal hyväksyi vastauksen"), (CaptchaRejected(), "ei hyväksynyt"), (ChannelDown(), "ei saatu yhteyttä")],
)
async def test_the_answer_is_handed_in_from_a_chat(
    database: Database, clock: Clock, failure: OstaError | None, words: str
) -> None:
    handed_in: list[tuple[str, str]] = []

    async def submit(token: str, answer: str) -> None:
        handed_in.append((token, answer))
        if failure is not None:
            raise failure

    desk = CaptchaDesk(database, submit, clock)
    boss, other = Address("fake", "1"), Address("fake", "2")
    bot = Bot(database, clock, options={"staff": [boss]}, channel=FakeChannel())
    bot.routes = desk.added_to(Routes((), menu)).table
    await bot.start()
    asked = Text("/captcha t0ken  signalcaptcha://x.y", "captcha", "t0ken  signalcaptcha://x.y")
    assert await bot.hear(said(asked, "2", sender=other)) == ["menu"]
    assert "samaan viestiin" in (await bot.hear(said("/captcha t0ken")))[0]
    assert "Vien vastauksen" in (await bot.hear(said(asked)))[0]
    await desk.stop()
    await bot.stop()
    assert handed_in == [("t0ken", "signalcaptcha://x.y")]
    [(to, text)] = await told(database)
    assert to == boss
    assert words in text

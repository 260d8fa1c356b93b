"""A captcha and a changed safety number become tasks of staff."""

from __future__ import annotations

from datetime import UTC, datetime

from osta.bot.channels.signal import Challenge
from osta.bot.signal_tasks import StaffTasks
from osta.chat.messages import Address
from osta.store import broadcasts, people
from osta.store.audiences import Audience
from osta.store.engine import Database
from osta.store.models import Broadcast
from osta.store.payloads import decode_reply

NOW = datetime(2026, 7, 12, 12, tzinfo=UTC)
BOSS, CUSTOMER = Address("telegram", "5"), Address("signal", "u-u-i-d")


async def notices(database: Database) -> list[Broadcast]:
    async with database.reading() as session:
        return list(await broadcasts.in_states(session, ["scheduled"]))


async def test_staff_get_the_token_the_link_and_the_command_once(database: Database) -> None:
    tasks = StaffTasks(database, "tcp://127.0.0.1:7583", "+358400000100", clock=lambda: NOW, staff=[BOSS])
    await tasks.rate_limited(Challenge("t0ken", 3600.0))
    assert await notices(database) == []  # nobody to tell yet; it is in the log

    async with database.transaction() as session:
        boss, _ = await people.find_or_create(session, BOSS, NOW)
        customer, _ = await people.find_or_create(session, CUSTOMER, NOW)
    for _ in range(2):
        await tasks.rate_limited(Challenge("t0ken", 3600.0))
        await tasks.rate_limited(Challenge(None, 60.0))
    [task] = await notices(database)
    text = str(decode_reply(task.content["fi"]).text)
    assert task.urgent
    assert Audience.from_json(task.audience).people == (boss.id,)
    assert "https://signalcaptchas.org/" in text
    assert "python -m osta.bot.channels.signal tcp://127.0.0.1:7583 +358400000100 t0ken 'signalcaptcha://" in text

    await tasks.identity_changed(CUSTOMER)
    await tasks.identity_changed(Address("signal", "nobody"))
    texts = [str(decode_reply(one.content["fi"]).text) for one in await notices(database)]
    assert len(texts) == 2
    assert sum(f"#{customer.id}" in text for text in texts) == 1
    assert not any("u-u-i-d" in text for text in texts)

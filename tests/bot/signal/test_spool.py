"""What was received and not yet stored outlives the program."""

from __future__ import annotations

import asyncio
from pathlib import Path

from structlog.testing import capture_logs

from osta.bot.channels.signal.spool import SPOOL_FAILING
from osta.chat.messages import Message, Text
from tests.bot.signal.conftest import Inbox, channel_to
from tests.fakes.signal_daemon import SignalDaemon


async def test_a_killed_program_stores_at_its_next_start(daemon: SignalDaemon, inbox: Inbox, tmp_path: Path) -> None:
    spool, never = tmp_path / "spool", asyncio.Event()

    async def stuck(message: Message) -> None:
        if message.content == Text("eka"):
            await inbox(message)
        else:
            await never.wait()

    killed = channel_to(daemon, spool=spool)
    await killed.start(stuck)
    anna = daemon.person("Anna")
    for text in ("eka", "toka", "kolmas \u2028 😀"):
        anna.says(text)
    await inbox.next()
    while spool.read_bytes().count(b"\n") < 3:
        await asyncio.sleep(0.01)
    with spool.open("ab") as file:
        file.write(b'["2026-')  # it died while writing
    assert spool.stat().st_mode & 0o077 == 0
    again = channel_to(daemon, spool=spool)
    await again.start(inbox)
    texts = [message.content for message in [await inbox.next() for _ in range(3)]]
    assert texts == [Text("eka"), Text("toka"), Text("kolmas \u2028 😀")]  # the inbox knows the first one's id
    await again.stop()
    assert spool.read_bytes() == b""
    never.set()
    await killed.stop()


async def test_what_is_stored_is_not_kept(daemon: SignalDaemon, inbox: Inbox, tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    channel = channel_to(daemon, spool=spool)
    await channel.start(inbox)
    for _ in range(3):
        daemon.person("Anna").says("salaista")
        await inbox.next()
    await channel.stop()
    assert spool.read_bytes() == b""


async def test_a_failing_disk_stops_nobody(daemon: SignalDaemon, inbox: Inbox, tmp_path: Path) -> None:
    with capture_logs() as logs:
        channel = channel_to(daemon, spool=tmp_path / "nowhere" / "spool")
        await channel.start(inbox)
        daemon.person("Anna").says("hei")
        assert (await inbox.next()).content == Text("hei")
        await channel.stop()
    assert [log["event"] for log in logs].count(SPOOL_FAILING) == 1

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import cast

import pytest
from structlog.testing import capture_logs

from osta.bot.channels.backoff import FAILING, RECOVERED, Backoff
from osta.bot.channels.signal import SignalChannel
from osta.bot.channels.signal.connection import CONNECTED
from osta.bot.channels.signal.intake import LOST, NOT_STORED
from osta.bot.channels.signal.line import Line
from osta.bot.channels.signal.transport import NoAnswer
from osta.chat.errors import ChannelDown
from osta.chat.messages import Message, Reply, Text
from osta.chat.rich import Rich
from tests.bot.signal.conftest import TRANSPORTS, Inbox, channel_to, chat_with
from tests.fakes.signal_daemon import Fault, SignalDaemon

every_transport = pytest.mark.parametrize("transport", TRANSPORTS)
every_mode = pytest.mark.parametrize("mode", ["on-start", "on-connection", "manual"])


async def words(inbox: Inbox, count: int) -> list[str]:
    return [m.content.text for m in [await inbox.next() for _ in range(count)] if isinstance(m.content, Text)]


@every_transport
@every_mode
@pytest.mark.parametrize("version", ["0.13.19", "0.14.6"])
@pytest.mark.parametrize("multi", [False, True])
async def test_every_way_to_run_the_daemon(
    transport: str, mode: str, version: str, multi: bool, tmp_path: Path, inbox: Inbox
) -> None:
    async with SignalDaemon(transport, tmp_path, mode=mode, version=version, multi=multi) as daemon:  # type: ignore[arg-type]
        anna = daemon.person("Anna")
        if mode != "on-start":
            anna.says("0")
        channel = channel_to(daemon)
        await channel.start(inbox)
        await daemon.listened()
        for text in "123456":
            anna.says(text)
            await asyncio.sleep(0)
        expected = [text for text in "0123456" if mode != "on-start" or text != "0"]
        assert await words(inbox, len(expected)) == expected
        await channel.send(chat_with(anna), Reply(Rich.plain("hei")))
        assert (await anna.hears()).text == "hei"
        await channel.stop()
        assert not daemon.listeners or transport == "http"
        assert not inbox.messages
        assert len(inbox.tried) == len(expected)
        assert daemon.violations == []


@every_transport
async def test_start_order_does_not_matter_and_a_restart_is_survived(
    daemon: SignalDaemon, inbox: Inbox, transport: str
) -> None:
    await daemon.stop()
    with capture_logs() as logs:
        channel = channel_to(daemon)
        await channel.start(inbox)
        anna = daemon.person("Anna")
        with pytest.raises(ChannelDown):
            await channel.send(chat_with(anna), Reply(Rich.plain("hei")))
        assert not channel.connected
        anna.says("ennen")
        await daemon.start()
        assert await words(inbox, 1) == ["ennen"]
        await _until_connected(channel)
        await daemon.stop()
        anna.says("välissä")
        await daemon.start()
        assert await words(inbox, 1) == ["välissä"]
        await _until_connected(channel)
        await channel.send(chat_with(anna), Reply(Rich.plain("hei")))
        await channel.stop()
    events = [log["event"] for log in logs]
    assert events.count(FAILING) == events.count(RECOVERED) == events.count(CONNECTED) == 2
    assert "ennen" not in str(logs)
    assert anna.uuid not in str(logs)


@every_transport
async def test_a_silent_daemon_is_given_up(
    daemon: SignalDaemon, inbox: Inbox, transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("osta.bot.channels.signal.connection._PONG_SECONDS", 0.05)
    channel = channel_to(daemon, ping_seconds=0.01)
    await channel.start(inbox)
    with capture_logs() as logs:
        daemon.hung = True
        while not any(log["event"] == FAILING for log in logs):
            await asyncio.sleep(0.01)
        daemon.hung = False
        await _until_connected(channel)
    daemon.person("Anna").says("hei")
    assert await words(inbox, 1) == ["hei"]
    await channel.stop()


@every_transport
async def test_after_a_connection_that_held_the_next_is_tried_at_once(
    daemon: SignalDaemon, inbox: Inbox, transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("osta.bot.channels.signal.connection.STEADY_SECONDS", 0.0)
    channel = channel_to(daemon, backoff=Backoff("signal", 3600.0, 3600.0))
    await channel.start(inbox)
    await _until_connected(channel)
    await daemon.cut()
    await daemon.listened()
    daemon.person("Anna").says("hei")
    assert await words(inbox, 1) == ["hei"]
    await channel.stop()


async def test_a_message_is_stored_though_the_database_was_away(
    daemon: SignalDaemon, channel: SignalChannel, inbox: Inbox
) -> None:
    inbox.failures = 3
    anna = daemon.person("Anna")
    with capture_logs() as logs:
        anna.says("eka")
        anna.says("toka")
        assert await words(inbox, 2) == ["eka", "toka"]
    assert len(inbox.tried) == 5
    assert [log["event"] for log in logs].count(NOT_STORED) == 1
    assert len(daemon.called("sendReceipt")) <= 2


@pytest.mark.parametrize("transport", ["tcp", "unix"])
async def test_a_stop_stores_what_is_on_the_way(daemon: SignalDaemon, transport: str) -> None:
    inside, go, stored = asyncio.Event(), asyncio.Event(), []

    async def sink(message: Message) -> None:
        inside.set()
        await go.wait()
        stored.append(message.id)

    channel = channel_to(daemon)
    await channel.start(sink)
    anna = daemon.person("Anna")
    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    for number in range(50):
        anna.says(str(number))
    await inside.wait()
    stopping = asyncio.create_task(channel.stop())
    await asyncio.sleep(0)
    anna.says("viimeinen")
    go.set()
    await stopping
    gc.collect()  # a task that failed unseen says so when it goes
    assert failures == []
    assert len(stored) + len(daemon.pending) == 51


async def test_a_call_that_is_being_written_when_the_connection_ends_fails_once() -> None:
    reader, ended = asyncio.StreamReader(), asyncio.Event()

    class Writer:
        transport = None

        def is_closing(self) -> bool:
            return False

        def write(self, data: bytes) -> None:
            reader.feed_eof()

        async def drain(self) -> None:
            if reader.at_eof():
                await ended.wait()
                raise ConnectionResetError

        def close(self) -> None:
            ended.set()

    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    line = Line((reader, cast("asyncio.StreamWriter", Writer())), lambda _: None)
    with pytest.raises(NoAnswer):
        await line.call("send", {})
    await line.reading
    gc.collect()
    assert failures == []


async def test_what_cannot_be_stored_at_the_end_is_logged(
    daemon: SignalDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("osta.bot.channels.signal.channel._LAST_STORING_SECONDS", 0.05)
    inside = asyncio.Event()

    async def sink(message: Message) -> None:
        inside.set()
        raise OSError

    channel = channel_to(daemon)
    await channel.start(sink)
    daemon.person("Anna").says("hei")
    await inside.wait()
    with capture_logs() as logs:
        await channel.stop()
    assert [log["event"] for log in logs].count(LOST) == 1


async def test_an_account_that_is_not_there_yet_is_waited_for(tmp_path: Path, inbox: Inbox) -> None:
    async with SignalDaemon("tcp", tmp_path, multi=True) as daemon:
        daemon.accounts.remove(daemon.account)
        channel = channel_to(daemon)
        await channel.start(inbox)
        assert not channel.connected
        daemon.accounts.append(daemon.account)
        await _until_connected(channel)
        await channel.stop()


async def test_the_profile_is_set_once(daemon: SignalDaemon, inbox: Inbox) -> None:
    daemon.fault(Fault("error", "updateProfile", code=-3))
    for _ in range(2):
        channel = channel_to(daemon)
        await channel.start(inbox)
        await daemon.cut()
        daemon.person("Anna").says("hei")
        await inbox.next()
        await _until_connected(channel)
        await channel.stop()
    assert len(daemon.called("updateProfile")) <= 2


@pytest.mark.parametrize("url", ["", "ftp://example.com", "tcp://", "unix://signal", "unix:///", "http://"])
def test_a_wrong_address_is_refused(url: str) -> None:
    if url == "unix:///":
        SignalChannel(url, "+358400000100")
        return
    with pytest.raises(ValueError, match="signal-cli"):
        SignalChannel(url, "+358400000100")


async def _until_connected(channel: SignalChannel) -> None:
    async with asyncio.timeout(20):
        while not channel.connected:
            await asyncio.sleep(0.01)

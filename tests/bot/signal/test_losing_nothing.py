"""What the daemon hands over while a program is killed, or while the daemon itself hangs, is not lost."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import cast
from unittest.mock import Mock

import pytest
from structlog.testing import capture_logs

from osta.bot.channels.backoff import FAILING
from osta.bot.channels.signal.http import HttpTransport
from osta.bot.channels.signal.line import CUT_OFF, Line, Streams
from osta.bot.channels.signal.lines import LineTransport
from osta.bot.channels.signal.transport import Json, NoAnswer, Unreachable
from osta.chat.messages import Text
from tests.bot.signal.conftest import TRANSPORTS, Inbox, channel_to
from tests.fakes.signal_daemon import Fault, SignalDaemon


class Client:
    """A transport with the different texts that it was given, which can be killed."""

    def __init__(self, daemon: SignalDaemon) -> None:
        self._daemon = daemon
        self.writers: list[asyncio.StreamWriter] = []
        self.transport = LineTransport(self._connect, daemon.account)
        self.texts: list[str] = []
        self.opened = asyncio.Event()
        self.receive()

    def receive(self) -> None:
        """Begin to receive, or again."""
        self.receiving = asyncio.create_task(self.transport.receive(self._take, self.opened.set))

    async def _connect(self) -> Streams:
        host, port = self._daemon.url.removeprefix("tcp://").split(":")
        streams = await asyncio.open_connection(host, int(port), limit=1 << 26)
        self.writers.append(streams[1])
        return streams

    def _take(self, params: Json) -> None:
        text = params["envelope"]["dataMessage"]["message"]
        if text not in self.texts:  # until the subscription that is one too many has ended, all comes twice
            self.texts.append(text)

    async def has(self, count: int) -> list[str]:
        async with asyncio.timeout(20):
            while len(self.texts) < count:
                await asyncio.sleep(0.005)
        return self.texts

    async def kill(self) -> None:
        """Its sockets are gone, as those of a killed process."""
        for writer in self.writers:
            writer.transport.abort()
        self.receiving.cancel()
        await asyncio.gather(self.receiving, return_exceptions=True)


@pytest.mark.parametrize("mode", ["on-start", "on-connection", "manual"])
@pytest.mark.parametrize("multi", [False, True])
async def test_a_call_without_an_answer_holds_nothing_back_from_the_next_program(
    mode: str, multi: bool, tmp_path: Path
) -> None:
    async with SignalDaemon("tcp", tmp_path, mode=mode, multi=multi) as daemon:  # type: ignore[arg-type]
        daemon.fault(Fault("hang", "send"))
        anna = daemon.person("Anna")
        killed = Client(daemon)
        await killed.opened.wait()
        anna.says("ennen")
        assert await killed.has(1) == ["ennen"]
        sending = asyncio.create_task(
            killed.transport.call("send", {"recipient": [anna.uuid], "message": "hei", "account": daemon.account})
        )
        await daemon.happens(lambda: bool(daemon.unanswered))
        await killed.kill()
        with pytest.raises(NoAnswer):
            await sending
        async with asyncio.timeout(20):
            while daemon.listeners:
                await asyncio.sleep(0.005)
        anna.says("välissä")
        assert len(daemon.pending if mode != "on-start" else daemon.lost) == 1
        following = Client(daemon)
        await following.opened.wait()
        anna.says("jälkeen")
        expected = ["välissä", "jälkeen"] if mode != "on-start" else ["jälkeen"]
        assert await following.has(len(expected)) == expected
        await following.transport.finish(1)
        assert daemon.violations == []


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("mode", ["on-connection", "manual"])
async def test_what_a_daemon_says_when_it_wakes_up_is_heard(
    transport: str, mode: str, tmp_path: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("osta.bot.channels.signal.connection._PONG_SECONDS", 0.05)
    async with SignalDaemon(transport, tmp_path, mode=mode) as daemon:  # type: ignore[arg-type]
        channel = channel_to(daemon, ping_seconds=0.01)
        await channel.start(inbox)
        await daemon.listened()
        anna = daemon.person("Anna")
        with capture_logs() as logs:
            daemon.hung = True
            anna.says("1")
            while not any(log["event"] == FAILING for log in logs):
                await asyncio.sleep(0.01)
            anna.says("2")
            daemon.hung = False
            # The first comes on the old connection, the second on whichever is quicker.
            woken = [(await inbox.next()).content for _ in range(2)]
            assert Text("1") in woken
            assert Text("2") in woken
            while not channel.connected:
                await asyncio.sleep(0.01)
        anna.says("3")
        assert (await inbox.next()).content == Text("3")
        await channel.stop()
        assert len(inbox.tried) == 3


async def test_a_line_for_calls_that_ends_takes_no_message_with_it(daemon: SignalDaemon) -> None:
    anna = daemon.person("Anna")
    client = Client(daemon)
    await client.opened.wait()
    hello: Json = {"recipient": [anna.uuid], "message": "hei"}
    daemon.fault(Fault("lost_after"))
    with pytest.raises(NoAnswer):
        await client.transport.call("send", hello)
    anna.says("kuuluuko?")
    assert await client.has(1) == ["kuuluuko?"]
    await client.transport.call("send", hello)
    assert not client.receiving.done()
    await client.transport.finish(1)
    await client.receiving
    with pytest.raises(Unreachable):
        await client.transport.call("send", hello)


async def test_a_silent_line_for_calls_is_replaced(daemon: SignalDaemon) -> None:
    client = Client(daemon)
    await client.opened.wait()
    daemon.fault(Fault("hang", "version", skip=1))
    await client.transport.call("updateProfile", {"givenName": "Osta"})
    assert await client.transport.ping(0.05) == {"version": daemon.version}
    assert await client.transport.ping(20) == {"version": daemon.version}
    await client.transport.call("updateProfile", {"givenName": "Osta"})
    await client.transport.finish(0.05)
    await client.receiving


async def test_a_daemon_that_hangs_for_long_collects_few_connections(
    daemon: SignalDaemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("osta.bot.channels.signal.lines._MOST_LEFT", 2)
    daemon.hung = True
    client = Client(daemon)
    for count in range(1, 6):
        while len(client.writers) < count:
            await asyncio.sleep(0.005)
        await asyncio.sleep(0)
        client.transport.leave()
        await client.receiving
        assert sum(not writer.is_closing() for writer in client.writers) <= 2
        client.receive()
    daemon.hung = False
    await client.opened.wait()
    await client.transport.finish(20)
    await client.receiving
    assert all(writer.is_closing() for writer in client.writers)


async def test_a_stream_without_a_sign_of_life_is_left(
    tmp_path: Path, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("osta.bot.channels.signal.http.KEEP_ALIVES_MISSED_SECONDS", 0.1)
    monkeypatch.setattr("osta.bot.channels.signal.http.LINGER_SECONDS", 0.1)
    async with SignalDaemon("http", tmp_path, keep_alive_seconds=20) as daemon:
        channel = channel_to(daemon)
        with capture_logs() as logs:
            await channel.start(inbox)
            while not any(log["event"] == FAILING for log in logs):
                await asyncio.sleep(0.01)
        anna = daemon.person("Anna")
        for text in "123":
            anna.says(text)
            assert (await inbox.next()).content == Text(text)
            await asyncio.sleep(0.1)
        await channel.stop()
        assert len(inbox.tried) == 3


async def test_how_a_stream_that_was_left_ends_is_nobodys_failure() -> None:
    asked, refuse = asyncio.Event(), asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await refuse.wait()
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        transport = HttpTransport(f"http://127.0.0.1:{port}", "+358400000100")
        receiving = asyncio.create_task(transport.receive(lambda _: None, lambda: None))
        await asked.wait()
        transport.leave()
        await receiving
        refuse.set()
        while any(task.get_name() == "signal-events" for task in asyncio.all_tasks()):
            await asyncio.sleep(0.005)
        await transport.finish(0)
    gc.collect()  # a task that failed unseen says so when it goes
    assert failures == []


async def test_half_a_message_is_told_to_whoever_runs_it() -> None:
    reader = asyncio.StreamReader()
    line = Line((reader, cast("asyncio.StreamWriter", Mock())), lambda _: None)
    reader.feed_data(b'{"jsonrpc":"2.0","method":"receive","params":{"envelope":{"sourceName":"An')
    reader.feed_eof()
    with capture_logs() as logs:
        await line.reading
    assert [log["event"] for log in logs] == [CUT_OFF]
    assert "An" not in str(logs)

"""Framing, ids, errors, reconnecting and shutdown against the real signal-cli."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from osta.bot.channels.backoff import FAILING, Backoff
from osta.bot.channels.signal.channel import SignalChannel
from osta.bot.channels.signal.endpoint import transport_to
from osta.bot.channels.signal.failures import Code
from osta.bot.channels.signal.line import Line as DaemonLine
from osta.bot.channels.signal.transport import Json, NoAnswer, RpcError, Transport, Unreachable
from osta.chat.errors import ChannelDown, OutcomeUnknown
from osta.chat.messages import Address, Reply
from osta.chat.rich import Rich
from tests.bot.signal import real_daemon
from tests.bot.signal.conftest import TRANSPORTS, Inbox
from tests.bot.signal.real_daemon import RealDaemon

ACCOUNT = "+358400000100"
reason = real_daemon.missing()
pytestmark = pytest.mark.skipif(reason is not None, reason=str(reason))


class Line:
    """A transport whose subscription is refused, since there is no account: between its connecting and the refusal it
    can be called, and calls over HTTP need no connection.
    """

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    async def calls(self, *asked: tuple[str, Json]) -> list[object]:
        """The outcomes of calls that are made side by side."""
        outcomes: asyncio.Future[list[object]] = asyncio.get_running_loop().create_future()

        async def call_all() -> None:
            while True:
                results = await asyncio.gather(
                    *(self.transport.call(method, params) for method, params in asked), return_exceptions=True
                )
                if not any(isinstance(result, Unreachable | NoAnswer) for result in results):
                    outcomes.set_result(list(results))
                    return
                await asyncio.sleep(0)

        calling = asyncio.create_task(call_all())
        while not outcomes.done():
            with pytest.raises(Unreachable):
                await self.transport.receive(lambda _: None, lambda: None)
        await calling
        await self.transport.finish(1)
        return outcomes.result()


async def test_calls_ids_errors_and_refusals(tmp_path: Path) -> None:
    async with RealDaemon(tmp_path) as daemon:
        for kind in TRANSPORTS:
            line = Line(transport_to(daemon.urls[kind], ACCOUNT))
            send = {"recipient": [str(Address("x", "y"))], "message": "hyvää päivää\u2028 😀"}
            asked = [("version", {}), ("nope", {}), ("send", send), ("send", send | {"account": ACCOUNT})] * 10
            outcomes = await line.calls(*asked, ("listAccounts", {}))
            for at in range(0, len(asked), 4):
                version, nope, nobody, unknown = outcomes[at : at + 4]
                assert version == {"version": real_daemon.VERSION}, kind
                assert isinstance(nope, RpcError)
                assert nope.code == Code.METHOD_NOT_FOUND
                assert isinstance(nobody, RpcError)
                assert nobody.code == Code.INVALID_PARAMS
                assert isinstance(unknown, RpcError)
                assert unknown.code == Code.INVALID_PARAMS
            assert outcomes[-1] == []


async def test_the_subscription_that_nobody_asked_for_has_a_number_just_before_the_next(tmp_path: Path) -> None:
    async with RealDaemon(tmp_path) as daemon:
        host, port = daemon.urls["tcp"].removeprefix("tcp://").split(":")
        line = DaemonLine(await asyncio.open_connection(host, int(port)), lambda _: None)
        with pytest.raises(RpcError, match="Missing subscription"):
            await line.call("unsubscribeReceive", None)
        number, ended = await line.call("subscribeReceive", None), []
        for each in range(number, -1, -1):
            with contextlib.suppress(RpcError):
                ended.append(await line.call("unsubscribeReceive", {"subscription": each}))
        assert ended == [{}, {}]
        line.close()
        await line.reading


async def test_a_restart_is_survived_and_the_end_is_quick(tmp_path: Path, inbox: Inbox) -> None:
    daemon = RealDaemon(tmp_path)
    channels = [SignalChannel(daemon.urls[kind], ACCOUNT, backoff=Backoff("signal", 0.01, 0.1)) for kind in TRANSPORTS]
    with capture_logs() as logs:
        for channel in channels:
            await channel.start(inbox)
        await daemon.start()
        await daemon.stop()
        await daemon.start()
        for channel in channels:
            # The account is not there: nothing can be sent yet, and it is worth trying again. The answer that says so
            # is not waited for when the refused subscription ends the connection first.
            with pytest.raises((ChannelDown, OutcomeUnknown)):
                await channel.send(Address("signal", "x"), Reply(Rich.plain("hei")))
            assert not channel.connected
            await channel.stop()
        await daemon.stop()
    said = [log["cause"] for log in logs if log["event"] == FAILING]
    assert said
    assert len(said) <= len(channels) * len(set(said))  # once for each cause, not at each attempt

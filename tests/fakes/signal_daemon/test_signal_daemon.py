"""The fake is as strict as it says: its errors are those of the real daemon."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.fakes.signal_daemon import Fault, SignalDaemon
from tests.fakes.signal_daemon.faults import Json


class Line:
    """A bare client of lines."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.number = 0

    async def next(self) -> Json:
        async with asyncio.timeout(20):
            answer: Json = json.loads(await self.reader.readline())
        return answer

    async def asks(self, method: str, **params: object) -> Json:
        self.number += 1
        self.writer.write(
            json.dumps({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params}).encode() + b"\n"
        )
        return await self.next()

    async def fails(self, method: str, **params: object) -> tuple[int, Json]:
        error = (await self.asks(method, **params))["error"]
        return error["code"], error.get("data")


async def line_to(daemon: SignalDaemon) -> Line:
    host, port = daemon.url.removeprefix("tcp://").split(":")
    return Line(*await asyncio.open_connection(host, int(port)))


@pytest.fixture
async def daemon(tmp_path: Path) -> AsyncIterator[SignalDaemon]:
    async with SignalDaemon("tcp", tmp_path) as server:
        yield server


@pytest.fixture
async def line(daemon: SignalDaemon) -> AsyncIterator[Line]:
    client = await line_to(daemon)
    yield client
    client.writer.close()


async def test_sending_names_the_message_by_its_timestamp(daemon: SignalDaemon, line: Line) -> None:
    anna = daemon.person("Anna")
    answer = await line.asks("send", recipient=[anna.uuid], message="Hei 😀", textStyle=["0:3:BOLD"])
    assert answer["result"]["results"][0]["type"] == "SUCCESS"
    heard = await anna.hears()
    assert (heard.timestamp, heard.text, heard.styled("BOLD")) == (answer["result"]["timestamp"], "Hei 😀", ["Hei"])
    assert daemon.violations == []


async def test_every_outcome_has_its_error_object(daemon: SignalDaemon, line: Line) -> None:
    anna = daemon.person("Anna")
    hello: Json = {"recipient": [anna.uuid], "message": "hei"}
    anna.registered = False
    code, data = await line.fails("send", **hello)
    assert (code, data["response"]["results"][0]["type"]) == (-1, "UNREGISTERED_FAILURE")
    anna.registered, anna.trusted = True, False
    code, data = await line.fails("send", **hello)
    assert (code, data["response"]["results"][0]["type"]) == (-4, "IDENTITY_FAILURE")
    assert (await line.asks("trust", recipient=anna.uuid, trustAllKnownKeys=True))["result"] == {}
    anna.limited = {"token": "abc", "retryAfterSeconds": 86400}
    code, data = await line.fails("send", **hello)
    assert code == -5
    assert (
        data["response"]["results"][0] | {"token": "abc", "retryAfterSeconds": 86400}
        == (data["response"]["results"][0])
    )
    assert (await line.fails("submitRateLimitChallenge", challenge="abc", captcha="x"))[0] == -6
    await line.asks("submitRateLimitChallenge", challenge="abc", captcha="signalcaptcha://x")
    assert "result" in await line.asks("send", **hello)
    village = daemon.group("Kylä", anna, daemon.person("Pekka"))
    anna.registered = False
    partial = await line.asks("send", groupId=village.id, message="hei")
    assert [each["type"] for each in partial["result"]["results"]] == ["UNREGISTERED_FAILURE", "SUCCESS"]


async def test_what_the_real_one_refuses_is_refused(daemon: SignalDaemon, line: Line) -> None:
    anna = daemon.person("Anna")
    to: Json = {"recipient": [anna.uuid]}
    assert (await line.fails("nope"))[0] == -32601
    assert (await line.fails("send", **to))[0] == -1
    assert (await line.fails("send", message="hei"))[0] == -1
    assert (await line.fails("send", groupId="abc", message="hei"))[0] == -1
    assert (await line.fails("send", **to, message="hei", textStyle=["0:3:LOUD"]))[0] == -1
    assert (await line.fails("send", **to, attachment=["/etc/hostname"]))[0] == -32603
    assert (await line.fails("sendPollCreate", **to, question="?", option=["a"]))[0] == -1
    assert (await line.fails("sendPollCreate", **to, question="?", option=["a"] * 11))[0] == -1
    daemon.version = "0.13.19"
    assert (await line.fails("sendPollCreate", **to, question="?", option=["a", "b"]))[0] == -32601
    line.writer.write(b"{\n")
    assert (await line.next())["error"]["code"] == -32700
    line.writer.write(b"[]\n")
    assert (await line.next())["error"]["code"] == -32600


async def test_what_the_real_one_would_only_drop_is_a_violation(daemon: SignalDaemon, line: Line) -> None:
    anna, pekka = daemon.person("Anna"), daemon.person("Pekka")
    to: Json = {"recipient": [anna.uuid]}
    await line.asks("send", **to, message="hei", loud=True)
    await line.asks("send", **to, message="hei", textStyle=["1:3:BOLD"])
    await line.asks("send", **to, message="ä" * 1001)
    await line.asks("send", **to, message="hei", editTimestamp=1)
    await line.asks("send", recipient=[anna.uuid, pekka.uuid], message="hei")
    await line.asks("sendReceipt", recipient=anna.uuid, targetTimestamp=[1], type="read")
    line.writer.write(b'{"jsonrpc":"2.0","method":"version"}\n')
    await line.asks("version")
    assert len(daemon.violations) == 7


async def test_several_accounts_have_to_be_told_apart(tmp_path: Path) -> None:
    async with SignalDaemon("tcp", tmp_path, multi=True) as daemon:
        line = await line_to(daemon)
        assert (await line.fails("sendTyping", recipient=["x"]))[0] == -32602
        assert (await line.fails("sendTyping", recipient=["x"], account="+358400000999"))[0] == -32602
        assert (await line.fails("subscribeReceive", account="+358400000999"))[0] == -32602
        line.writer.close()


@pytest.mark.parametrize("mode", ["on-start", "on-connection", "manual"])
async def test_the_receive_modes(tmp_path: Path, mode: str) -> None:
    async with SignalDaemon("tcp", tmp_path, mode=mode) as daemon:  # type: ignore[arg-type]
        anna = daemon.person("Anna")
        anna.says("ennen")
        assert len(daemon.lost) == (mode == "on-start")
        line = await line_to(daemon)
        if mode == "manual":
            line.writer.write(b'{"jsonrpc":"2.0","id":1,"method":"subscribeReceive"}\n')
        await daemon.listened()
        anna.says("jälkeen")
        texts = []
        while "jälkeen" not in texts:
            given = await line.next()
            params = given.get("params", {})
            texts.append(params.get("result", params).get("envelope", {}).get("dataMessage", {}).get("message"))
        assert ("ennen" in texts) == (mode != "on-start")
        line.writer.write_eof()
        while daemon.listeners:
            await asyncio.sleep(0)
        line.writer.close()


@pytest.mark.parametrize("multi", [False, True])
async def test_the_subscription_that_nobody_asked_for_can_be_ended(tmp_path: Path, multi: bool) -> None:
    async with SignalDaemon("tcp", tmp_path, multi=multi) as daemon:
        line = await line_to(daemon)
        await daemon.listened()
        line.writer.write(b'{"jsonrpc":"2.0","id":1,"method":"unsubscribeReceive"}\n')
        answer = await line.next()
        assert (await line.fails("unsubscribeReceive"))[0] == -32603
        if multi:  # it has to be named
            assert answer["error"]["code"] == -1
            number = (await line.asks("subscribeReceive"))["result"]
            for each in (number, number - 1):
                assert "result" in await line.asks("unsubscribeReceive", subscription=each)
        assert not daemon.listeners
        assert (await line.fails("unsubscribeReceive", subscription=0))[0] == -1
        line.writer.close()


async def test_it_writes_to_a_dead_client_until_its_call_is_answered(daemon: SignalDaemon, line: Line) -> None:
    await daemon.listened()
    daemon.hung = True
    line.writer.write(b'{"jsonrpc":"2.0","id":1,"method":"version"}\n')
    await line.writer.drain()
    await asyncio.sleep(0.05)
    line.writer.transport.abort()
    anna = daemon.person("Anna")
    anna.says("ei kukaan kuule")
    assert daemon.pending == []
    daemon.hung = False
    while daemon.listeners:
        await asyncio.sleep(0.005)
    anna.says("odottaa")
    assert len(daemon.pending) == 1


async def test_http_answers_streams_and_refuses(tmp_path: Path) -> None:
    async with SignalDaemon("http", tmp_path) as daemon, httpx.AsyncClient(base_url=daemon.url) as client:
        call = {"jsonrpc": "2.0", "id": 1, "method": "version"}
        assert (await client.get("/api/v1/check")).status_code == 200
        assert (await client.get("/elsewhere")).status_code == 404
        assert (await client.get("/api/v1/rpc")).status_code == 405
        assert (await client.post("/api/v1/rpc", content=json.dumps(call))).status_code == 415
        assert (await client.post("/api/v1/rpc", json=call)).json()["result"] == {"version": "0.14.6"}
        subscribing = call | {"method": "subscribeReceive"}
        assert (await client.post("/api/v1/rpc", json=subscribing)).json()["error"]["code"] == -32601
        del call["id"]
        assert (await client.post("/api/v1/rpc", json=call)).status_code == 201
        assert len(daemon.violations) == 3
        daemon.person("Anna").says("hei")
        async with client.stream("GET", "/api/v1/events") as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data:"):
                    assert json.loads(line[5:])["envelope"]["dataMessage"]["message"] == "hei"
                    break


@pytest.mark.parametrize("kind", ["lost_before", "lost_after", "garbage", "error", "result"])
async def test_faults_happen_on_order_and_once(daemon: SignalDaemon, line: Line, kind: str) -> None:
    anna = daemon.person("Anna")
    hello: Json = {"recipient": [anna.uuid], "message": "hei"}
    daemon.fault(Fault(kind, skip=1, result="NETWORK_FAILURE"))  # type: ignore[arg-type]
    assert "result" in await line.asks("send", **hello)
    if kind in {"error", "result"}:
        assert "error" in await line.asks("send", **hello)
    else:
        with pytest.raises((ValueError, OSError)):
            await line.asks("send", **hello)
    assert len(anna.heard) == (2 if kind in {"lost_after", "garbage"} else 1)
    other = await line_to(daemon)
    assert "result" in await other.asks("send", **hello)
    other.writer.close()

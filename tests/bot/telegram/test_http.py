"""The calls themselves: what is certain not to have left, what takes too long, and the way through a proxy."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from telegram.error import NetworkError, TimedOut

from osta.bot.channels.telegram.failures import cause_of
from osta.bot.channels.telegram.http import Http, NotSent
from osta.chat.errors import ChannelDown, OutcomeUnknown

Heard = list[bytes]
Answering = Callable[[asyncio.StreamWriter], Awaitable[None]]


async def says_yes(writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}')


async def says_nothing(writer: asyncio.StreamWriter) -> None:
    pass


async def hangs_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


@asynccontextmanager
async def server(answering: Answering) -> AsyncIterator[tuple[str, Heard]]:
    """Somebody who listens, at which address; and what they have heard."""
    heard: Heard = []
    lines: list[asyncio.StreamWriter] = []

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(writer)
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        await answering(writer)

    async with await asyncio.start_server(meet, "127.0.0.1", 0) as listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}", heard
        for writer in lines:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in lines), return_exceptions=True)


@asynccontextmanager
async def calls_to(root: str, seconds: float = 5.0) -> AsyncIterator[Http]:
    async with Http(root, seconds, connections=2) as http:
        yield http


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


async def test_an_answer_is_read() -> None:
    async with server(says_yes) as (root, heard), calls_to(root) as http:
        assert await http.post(f"{root}/bot1:A/getMe") is True
    assert heard[0].startswith(b"POST /bot1:A/getMe ")


async def test_who_cannot_be_reached_has_heard_nothing() -> None:
    async with server(says_yes) as (root, _):
        pass
    async with calls_to(root) as http:
        with pytest.raises(NotSent) as failure:
            await http.post(f"{root}/bot1:A/sendMessage")
    assert isinstance(cause_of(failure.value), ChannelDown)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_nothing_is_sent_over_closed_connections(when: str) -> None:
    async with server(says_yes) as (root, heard):
        http = Http(root, 5.0, connections=2)
        if when == "after":
            await http.initialize()
            await http.shutdown()
        with pytest.raises(NotSent):
            await http.post(f"{root}/bot1:A/sendMessage")
        assert heard == []


async def test_who_waits_for_a_free_connection_too_long_has_sent_nothing() -> None:
    async with server(says_nothing) as (root, heard), calls_to(root, 60.0) as http:
        busy = [asyncio.create_task(http.post(f"{root}/bot1:A/getUpdates")) for _ in range(2)]
        while len(heard) < len(busy):
            await asyncio.sleep(0.01)
        with pytest.raises(NotSent):
            await http.post(f"{root}/bot1:A/sendMessage", connect_timeout=0.05)
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)


async def test_who_gives_no_answer_may_have_done_it() -> None:
    async with server(says_nothing) as (root, _), calls_to(root, 0.1) as http:
        with pytest.raises(TimedOut) as failure:
            await http.post(f"{root}/bot1:A/sendMessage")
    assert isinstance(cause_of(failure.value), OutcomeUnknown)


async def test_who_hangs_up_may_have_done_it() -> None:
    async with server(hangs_up) as (root, _), calls_to(root) as http:
        with pytest.raises(NetworkError) as failure:
            await http.post(f"{root}/bot1:A/sendMessage")
    assert not isinstance(failure.value, NotSent)
    assert isinstance(cause_of(failure.value), OutcomeUnknown)


async def test_the_environments_proxy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with server(says_yes) as (proxy, heard):
        monkeypatch.setenv("http_proxy", proxy)
        async with calls_to("http://bot.example.com") as http:
            assert await http.post("http://bot.example.com/bot1:A/getMe") is True
    assert heard[0].startswith(b"POST http://bot.example.com/bot1:A/getMe ")


async def test_who_is_to_be_reached_without_the_proxy_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with server(says_yes) as (root, _), calls_to(root) as http:
        assert await http.post(f"{root}/bot1:A/getMe") is True

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from osta.bot.channels.telegram import TelegramChannel, Webhook
from osta.bot.channels.telegram.webhook import LARGEST_BODY_BYTES, SECRET_HEADER
from osta.chat.messages import Text
from tests.bot.telegram.conftest import Inbox, channel_to
from tests.fakes.bot_api import BotApi


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(channel: TelegramChannel, listening: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(Starlette(routes=channel.routes), lifespan="off", ws="none", log_config=None)
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    yield
    server.should_exit = True
    await task


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.socket(proto=socket.IPPROTO_TCP) as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound


@pytest.fixture
def url(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}/telegram/hook"


async def test_updates_come_by_webhook_and_are_stored_before_200(
    api: BotApi, inbox: Inbox, listening: socket.socket, url: str
) -> None:
    telegram = channel_to(api, webhook=Webhook(url, "s3cret-S3CRET"))
    async with serving(telegram, listening):
        await telegram.start(inbox)
        inbox.failures = 2
        await api.user("Anna").says("hei")
        assert (await inbox.next()).content == Text("hei")
        await api.idle()
        assert [status for _, status in api.updates.deliveries] == [503, 503, 200]
        await telegram.stop()
    assert api.updates.webhook.secret == "s3cret-S3CRET"


async def test_a_webhook_that_was_left_behind_makes_way_for_polling(api: BotApi, inbox: Inbox) -> None:
    await api.updates.set_webhook("http://127.0.0.1:9/old", "", None)
    telegram = channel_to(api)
    await telegram.start(inbox)
    await api.user("Anna").says("hei")
    assert (await inbox.next()).content == Text("hei")
    await telegram.stop()


async def test_the_secret_is_its_own_without_one_given() -> None:
    hook = Webhook("https://example.com/hook")
    assert hook.secret_for("1:a") == hook.secret_for("1:a") != hook.secret_for("1:b")
    assert len(hook.secret_for("1:a")) == 64


async def test_strangers_and_monsters_are_turned_away(api: BotApi, inbox: Inbox) -> None:
    telegram = channel_to(api, webhook=Webhook("http://127.0.0.1:9/hook", "right"))
    app = Starlette(routes=telegram.routes)
    good = {"update_id": 1}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:

        async def posted(given: str | None = "right", **body: object) -> int:
            headers = {SECRET_HEADER: given} if given is not None else {}
            return (await client.post("/hook", headers=headers, **body)).status_code  # type: ignore[arg-type]

        assert await posted(json=good) == 503  # not started yet: Telegram keeps the update
        await telegram.start(inbox)
        assert await posted(json=good) == 200
        assert await posted("wrong", json=good) == 403
        assert await posted(None, json=good) == 403
        assert await posted("", json=good) == 403
        assert await posted(content=b"{") == 400
        assert await posted(content=b"\xff\xfe") == 400
        assert await posted(json=[good]) == 400
        assert await posted(json={"update_id": "1"}) == 400
        assert await posted(content=b"[" * (LARGEST_BODY_BYTES // 2)) == 400
        assert await posted(content=bytes(LARGEST_BODY_BYTES + 1)) == 413
        assert (await client.get("/hook")).status_code == 405
        await telegram.stop()
        assert await posted(json=good) == 503
    assert inbox.tried == []

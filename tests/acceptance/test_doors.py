"""The program's doors to the world: what a watcher sees of it, and whom it lets in where Telegram delivers."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from osta.bot.channels.telegram.webhook import LARGEST_BODY_BYTES, SECRET_HEADER
from tests.acceptance.conftest import Service
from tests.acceptance.messengers import until
from tests.acceptance.on_telegram import Telegram
from tests.fakes.bot_api import BotApi

# The first of these tests on a machine builds the word index.
pytestmark = pytest.mark.timeout(600)


def server(service: Service) -> BotApi:
    assert isinstance(service.messenger, Telegram)
    return service.messenger.api


@pytest.fixture
async def web(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, base_url=f"http://127.0.0.1:{service.program.port}") as client:
        yield client


def count(page: str, name: str, **labels: str) -> float:
    """A number of the metrics."""
    wanted = {f'{key}="{value}"' for key, value in labels.items()}
    found = [line for line in page.splitlines() if re.match(rf"{name}[{{ ]", line) and all(w in line for w in wanted)]
    return sum(float(line.rpartition(" ")[2]) for line in found)


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_what_a_watcher_sees(service: Service, web: httpx.AsyncClient) -> None:
    assert (await web.get("/healthz")).text == "ok\n"
    assert (await web.get("/readyz")).text == "ready\n"
    aino = await service.arrives("Aino")
    await aino.says("perunoita Sallasta")
    await aino.hears("Perunoita Sallan läheltä")
    await aino.sends("voice")
    await aino.hears("En osaa kuunnella ääntä.")
    answer = await web.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    page = answer.text
    assert count(page, "osta_messages_accepted_total", channel="telegram") == 4
    assert count(page, "osta_messages_handled_total", channel="telegram", route="unsupported") == 1
    assert count(page, "osta_answers_total", channel="telegram", outcome="sent") >= 4
    assert count(page, "osta_handling_seconds_count") == 4
    for secret in ("Aino", str(aino.id), "perun", server(service).token):
        assert secret not in page
    # Telegram tells something a second time: it is counted, and answered once.
    await server(service).updates.repeat()
    await server(service).idle()
    async with asyncio.timeout(30):
        while count((await web.get("/metrics")).text, "osta_messages_repeated_total", channel="telegram") < 1:
            await asyncio.sleep(0.05)
    assert aino.unheard() == []


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_it_is_not_ready_while_nothing_can_be_stored(service: Service, web: httpx.AsyncClient) -> None:
    aino = await service.arrives("Aino")
    with closing(sqlite3.connect(service.database, isolation_level=None, timeout=20)) as held:
        held.execute("BEGIN IMMEDIATE")
        await aino.says("perunoita Sallasta")
        answer = await web.get("/readyz", timeout=60)
        assert (answer.status_code, answer.text) == (503, "not ready\n")
        assert (await web.get("/healthz")).status_code == 200
        held.execute("ROLLBACK")
    await aino.hears("Perunoita Sallan läheltä")
    assert (await web.get("/readyz")).status_code == 200
    await service.messenger.settled()
    assert aino.unheard() == []


def update(number: int, person: Any, words: str) -> dict[str, Any]:
    """A message as Telegram would deliver it."""
    chat = {"id": person.id, "type": "private", "first_name": person.name}
    message = {"message_id": 7, "date": int(time.time()), "chat": chat, "from": person.user, "text": words}
    return {"update_id": number, "message": message}


@pytest.mark.parametrize("way", ["webhook"])
async def test_only_telegram_is_let_in(service: Service, web: httpx.AsyncClient) -> None:
    api, aino = server(service), await service.arrives("Aino")
    secret = api.updates.webhook.secret
    assert re.fullmatch(r"[A-Za-z0-9_-]{32,256}", secret)
    forged = update(900_000_001, aino, "/poista")

    async def posted(given: str | None, **body: Any) -> int:
        headers = {} if given is None else {SECRET_HEADER: given}
        return (await web.post("/telegram", headers=headers, **body)).status_code

    for wrong in (None, "", "wrong", secret[:-1], secret + "x", secret.swapcase()):
        assert await posted(wrong, json=forged) == 403
    assert await posted(secret, content=json.dumps(forged).encode() + b" " * LARGEST_BODY_BYTES) == 413
    assert await posted(secret, content=b"{") == 400
    assert await posted(secret, json={"message": {}}) == 400
    assert (await web.get("/telegram")).status_code == 405
    await aino.says("kiitos")
    await aino.hears("Ole hyvä")
    assert aino.unheard() == []

    # What Telegram delivers is stored when it is told so: killed in the same moment, the program still answers.
    assert await posted(secret, json=update(900_000_002, aino, "hillaa Savukoskelta")) == 200
    await service.program.restart()
    await service.program.ready()
    await aino.hears("Hillaa Savukosken läheltä")
    await until(lambda: not api.updates.waiting)

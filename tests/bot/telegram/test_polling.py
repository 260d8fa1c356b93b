from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from osta.bot.channels.backoff import FAILING, RECOVERED, Backoff
from osta.bot.channels.telegram import TelegramChannel, TokenRefused
from osta.bot.channels.telegram.intake import UNREADABLE
from osta.chat.errors import ChannelDown
from osta.chat.messages import Address, Message, Reply, Text
from osta.chat.rich import Rich
from tests.bot.telegram.conftest import Inbox, channel_to
from tests.fakes.bot_api import BotApi, Fault


async def words(inbox: Inbox, count: int) -> list[str]:
    return [m.content.text for m in [await inbox.next() for _ in range(count)] if isinstance(m.content, Text)]


async def test_an_update_is_confirmed_when_it_is_stored(api: BotApi, channel: TelegramChannel, inbox: Inbox) -> None:
    inbox.failures = 3
    anna, pekka = api.user("Anna"), api.user("Pekka")
    await anna.says("eka")
    await anna.says("toka")
    await pekka.says("kolmas")
    await api.idle()
    assert sorted(await words(inbox, 3)) == ["eka", "kolmas", "toka"]
    assert len(inbox.tried) >= 6
    assert not inbox.messages


async def test_one_chat_keeps_its_order_while_others_go_on(api: BotApi) -> None:
    opened, seen = asyncio.Event(), []

    async def sink(message: Message) -> None:
        if message.sender_name == "Hidas":
            await opened.wait()
        seen.append(message.content)
        if len(seen) == 1:
            opened.set()

    slow, quick = api.user("Hidas"), api.user("Nopea")
    for text in ("1", "2", "3"):
        await slow.says(text)
    await quick.says("ohi")
    telegram = channel_to(api)
    await telegram.start(sink)
    await api.idle()
    await telegram.stop()
    assert seen == [Text("ohi"), Text("1"), Text("2"), Text("3")]


@pytest.mark.parametrize("kind", ["error_500", "bad_gateway", "too_many", "lost_before", "lost_after", "garbage"])
async def test_trouble_is_survived_and_logged_once(
    api: BotApi, inbox: Inbox, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as logs:
        telegram = channel_to(api)
        await telegram.start(inbox)
        api.fault(Fault(kind, "getUpdates", count=4, retry_after=0))  # type: ignore[arg-type]
        anna = api.user("Anna")
        await anna.says("ennen")
        await anna.says("jälkeen")
        assert await words(inbox, 2) == ["ennen", "jälkeen"]
        await telegram.stop()
    events = [log["event"] for log in logs]
    assert events.count(FAILING) == events.count(RECOVERED) == 1
    for secret in ("ennen", "Anna", api.token):
        assert secret not in f"{logs}{caplog.text}"


async def test_another_poller_is_waited_for(api: BotApi, inbox: Inbox) -> None:
    first, second = channel_to(api), channel_to(api)
    await first.start(inbox)
    await second.start(inbox)
    await api.user("Anna").says("hei")
    assert await words(inbox, 1) == ["hei"]
    await first.stop()
    await second.stop()


async def test_starts_without_a_network_and_finds_it_later(inbox: Inbox, api: BotApi) -> None:
    api.fault(Fault("bad_gateway", "getMe", count=3))
    api.fault(Fault("lost_before", "deleteWebhook"))
    telegram = channel_to(api)
    await telegram.start(inbox)
    await api.user("Anna").says("hei")
    assert await words(inbox, 1) == ["hei"]
    assert telegram.username == api.username
    await telegram.stop()


async def test_a_wrong_token_stops_the_start(api: BotApi, inbox: Inbox) -> None:
    telegram = TelegramChannel("1:wrong", api_url=api.url, backoff=Backoff("telegram", 0.01, 0.02))
    with pytest.raises(TokenRefused, match="OSTA_TELEGRAM_TOKEN"):
        await telegram.start(inbox)
    assert telegram.username is None


async def test_a_stop_stores_and_confirms_what_was_fetched(api: BotApi) -> None:
    inside, go, stored = asyncio.Event(), asyncio.Event(), []

    async def sink(message: Message) -> None:
        inside.set()
        await go.wait()
        stored.append(message.id)

    telegram = channel_to(api)
    await telegram.start(sink)
    await api.user("Anna").says("hei")
    await inside.wait()
    stopping = asyncio.create_task(telegram.stop())
    await asyncio.sleep(0)
    go.set()
    await stopping
    assert len(stored) == 1
    assert not api.updates.waiting


async def test_a_stop_lets_what_is_being_sent_finish(api: BotApi, inbox: Inbox) -> None:
    anna = api.user("Anna", started=True)
    telegram = channel_to(api)
    await telegram.start(inbox)
    sending = asyncio.create_task(telegram.send(Address("telegram", str(anna.id)), Reply(Rich.plain("x " * 9000))))
    await asyncio.sleep(0)
    await telegram.stop()
    assert sending.done()
    assert len(anna.history()) == 5


async def test_after_receiving_stops_replies_still_go_out_until_the_end(api: BotApi, inbox: Inbox) -> None:
    anna = api.user("Anna", started=True)
    where = Address("telegram", str(anna.id))
    telegram = channel_to(api)
    await telegram.start(inbox)
    await telegram.stop_receiving()
    await anna.says("liian myöhään")
    await telegram.send(where, Reply(Rich.plain("Hei")))
    await telegram.stop()
    assert not inbox.tried
    with pytest.raises(ChannelDown):
        await telegram.send(where, Reply(Rich.plain("Hei")))
    assert [heard.text for heard in anna.history()] == ["Hei"]


async def test_repeated_deliveries_keep_their_id(api: BotApi, channel: TelegramChannel, inbox: Inbox) -> None:
    await api.user("Anna").says("hei")
    first = await inbox.next()
    await api.idle()
    await api.updates.repeat()
    assert (await inbox.next()).id == first.id


async def test_an_update_nobody_can_read_does_not_stop_the_others(
    api: BotApi, channel: TelegramChannel, inbox: Inbox
) -> None:
    with capture_logs() as logs:
        await api.updates.push("message", {"text": "salaisuus"}, 1)
        await api.user("Anna").says("hei")
        assert await words(inbox, 1) == ["hei"]
        await api.idle()
    assert [log["event"] for log in logs] == [UNREADABLE]
    assert "salaisuus" not in str(logs)

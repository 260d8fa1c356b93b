"""The fake itself: what it refuses, and what its people see."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.fakes.bot_api import BotApi, Fault, Limits, Person
from tests.fakes.bot_api.text import parse_html

BUTTONS = {"inline_keyboard": [[{"text": "Kortti", "callback_data": "1:card"}]]}


class Bot:
    """A bot by hand: one method call after the other."""

    def __init__(self, api: BotApi) -> None:
        self.client = httpx.AsyncClient(base_url=f"{api.url}/bot{api.token}", trust_env=False)

    async def __call__(self, method: str, **params: Any) -> Any:
        """The result. Raises RuntimeError with the description of an error."""
        answer = (await self.client.post(f"/{method}", json=params)).json()
        if not answer["ok"]:
            raise RuntimeError(f"{answer['error_code']} {answer['description']}")
        return answer["result"]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    by_hand = Bot(api)
    yield by_hand
    await by_hand.client.aclose()


@pytest.fixture
def anna(api: BotApi) -> Person:
    return api.user("Anna", started=True)


async def test_updates_stay_until_confirmed(api: BotApi, bot: Bot, anna: Person) -> None:
    await anna.says("/start p_1")
    await anna.says("toinen")
    first, second = await bot("getUpdates")
    assert first["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert await bot("getUpdates", offset=first["update_id"]) == [first, second]
    assert await bot("getUpdates", offset=second["update_id"]) == [second]
    assert await bot("getUpdates", offset=second["update_id"] + 1) == []
    await api.updates.repeat()
    assert await bot("getUpdates", offset=second["update_id"] + 1) == [second]
    await api.idle()


async def test_a_long_poll_waits_and_a_second_one_ends_it(bot: Bot, anna: Person) -> None:
    waiting = asyncio.create_task(bot("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    newer = asyncio.create_task(bot("getUpdates", timeout=20))
    with pytest.raises(RuntimeError, match="409 Conflict"):
        await waiting
    await anna.says("hei")
    assert [update["message"]["text"] for update in await newer] == ["hei"]


async def test_people_hear_press_and_see_the_answer(api: BotApi, bot: Bot, anna: Person) -> None:
    sent = await bot("sendMessage", chat_id=anna.id, text="Hei <b>Anna</b>", parse_mode="HTML", reply_markup=BUTTONS)
    heard = await anna.hears("Hei")
    assert (heard.text, heard.formatted("bold"), heard.labels) == ("Hei Anna", ["Anna"], ["Kortti"])
    press = await anna.presses("Kortti")
    (update,) = await bot("getUpdates")
    assert update["callback_query"]["data"] == "1:card"
    await bot("answerCallbackQuery", callback_query_id=press, text="Hetki")
    assert await anna.toast(press) == "Hetki"
    with pytest.raises(RuntimeError, match="query is too old"):
        await bot("answerCallbackQuery", callback_query_id=press)
    assert [violation.code for violation in api.journal.violations] == ["answered-twice"]
    await bot("editMessageText", chat_id=anna.id, message_id=sent["message_id"], text="Kortti", reply_markup=BUTTONS)
    assert (await anna.hears("Kortti")).kind == "edited"
    with pytest.raises(RuntimeError, match="message is not modified"):
        await bot(
            "editMessageText", chat_id=anna.id, message_id=sent["message_id"], text="Kortti", reply_markup=BUTTONS
        )
    with pytest.raises(AssertionError, match="Kortti"):
        await anna.presses("Muu")


@pytest.mark.parametrize(
    ("words", "params"),
    [
        ("message text is empty", {"text": " \u200b"}),
        ("too long", {"text": "😀" * 2049}),
        ("unknown parameter", {"text": "x", "txt": "y"}),
        ("unsupported start tag", {"text": "<x>y</x>", "parse_mode": "HTML"}),
        ("unescaped ampersand", {"text": "a & b", "parse_mode": "HTML"}),
        ("end tag", {"text": "<b>a", "parse_mode": "HTML"}),
        ("after the end", {"text": "ab", "entities": [{"type": "bold", "offset": 0, "length": 3}]}),
        ("cuts a symbol", {"text": "😀", "entities": [{"type": "bold", "offset": 0, "length": 1}]}),
        ("100 entities", {"text": "a", "entities": [{"type": "bold", "offset": 0, "length": 1}] * 101}),
        ("text_link", {"text": "a", "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "tel:1"}]}),
        (
            "BUTTON_DATA",
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "ä" * 33}]]}},
        ),
        ("URL", {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "url": "tel:1"}]]}}),
        ("non-empty", {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": " ", "callback_data": "a"}]]}}),
        ("unallowed", {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}}),
        ("in a row", {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "a"}] * 9]}}),
        ("too long", {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]] * 101}}),
    ],
)
async def test_what_telegram_refuses_is_refused(
    api: BotApi, bot: Bot, anna: Person, words: str, params: dict[str, Any]
) -> None:
    with pytest.raises(RuntimeError, match=f"400 .*{words}"):
        await bot("sendMessage", chat_id=anna.id, **params)
    with pytest.raises(AssertionError, match="rejected"):
        api.no_violations()


async def test_who_cannot_be_written_to(api: BotApi, bot: Bot, anna: Person) -> None:
    await anna.blocks()
    for chat, words in ((anna.id, "403 .*blocked"), (api.user("B").id, "403 .*initiate"), (404, "400 .*not found")):
        with pytest.raises(RuntimeError, match=words):
            await bot("sendMessage", chat_id=chat, text="hei")
    await anna.blocks(blocked=False)
    await bot("sendMessage", chat_id=anna.id, text="hei")
    states = [u["my_chat_member"]["new_chat_member"]["status"] for u in await bot("getUpdates")]
    assert states == ["kicked", "member"]


async def test_limits_are_enforced_and_ignoring_them_is_noted(anna: Person) -> None:
    async with BotApi(Limits(enforced=True, chat_burst=2)) as api:
        eager = api.user("Anna", started=True)
        bot = Bot(api)
        await bot("sendMessage", chat_id=eager.id, text="1")
        await bot("sendMessage", chat_id=eager.id, text="2")
        for _ in range(2):
            with pytest.raises(RuntimeError, match=r"429 .*retry after 1"):
                await bot("sendMessage", chat_id=eager.id, text="3")
        await bot.client.aclose()
        assert "retry-after-ignored" in [violation.code for violation in api.journal.violations]


async def test_faults_break_before_or_after_the_effect(api: BotApi, bot: Bot, anna: Person) -> None:
    for kind in ("lost_before", "lost_after"):
        api.fault(Fault(kind, "sendMessage"))
        with pytest.raises(httpx.RemoteProtocolError):
            await bot("sendMessage", chat_id=anna.id, text=kind)
    api.fault(Fault("too_many", "sendMessage", chat_id=anna.id, retry_after=3))
    with pytest.raises(RuntimeError, match="retry after 3"):
        await bot("sendMessage", chat_id=anna.id, text="later")
    assert [heard.text for heard in anna.unheard()] == ["lost_after"]


async def test_strangers_and_unknown_methods_are_refused(api: BotApi) -> None:
    async with httpx.AsyncClient(base_url=api.url, trust_env=False) as client:
        assert (await client.get("/bot1:wrong/getMe")).status_code == 401
        assert (await client.get(f"/bot{api.token}/getMee")).status_code == 404
        assert (await client.get(f"/bot{api.token}/getMe")).json()["result"]["username"] == api.username
        files = {"document": ("ä.txt", b"a\r\n--b\x00")}
        anna = api.user("Anna", started=True)
        sent = await client.post(f"/bot{api.token}/sendDocument", data={"chat_id": str(anna.id)}, files=files)
        assert sent.json()["result"]["document"]["file_size"] == 7


def test_html_gives_entities_in_utf16_units() -> None:
    text, entities = parse_html('😀<b>a&lt;<i>b</i></b><a href="https://a.example">c</a>')
    assert text == "😀a<bc"
    assert [(e["type"], e["offset"], e["length"]) for e in entities] == [
        ("bold", 2, 3),
        ("italic", 4, 1),
        ("text_link", 5, 1),
    ]

"""Whatever a reply says, the strict server takes it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osta.chat.messages import (
    Action,
    Address,
    Attachment,
    Button,
    ContactCard,
    Document,
    InlineResult,
    Picture,
    Reply,
    Venue,
)
from osta.chat.rich import Rich, Span, Style
from tests.bot.telegram.conftest import Inbox, channel_to, png
from tests.fakes.bot_api import BotApi

_AWKWARD = [
    "👩‍👩‍👧‍👦",
    "🇫🇮",
    "e\u0301",
    "\u202eoikealta",
    "مرحبا",
    "שלום",
    "\ud83d",
    "\x00",
    "\r\n",
    "\u200b",
    "\u3164",
    "&lt;<b>",
    "*_`[",
]
chunks = st.one_of(st.text(max_size=30), st.sampled_from(_AWKWARD), st.just("Ylä-Kemijoen Porotila "))
lines = st.lists(chunks, max_size=6).map("".join)
long_lines = st.builds(lambda text, times: text * times, lines, st.integers(1, 400))
addresses = st.one_of(
    st.none(),
    lines,
    st.sampled_from(["https://example.com/ä?a=1&b=2", "http://a.b:70000/", "tel:040", "https://", "https://x"]),
)
spans = st.builds(Span, st.one_of(lines, long_lines), st.sampled_from(Style), addresses)
texts = st.lists(spans, max_size=5).map(tuple).map(Rich)
many_spans = st.builds(lambda span, times: Rich((span, Span(" ")) * times), spans, st.integers(0, 120))
actions = st.builds(Action, st.just("card"), st.lists(st.text("abc0123456789äö", max_size=8), max_size=3).map(tuple))
buttons = st.builds(Button, st.one_of(lines, long_lines), st.one_of(st.none(), actions), addresses)
rows = st.lists(st.lists(buttons, max_size=12).map(tuple), max_size=12).map(tuple)
attachments: st.SearchStrategy[Attachment | None] = st.one_of(
    st.none(),
    st.builds(Picture, st.builds(png, st.integers(1, 9000), st.integers(1, 9000)), long_lines),
    st.builds(Document, long_lines, st.binary(min_size=1, max_size=50), st.just("text/plain")),
    st.builds(Venue, long_lines, long_lines, st.floats(-90, 90), st.floats(-180, 180)),
    st.builds(ContactCard, long_lines, st.one_of(chunks, long_lines, st.just("040 000 0001"))),
)
results = st.builds(InlineResult, lines, long_lines, long_lines, texts, rows)
replies = st.builds(
    Reply,
    st.one_of(texts, many_spans),
    rows,
    attachments,
    edits=st.one_of(st.none(), st.sampled_from(["1", "2", "77", "x", "inline:x"])),
    ask_location=st.one_of(st.none(), long_lines),
    toast=st.one_of(st.none(), long_lines),
    silent=st.booleans(),
)


class Stage:
    """One server, channel and event loop for all examples of a test."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self._run = runner.run
        self.api = self._run(self._started())

    async def _started(self) -> BotApi:
        api = await BotApi().__aenter__()
        self.channel = channel_to(api)
        await self.channel.start(Inbox())
        return api

    async def _stopped(self) -> None:
        await self.channel.stop()
        await self.api.__aexit__()

    def stop(self) -> None:
        self._run(self._stopped())

    def plays(self, reply: Reply, in_group: bool) -> None:
        self._run(self._played(reply, in_group))

    async def _played(self, reply: Reply, in_group: bool) -> None:
        anna = self.api.user("Anna", started=True)
        here = anna.in_group(self.api.group("Kylä", anna)) if in_group else anna
        address = Address("telegram", str(here.chat.id))
        if reply.inline is None:
            await self.channel.send(address, Reply(Rich.plain("Hei"), ask_location="Jaa"))
            await self.channel.send(address, reply)
        else:
            await self.channel.send(address, reply, await anna.types_inline("perunaa"))
        self.api.no_violations()
        for heard in here.history():
            assert heard.text.strip() == heard.text


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with asyncio.Runner() as runner:
        playing = Stage(runner)
        yield playing
        playing.stop()


@settings(max_examples=60, deadline=None)
@given(reply=replies, in_group=st.booleans())
def test_any_reply_is_accepted(stage: Stage, reply: Reply, in_group: bool) -> None:
    stage.plays(reply, in_group)


# Sixty cards are much to print; without this the warning would stand in the place of what went wrong.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@settings(max_examples=25, deadline=None)
@given(found=st.lists(results, max_size=60).map(tuple))
def test_any_inline_answer_is_accepted(stage: Stage, found: tuple[InlineResult, ...]) -> None:
    stage.plays(Reply(inline=found), in_group=False)

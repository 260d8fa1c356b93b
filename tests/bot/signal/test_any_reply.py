"""Whatever a reply says, the strict daemon takes it; whatever a daemon says, nothing stops."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osta.bot.channels.signal.transport import Json
from osta.chat.messages import Action, Attachment, Button, ContactCard, Document, Picture, Reply, Text, Venue
from osta.chat.rich import Rich, Span, Style
from tests.bot.signal.conftest import Inbox, channel_to, chat_with
from tests.fakes.signal_daemon import SignalDaemon

_AWKWARD = ["👩‍👩‍👧‍👦", "e\u0301", "\u202eoikealta", "\ud83d", "\x00", "\r\n", "\u200b", "\u2028", "\x85", "*_`["]
chunks = st.one_of(st.text(max_size=30), st.sampled_from(_AWKWARD), st.just("Ylä-Kemijoen Porotila "))
lines = st.lists(chunks, max_size=6).map("".join)
long_lines = st.builds(lambda text, times: text * times, lines, st.integers(1, 200))
addresses = st.one_of(st.none(), lines, st.just("https://example.com/ä?a=1&b=2"))
spans = st.builds(Span, st.one_of(lines, long_lines), st.sampled_from(Style), addresses)
texts = st.lists(spans, max_size=5).map(tuple).map(Rich)
actions = st.builds(Action, st.just("card"), st.lists(st.text("abc0123456789äö", max_size=8), max_size=3).map(tuple))
buttons = st.builds(Button, st.one_of(lines, long_lines), st.one_of(st.none(), actions), addresses)
rows = st.lists(st.lists(buttons, max_size=5).map(tuple), max_size=4).map(tuple)
media_types = st.sampled_from(["text/plain", "text/calendar; charset=utf-8", "application/vnd.a+b", "", "a,b", "ä/ö"])
attachments: st.SearchStrategy[Attachment | None] = st.one_of(
    st.none(),
    st.builds(Picture, st.binary(max_size=50), long_lines),
    st.builds(Document, long_lines, st.binary(max_size=50), media_types),
    st.builds(Venue, long_lines, long_lines, st.floats(-90, 90), st.floats(-180, 180)),
    st.builds(ContactCard, long_lines, lines),
)
replies = st.builds(
    Reply,
    texts,
    rows,
    attachments,
    edits=st.one_of(st.none(), st.sampled_from(["1", "x"])),
    ask_location=st.one_of(st.none(), lines),
    toast=st.one_of(st.none(), lines),
    silent=st.booleans(),
)
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)
_FIELDS = ["message", "reaction", "pollVote", "quote", "mentions", "attachments", "contacts", "groupInfo", "sticker"]
envelopes = st.dictionaries(st.sampled_from(_FIELDS), anything, max_size=4)


class Stage:
    """One daemon, channel and event loop for all examples of a test."""

    def __init__(self, runner: asyncio.Runner, folder: Path) -> None:
        self.run = runner.run
        self.daemon = SignalDaemon("tcp", folder)
        self.inbox = Inbox()
        self.run(self._start())

    async def _start(self) -> None:
        await self.daemon.start()
        self.channel = channel_to(self.daemon)
        await self.channel.start(self.inbox)

    async def stop(self) -> None:
        await self.channel.stop()
        await self.daemon.stop()

    async def plays(self, reply: Reply) -> None:
        anna = self.daemon.person("Anna")
        before = len(self.daemon.violations)
        sent = await self.channel.send(chat_with(anna), reply)
        assert self.daemon.violations[before:] == []
        said = [heard for heard in anna.heard if heard.kind == "message"]
        assert (sent.message_id is None) == (not said)
        assert all(heard.text.strip() == heard.text for heard in said)

    async def receives(self, data: Json) -> None:
        anna = self.daemon.person("Anna")
        stamp = self.daemon.stamp()
        self.daemon.deliver(anna.envelope(stamp, dataMessage=data))
        anna.says("perässä")
        while (await self.inbox.next()).content != Text("perässä"):
            pass


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with asyncio.Runner() as runner:
        playing = Stage(runner, tmp_path_factory.mktemp("signal"))
        yield playing
        runner.run(playing.stop())


@given(reply=replies)
@settings(max_examples=60)
def test_any_reply_is_taken(stage: Stage, reply: Reply) -> None:
    stage.run(stage.plays(reply))


@given(data=envelopes)
@settings(max_examples=60)
def test_any_envelope_is_survived(stage: Stage, data: Json) -> None:
    stage.run(stage.receives(data))

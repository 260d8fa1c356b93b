from __future__ import annotations

import pytest

from osta.bot.channels.telegram import TelegramChannel
from osta.chat.messages import (
    Action,
    Address,
    Blocked,
    Button,
    ContactCard,
    Content,
    Edit,
    InlineQuery,
    Location,
    Moved,
    Press,
    Reply,
    Text,
    Unsupported,
)
from osta.chat.rich import Rich
from tests.bot.telegram.conftest import Inbox
from tests.fakes.bot_api import BotApi

pytestmark = pytest.mark.usefixtures("channel")


async def test_a_message_knows_who_wrote_it_and_where_to_answer(api: BotApi, inbox: Inbox) -> None:
    anna = api.user("Anna", lang="sv")
    await anna.says("perunaa")
    message = await inbox.next()
    assert message.content == Text("perunaa")
    assert message.address == message.sender == Address("telegram", str(anna.id))
    assert (message.language_hint, message.sender_name, message.group) == ("sv", "Anna", False)
    assert message.sent_at.tzinfo is not None


@pytest.mark.parametrize(
    ("said", "content"),
    [
        ("/start", Text("/start", "start")),
        ("/start p_17", Text("/start p_17", "start", "p_17")),
        ("/Ohje@OstaTestBot ", Text("/Ohje@OstaTestBot ", "ohje")),
        ("/poista\nkaikki", Text("/poista\nkaikki", "poista", "kaikki")),
        ("/ ei komento", Text("/ ei komento")),
        ("tie/polku", Text("tie/polku")),
    ],
)
async def test_commands_are_told_from_words(api: BotApi, inbox: Inbox, said: str, content: Content) -> None:
    await api.user("Anna").says(said)
    assert (await inbox.next()).content == content


async def test_half_a_sign_and_nul_never_reach_the_database(api: BotApi, inbox: Inbox) -> None:
    anna = api.user("Anna")
    await anna.says("a\x00b")
    assert (await inbox.next()).content == Text("a\ufffdb")


async def test_shared_positions_and_contacts_come_in(api: BotApi, inbox: Inbox) -> None:
    anna = api.user("Anna")
    await anna.shares_location(67.5, 28.25)
    await anna.shares_contact("+358 40 000 0001")
    await anna.shares_contact("040 000 0002", "Mylly", own=False)
    assert [(await inbox.next()).content for _ in range(3)] == [
        Location(67.5, 28.25),
        ContactCard("Anna", "+358 40 000 0001", own=True),
        ContactCard("Mylly", "040 000 0002"),
    ]


async def test_a_live_position_moves(api: BotApi, inbox: Inbox) -> None:
    anna = api.user("Anna")
    walk = await anna.shares_location(67.5, 28.25, live_seconds=900)
    await anna.moves(walk, 67.6, 28.25)
    walk.content = {"location": {"latitude": 67.7, "longitude": 28.25}}  # it ends: nothing has been said
    await api.updates.push("edited_message", walk.json(), anna.id)
    await anna.says("perillä")
    assert (await inbox.next()).content == Location(67.5, 28.25, live=True)
    assert (await inbox.next()).content == Moved(67.6, 28.25)
    assert (await inbox.next()).content == Text("perillä")


async def test_a_press_carries_its_action_and_message(api: BotApi, inbox: Inbox, channel: TelegramChannel) -> None:
    anna = api.user("Anna", started=True)
    reply = Reply(Rich.plain("Löytyi"), ((Button.of("Kortti", "card", 17),),))
    sent = await channel.send(Address("telegram", str(anna.id)), reply)
    press_id = await anna.presses("Kortti")
    assert (await inbox.next()).content == Press(Action("card", ("17",)), sent.message_id, press_id)


async def test_a_forged_press_has_no_action(api: BotApi, inbox: Inbox, channel: TelegramChannel) -> None:
    anna = api.user("Anna", started=True)
    await channel.send(Address("telegram", str(anna.id)), Reply(Rich.plain("Löytyi")))
    press_id = await anna.presses_data("9:approve:1", await anna.hears("Löytyi"))
    content = (await inbox.next()).content
    assert isinstance(content, Press)
    assert (content.action, content.press_id) == (None, press_id)


async def test_edits_blocks_and_inline_queries(api: BotApi, inbox: Inbox, channel: TelegramChannel) -> None:
    anna = api.user("Anna")
    written = await anna.says("perunoo")
    assert (await inbox.next()).content == Text("perunoo")
    await anna.edits(written, "perunaa")
    assert (await inbox.next()).content == Edit("perunaa")
    await anna.blocks()
    assert (await inbox.next()).content == Blocked(blocked=True)
    await anna.blocks(blocked=False)
    assert (await inbox.next()).content == Blocked(blocked=False)


@pytest.mark.parametrize("kind", ["voice", "photo", "document", "sticker"])
async def test_what_cannot_be_read_is_named(api: BotApi, inbox: Inbox, kind: str) -> None:
    await api.user("Anna").sends(kind)
    assert (await inbox.next()).content == Unsupported(kind)


async def test_forwarded_words_are_not_the_sender_s(api: BotApi, inbox: Inbox) -> None:
    await api.user("Anna").forwards("perunaa")
    assert (await inbox.next()).content == Unsupported("forwarded")


async def test_in_a_group_only_commands_and_mentions_count(api: BotApi, inbox: Inbox) -> None:
    anna = api.user("Anna")
    here = anna.in_group(api.group("Kyläyhdistys", anna))
    await here.says("mitä kuuluu")
    await here.says("/start@OtherBot")
    await here.sends("photo")
    await here.says("@OstaTestBot: perunaa Salla")
    await here.says("/haku@ostatestbot perunaa")
    await here.says("onkohan @ostatestbot, hilloja?")
    found = [await inbox.next() for _ in range(3)]
    assert [m.content for m in found] == [
        Text("perunaa Salla"),
        Text("/haku@ostatestbot perunaa", "haku", "perunaa"),
        Text("onkohan, hilloja?"),
    ]
    assert {(m.group, m.address.chat, m.sender.chat) for m in found} == {(True, str(here.chat.id), str(anna.id))}


async def test_an_inline_query_comes_from_the_person(api: BotApi, inbox: Inbox, channel: TelegramChannel) -> None:
    anna = api.user("Anna")
    query_id = await anna.types_inline("perunaa Salla")
    message = await inbox.next()
    assert message.content == InlineQuery(query_id, "perunaa Salla")
    assert message.address.chat == str(anna.id)

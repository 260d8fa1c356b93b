from datetime import UTC, datetime

import pytest

from osta.chat.messages import Address
from osta.store import conversations
from osta.store.engine import Database
from osta.store.errors import ConversationChanged

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CHAT = Address("test", "1")


async def test_what_is_saved_is_loaded(database: Database) -> None:
    async with database.transaction() as session:
        talk = await conversations.load(session, CHAT, None)
        assert (talk.state, talk.data, talk.choices) == (None, {}, [])
        await conversations.save(session, talk, NOW, state="name", data={"name": "Hillala"}, choices=["1:more:2"])
    async with database.reading() as session:
        talk = await conversations.load(session, CHAT, None)
        assert (talk.state, talk.data, talk.choices) == ("name", {"name": "Hillala"}, ["1:more:2"])


async def test_what_was_changed_in_place_is_saved_too(database: Database) -> None:
    async with database.transaction() as session:
        talk = await conversations.load(session, CHAT, None)
        await conversations.save(session, talk, NOW, state="name", data={"products": ["hilla"]}, choices=[])
    async with database.transaction() as session:
        talk = await conversations.load(session, CHAT, None)
        talk.data["products"].append("puolukka")
        await conversations.save(session, talk, NOW, state="name", data=talk.data, choices=talk.choices)
    async with database.reading() as session:
        assert (await conversations.load(session, CHAT, None)).data == {"products": ["hilla", "puolukka"]}


async def test_an_outdated_save_is_refused(database: Database) -> None:
    async with database.transaction() as session:
        talk = await conversations.load(session, CHAT, None)
        await conversations.save(session, talk, NOW, state="a", data={}, choices=[])
    async with database.reading() as session:
        outdated = await conversations.load(session, CHAT, None)
    async with database.transaction() as session:
        talk = await conversations.load(session, CHAT, None)
        await conversations.save(session, talk, NOW, state="b", data={}, choices=[])

    async def save_outdated() -> None:
        async with database.transaction() as session:
            await conversations.save(session, outdated, NOW, state="c", data={}, choices=[])

    with pytest.raises(ConversationChanged, match="test:1"):
        await save_outdated()
    async with database.reading() as session:
        assert (await conversations.load(session, CHAT, None)).state == "b"


async def test_two_first_saves_of_one_chat_do_not_both_count(database: Database) -> None:
    async def begin(state: str) -> None:
        async with database.transaction() as session:
            await conversations.save(session, both[state], NOW, state=state, data={}, choices=[])

    async with database.reading() as session:
        both = {state: await conversations.load(session, CHAT, None) for state in ("a", "b")}
    await begin("a")
    with pytest.raises(ConversationChanged):
        await begin("b")

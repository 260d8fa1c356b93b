from datetime import UTC, datetime, timedelta

from osta.chat.messages import Action, Address
from osta.store import offered
from osta.store.engine import Database
from osta.store.models import OfferedChoices

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
AINO, OTTO = Address("test", "1"), Address("test", "2")
YES, NO = Action("poll", ("1", "yes")), Action("poll", ("1", "no"))


async def test_choices_are_known_by_chat_and_message_until_their_time_is_over(database: Database) -> None:
    day = timedelta(days=1)
    async with database.transaction() as session:
        await offered.remember(session, AINO, "7", [(1, NO)], NOW + day)
        await offered.remember(session, AINO, "7", [(1, YES), (3, NO)], NOW + day)
        await offered.remember(session, AINO, "8", [(1, NO)], NOW + 2 * day)
        await offered.remember(session, OTTO, "7", [(1, NO)], NOW + 2 * day)
    async with database.reading() as session:
        assert await offered.find(session, AINO, "7", NOW) == [(1, YES), (3, NO)]
        assert await offered.find(session, OTTO, "7", NOW) == [(1, NO)]
        assert await offered.find(session, AINO, "9", NOW) == []
        assert await offered.find(session, AINO, "7", NOW + day) == []
    async with database.transaction() as session:
        assert await offered.forget(session, NOW + day, limit=5) == 1
        await offered.move_chat(session, OTTO, Address("test", "3"))
        await offered.forget_chats(session, [str(AINO)])
    async with database.reading() as session:
        assert await offered.find(session, AINO, "8", NOW) == []
        assert await offered.find(session, Address("test", "3"), "7", NOW) == [(1, NO)]


async def test_what_another_version_wrote_is_not_guessed(database: Database) -> None:
    async with database.transaction() as session:
        session.add(
            OfferedChoices(address=str(AINO), message_id="7", choices=[[1, "9:x"], [2, YES.payload()]], kept_until=NOW)
        )
    async with database.reading() as session:
        assert await offered.find(session, AINO, "7", NOW - timedelta(seconds=1)) == []

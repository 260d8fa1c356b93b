"""People to send to, for the tests of this room."""

from datetime import UTC, datetime

from sqlalchemy import insert

from osta.chat.messages import Reply
from osta.chat.rich import Rich
from osta.chat.texts import Language
from osta.store.engine import Database, Session
from osta.store.models import Consent, ConsentTopic, Person, PersonAddress

NOON = datetime(2026, 9, 1, 9, tzinfo=UTC)  # 12 in Helsinki, a Tuesday
HELLO: dict[Language, Reply] = {"fi": Reply(Rich.plain("Hei kaikki")), "sv": Reply(Rich.plain("Hej alla"))}


async def add_people(
    session: Session,
    number: int,
    *topics: ConsentTopic,
    first: int = 1,
    channel: str = "telegram",
    language: str | None = None,
    home: str | None = None,
) -> list[int]:
    """So many people with an address each, who have agreed to the topics; returns their numbers."""
    people = list(range(first, first + number))
    now = NOON.replace(year=2025)
    await session.execute(
        insert(Person),
        [
            {"id": one, "created_at": now, "last_seen_at": now, "language": language, "home_place_id": home}
            for one in people
        ],
    )
    await session.execute(
        insert(PersonAddress),
        [{"channel": channel, "chat": str(one), "person_id": one, "added_at": now} for one in people],
    )
    for topic in topics:
        await session.execute(
            insert(Consent),
            [{"person_id": one, "topic": topic, "text_version": "1", "given_at": now} for one in people],
        )
    return people


async def crowd(database: Database, number: int, *topics: str, **about: str | int) -> None:
    """So many people who agreed to the topics, by themselves in a transaction."""
    async with database.transaction() as session:
        await add_people(session, number, *(topics or ("announcements",)), **about)  # type: ignore[arg-type]

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from osta.store.engine import Database, normalised_url, open_database
from osta.store.errors import DatabaseBusy, DatabaseUnreachable, NaiveDatetime
from osta.store.models import Person, Place, Producer, QuestionLog
from tests.databases import PostgreSQL


async def test_a_transaction_is_kept_whole_or_not_at_all(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Person(language="fi"))

    async def fail() -> None:
        async with database.transaction() as session:
            session.add(Person(language="sv"))
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.reading() as session:
        assert (await session.scalars(select(Person.language))).all() == ["fi"]


async def test_a_savepoint_undoes_only_what_came_after_it(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Person(language="fi"))
        await session.flush()
        savepoint = await session.begin_nested()
        session.add(Person(language="xx"))
        with pytest.raises(IntegrityError):
            await session.flush()
        await savepoint.rollback()
        session.add(Person(language="en"))
    async with database.reading() as session:
        assert set(await session.scalars(select(Person.language))) == {"en", "fi"}


async def test_writers_queue_and_none_is_lost(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Place(id="kursu", name="Kursu", municipality="Salla", kind="village", radius_km=0))

    async def widen() -> None:
        async with database.transaction() as session:
            place = await session.scalar(select(Place).with_for_update())
            assert place is not None
            await asyncio.sleep(0)
            place.radius_km = (place.radius_km or 0) + 1

    await asyncio.gather(*(widen() for _ in range(20)))
    async with database.reading() as session:
        assert await session.scalar(select(Place.radius_km)) == 20


async def test_a_reader_waits_for_no_writer_and_sees_no_half(database: Database) -> None:
    async with database.transaction() as writer:
        writer.add(Person())
        await writer.flush()
        async with database.reading() as reader:
            assert (await reader.scalars(select(Person))).all() == []


async def test_a_second_transaction_inside_one_is_refused_on_sqlite(sqlite_database: Database) -> None:
    async with sqlite_database.transaction():
        with pytest.raises(RuntimeError, match="open already"):
            async with sqlite_database.transaction():
                pass
    async with sqlite_database.transaction() as session:  # and the first leaves all in order
        session.add(Person())


async def test_a_cancelled_writer_lets_the_next_one_in(sqlite_database: Database) -> None:
    entered = asyncio.Event()

    async def write_slowly() -> None:
        async with sqlite_database.transaction() as session:
            session.add(Person())
            await session.flush()
            entered.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write_slowly())
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with sqlite_database.transaction() as session:
        assert (await session.scalars(select(Person))).all() == []


async def test_sqlite_runs_with_its_guards_on(sqlite_database: Database) -> None:
    async with sqlite_database.reading() as session:
        settings = {
            name: await session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "synchronous")
        }
    assert settings == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 1}


async def test_moments_come_back_as_they_were_in_utc(database: Database) -> None:
    helsinki = datetime(2026, 10, 25, 3, 30, 1, 123456, tzinfo=timezone(timedelta(hours=3)))
    async with database.transaction() as session:
        session.add(Person(created_at=helsinki))
    async with database.reading() as session:
        kept = await session.scalar(select(Person.created_at).where(Person.created_at == helsinki))
    assert kept == helsinki
    assert kept is not None
    assert kept.tzinfo is UTC


async def test_a_moment_without_a_timezone_is_refused(database: Database) -> None:
    naive = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - what must be refused
    with pytest.raises(NaiveDatetime, match="2026-03-02T12:00:00"):
        async with database.transaction() as session:
            session.add(Person(created_at=naive))
    with pytest.raises(NaiveDatetime):
        async with database.reading() as session:
            await session.scalar(select(Person).where(Person.created_at < naive))


async def test_text_and_json_take_whatever_people_type(database: Database) -> None:
    typed = "hilloja\0 \ud83d 🫐 شلوم <b>'; DROP TABLE person; --"
    async with database.transaction() as session:
        session.add(
            QuestionLog(channel="test", language="fi", text=typed, intent="other", concepts=[typed], result_count=0)
        )
    async with database.reading() as session:
        kept = await session.scalar(select(QuestionLog))
        assert kept is not None
        assert kept.text == "hilloja  🫐 شلوم <b>'; DROP TABLE person; --"
        assert kept.concepts == [typed]


async def test_names_are_compared_without_case_and_dots(database: Database) -> None:
    async with database.transaction() as session:
        session.add(Producer(name="Äijälän  Leipä & Kala", source="staff"))
    async with database.transaction() as session:
        producer = await session.scalar(select(Producer).where(Producer.name_key == "aijalan leipa kala"))
        assert producer is not None
        producer.name = "Uusi"
    async with database.reading() as session:
        assert await session.scalar(select(Producer.name_key)) == "uusi"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("data/osta.sqlite", "sqlite+direct:///data/osta.sqlite"),
        ("sqlite:////srv/osta.sqlite", "sqlite+direct:////srv/osta.sqlite"),
        ("sqlite+aiosqlite:///osta.sqlite", "sqlite+direct:///osta.sqlite"),
        (":memory:", "sqlite+direct:///:memory:"),
        ("postgresql://u:p@db.example/osta", "postgresql+asyncpg://u:p@db.example/osta"),
        ("postgres://db.example/osta?sslmode=require", "postgresql+asyncpg://db.example/osta?ssl=require"),
        ("postgresql+psycopg://db.example/osta", "postgresql+asyncpg://db.example/osta"),
    ],
)
def test_addresses_get_the_driver(given: str, wanted: str) -> None:
    assert normalised_url(given) == make_url(wanted)


@pytest.mark.parametrize("given", ["mysql://db.example/osta", "http://x:y:z", "postgresql://db.example:port/osta"])
def test_other_addresses_are_refused_in_one_sentence(given: str) -> None:
    with pytest.raises(DatabaseUnreachable, match=r"^The database[^\n]+: [^\n]+\.$"):
        normalised_url(given)


async def test_what_cannot_be_opened_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Ei tämä ole tietokanta, vaan kirje naapurille. " * 50)
    for place, reason in (
        (str(tmp_path / "missing" / "osta.sqlite"), "folder"),
        (str(tmp_path / "letter.txt"), "is not a database"),
        (str(tmp_path), "right to write"),
        ("postgresql://user:secret@127.0.0.1:9/osta", "OSTA_DATABASE_URL"),
    ):
        database = open_database(place)
        for way_in in (database.transaction, database.reading):
            with pytest.raises(DatabaseUnreachable, match=reason) as caught:
                async with way_in():
                    pass
            assert "secret" not in str(caught.value)
            assert "\n" not in str(caught.value)
        await database.close()


async def test_another_programs_write_is_waited_for(sqlite_database: Database) -> None:
    other = open_database(str(sqlite_database))
    entered, leave = asyncio.Event(), asyncio.Event()

    async def write_for_a_while() -> None:
        async with other.transaction() as session:
            session.add(Person())
            entered.set()
            await leave.wait()

    writing = asyncio.create_task(write_for_a_while())
    await entered.wait()
    asyncio.get_running_loop().call_later(0.05, leave.set)  # runs only because waiting does not block
    async with sqlite_database.transaction() as session:
        assert len((await session.scalars(select(Person))).all()) == 1
    await writing
    await other.close()


async def test_another_programs_endless_write_is_told_apart(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("osta.store.engine.BUSY_SECONDS", 0.0)
    other = open_database(str(sqlite_database))
    async with sqlite_database.transaction():
        with pytest.raises(DatabaseBusy, match="another program"):
            async with other.transaction():
                pass
    await other.close()


async def test_a_wrong_password_or_name_is_unreachable(postgresql: PostgreSQL) -> None:
    database = open_database(postgresql.url("missing"))
    with pytest.raises(DatabaseUnreachable, match="missing"):
        async with database.reading():
            pass
    await database.close()


async def test_a_database_in_memory_lasts_as_long_as_it_is_open() -> None:
    database = open_database(":memory:")
    async with database.transaction() as session:
        await session.execute(text("CREATE TABLE note (word TEXT)"))
        await session.execute(text("INSERT INTO note VALUES ('hilla')"))
    async with database.reading() as session:
        assert await session.scalar(text("SELECT word FROM note")) == "hilla"
    await database.close()


async def test_reading_changes_nothing_on_postgresql(postgresql: PostgreSQL) -> None:
    database = open_database(postgresql.address)
    with pytest.raises(SQLAlchemyError):
        async with database.reading() as session:
            await session.execute(text("CREATE TABLE note (word TEXT)"))
    await database.close()

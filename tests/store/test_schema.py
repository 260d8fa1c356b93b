import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from osta.store.engine import Database, open_database
from osta.store.errors import DatabaseOutdated, DatabaseTooNew, DatabaseUnreachable
from osta.store.models import Base, Person
from osta.store.schema import HEAD, REVISIONS, alembic_config, current_revision, prepare, upgrade
from tests.conftest import NewUrl
from tests.databases import PostgreSQL

# What a database says of itself: everything but the order in which things were made.
_CATALOGUES = {
    "sqlite": ("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE tbl_name NOT LIKE 'alembic%'",),
    "postgresql": (
        """
        SELECT table_name, ordinal_position, column_name, data_type, is_nullable, column_default, is_identity
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
        """,
        """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass
        """,
        """
        SELECT tablename, indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
        """,
    ),
}


def test_the_list_of_revisions_is_that_of_the_migrations() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == REVISIONS
    assert scripts.get_heads() == [HEAD]


async def test_the_models_ask_for_no_other_migration(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrated_and_made_from_models_are_the_same(database: Database, new_url: NewUrl) -> None:
    from_models = open_database(new_url(False))
    async with from_models.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        await connection.run_sync(Base.metadata.create_all)
    migrated_says, models_say = await description(database), await description(from_models)
    await from_models.close()
    assert len(models_say) > len(Base.metadata.tables)
    assert migrated_says == models_say


async def description(database: Database) -> list[tuple[object, ...]]:
    said: list[tuple[object, ...]] = []
    async with database.reading() as session:
        for query in _CATALOGUES[database.dialect]:
            said += [tuple(map(in_any_order, row)) for row in await session.execute(text(query))]
    return sorted(said, key=repr)


def in_any_order(value: object) -> object:
    """A CREATE TABLE as its set of lines: two makers list a table's constraints in different orders, and SQLite puts
    the name of a table that was rebuilt in quotes.
    """
    if isinstance(value, str) and value.startswith("CREATE TABLE"):
        value = re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", value)
        return tuple(sorted(line.strip().rstrip(",") for line in re.sub(r"[ \t]+", " ", value).splitlines()))
    return value


async def test_sqlite_is_made_ready_by_itself(tmp_path: Path) -> None:
    database = open_database(tmp_path / "osta.sqlite")
    assert await current_revision(database) is None
    await prepare(database)
    await prepare(database)
    assert await current_revision(database) == HEAD
    await database.close()


async def test_a_database_in_memory_is_made_ready_too() -> None:
    database = open_database(":memory:")
    await prepare(database)
    async with database.transaction() as session:
        session.add(Person())
    await database.close()


async def test_postgresql_waits_for_the_command(postgresql: PostgreSQL) -> None:
    database = open_database(postgresql.address)
    with pytest.raises(DatabaseOutdated, match=r"run `osta db upgrade`"):
        await prepare(database)
    await database.close()


async def test_an_upgraded_database_is_ready(database: Database) -> None:
    await upgrade(database)
    await prepare(database)
    assert await current_revision(database) == HEAD


async def test_a_newer_database_is_left_alone(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for use in (prepare, upgrade, current_revision):
        with pytest.raises(DatabaseTooNew, match=r"newer version of this program: install that version") as caught:
            await use(database)
        assert str(database) in str(caught.value)


async def test_several_programs_may_upgrade_at_once(new_url: NewUrl) -> None:
    url = new_url(False)
    databases = [open_database(url) for _ in range(3)]
    await asyncio.gather(*map(upgrade, databases))
    assert [await current_revision(database) for database in databases] == [HEAD] * 3
    for database in databases:
        await database.close()


async def test_a_failed_upgrade_leaves_nothing_behind(new_url: NewUrl, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = command.upgrade

    def fail_late(*args: object) -> None:
        genuine(*args)  # type: ignore[arg-type]
        raise ZeroDivisionError

    monkeypatch.setattr(command, "upgrade", fail_late)
    database = open_database(new_url(False))
    with pytest.raises(ZeroDivisionError):
        await upgrade(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == []
    monkeypatch.undo()
    await upgrade(database)
    await database.close()


async def test_all_can_be_taken_back(database: Database) -> None:
    def take_back(connection: Connection) -> list[str]:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        return inspect(connection).get_table_names()

    async with database.engine.begin() as connection:
        assert await connection.run_sync(take_back) == ["alembic_version"]


async def test_another_programs_file_is_left_alone(tmp_path: Path) -> None:
    database = open_database(tmp_path / "recipes.sqlite")
    async with database.transaction() as session:
        await session.execute(text("CREATE TABLE recipe (name TEXT)"))
    with pytest.raises(DatabaseUnreachable, match=r"recipes\.sqlite belongs to another program: name another"):
        await prepare(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == ["recipe"]
    await database.close()


async def test_rows_that_refer_to_nothing_stop_an_upgrade(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drop_carelessly(config: Config, _: str) -> None:
        connection: Connection = config.attributes["connection"]
        connection.execute(text("INSERT INTO favourite VALUES (1, 2, '2026-03-02 12:00:00')"))
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})

    async with sqlite_database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = :before"), {"before": REVISIONS[-2]})
    monkeypatch.setattr(command, "upgrade", drop_carelessly)
    with pytest.raises(DatabaseUnreachable, match="was left as it was: its table favourite refers to missing rows"):
        await upgrade(sqlite_database)
    assert await current_revision(sqlite_database) == REVISIONS[-2]


_LOOK = """
import asyncio, sys
from osta.store.engine import open_database
from osta.store.schema import prepare

async def main():
    database = open_database(sys.argv[1])
    await prepare(database)
    await database.close()

asyncio.run(main())
loaded = {name.partition(".")[0] for name in sys.modules}
print(*sorted(loaded & {"alembic", "asyncpg", "mako", "pydantic"}))
"""


def test_looking_at_a_current_database_loads_nothing_heavy(sqlite_template: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _LOOK, str(sqlite_template)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == []

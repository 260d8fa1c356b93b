"""The state of the schema: which revision a database is at, and bringing it up to this program's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from osta.store.engine import Database, create_engine
from osta.store.errors import DatabaseOutdated, DatabaseTooNew, DatabaseUnreachable

if TYPE_CHECKING:
    from alembic.config import Config

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010")
"""All revisions, oldest first, so that checking a current database needs no Alembic; a test keeps them true."""
HEAD = REVISIONS[-1]

_VERSION_TABLE = "alembic_version"
_UPGRADE_LOCK = 0x6F737461  # PostgreSQL's advisory lock for one upgrade at a time: "osta"


async def prepare(database: Database) -> None:
    """Make the database ready for this program, in a moment when it already is.

    SQLite is upgraded by itself. Raises DatabaseTooNew for one that a newer version has written, and DatabaseOutdated
    for a PostgreSQL database that is behind: there somebody decides when, with ``osta db upgrade``.
    """
    revision = await current_revision(database)
    if revision == HEAD:
        return
    if database.dialect == "postgresql":
        raise DatabaseOutdated(f"The database {database} is older than this program: run `osta db upgrade` first.")
    await upgrade(database)


async def current_revision(database: Database) -> str | None:
    """The database's revision; None for an empty database. Raises DatabaseTooNew for one unknown to this program."""
    async with database.reading() as session:
        return await (await session.connection()).run_sync(_known_revision, database)


async def upgrade(database: Database) -> None:
    """Bring the schema to this program's revision: all of it or nothing. One program at a time; others wait.

    Raises DatabaseTooNew, and DatabaseUnreachable for an SQLite file that another kind of program has written.
    """
    await current_revision(database)  # tells early, and kindly, what cannot be opened
    # Rebuilding an SQLite table drops the old one, which must not reach the rows that refer to it.
    url = database.engine.url
    own = database.dialect == "sqlite" and url.database not in (None, "", ":memory:")
    writer = Database(create_engine(url, foreign_keys=False)) if own else database
    try:
        async with writer.transaction() as session:
            await (await session.connection()).run_sync(_upgrade, database)
    finally:
        if own:
            await writer.close()


def alembic_config() -> Config:
    """Alembic's configuration for the migrations inside this package."""
    from alembic.config import Config  # only who migrates waits for it

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _upgrade(connection: Connection, database: Database) -> None:
    from alembic import command

    if database.dialect == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
    revision = _known_revision(connection, database)
    if revision == HEAD:
        return  # somebody else was faster
    if revision is None and database.dialect == "sqlite" and inspect(connection).get_table_names():
        raise DatabaseUnreachable(f"The file {database} belongs to another program: name another with --database.")
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if database.dialect == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if broken is not None:
            raise DatabaseUnreachable(
                f"The database {database} was left as it was: its table {broken[0]} refers to missing rows."
            )


def _known_revision(connection: Connection, database: Database) -> str | None:
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    revision: str | None = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar()  # noqa: S608
    if revision is not None and revision not in REVISIONS:
        raise DatabaseTooNew(
            f"The database {database} was written by a newer version of this program: install that version, "
            "or name another database with --database."
        )
    return revision

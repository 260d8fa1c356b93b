"""Databases for tests: every test that asks for ``database`` runs on SQLite and on a real PostgreSQL."""

import shutil
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from osta.store.engine import Database, Session, open_database
from tests.databases import PostgreSQL, finish, migrate, running_postgresql


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server of this test process."""
    with running_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "osta.sqlite"
    finish(migrate(str(path)))
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Which database the test runs on; both, one after the other."""
    return str(request.param)


NewUrl = Callable[[bool], str]


@pytest.fixture
def new_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NewUrl]:
    """Makes the URL of a new database: migrated, or with False an empty one."""
    if backend == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")

        def new_file(migrated: bool) -> str:
            path = tmp_path / f"osta_{uuid.uuid4().hex}.sqlite"
            if migrated:
                shutil.copyfile(template, path)
            return str(path)

        yield new_file
        return

    server: PostgreSQL = request.getfixturevalue("postgresql")
    lent: list[str] = []

    def new_database(migrated: bool) -> str:
        lent.append(server.lend(migrated=migrated))
        return server.url(lent[-1])

    yield new_database
    for name in lent:
        server.take_back(name)


@pytest.fixture
async def database(new_url: NewUrl) -> AsyncIterator[Database]:
    """An empty migrated database."""
    database = open_database(new_url(True))
    yield database
    await database.close()


@pytest.fixture
async def session(database: Database) -> AsyncIterator[Session]:
    """A transaction on the database, committed after the test."""
    async with database.transaction() as session:
        yield session


@pytest.fixture
async def sqlite_database(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty migrated SQLite database, for tests of what does not depend on the kind of database."""
    path = tmp_path / "osta.sqlite"
    shutil.copyfile(sqlite_template, path)
    database = open_database(path)
    yield database
    await database.close()

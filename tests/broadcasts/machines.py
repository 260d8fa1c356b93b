"""State machines over a real database: each example gets a fresh SQLite file."""

from __future__ import annotations

import asyncio
import shutil
import uuid
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from hypothesis.stateful import RuleBasedStateMachine

from osta.store.engine import Database, Session, open_database
from osta.store.models import Person

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
Result = TypeVar("Result")


class StoredMachine(RuleBasedStateMachine):
    """Steps that each run in one transaction. ``make`` gives the factory that Hypothesis calls for each example."""

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__()
        path = folder / f"{uuid.uuid4().hex}.sqlite"
        shutil.copyfile(template, path)
        self._path = path
        self._runner = asyncio.Runner()
        self._database: Database = open_database(path)

    def run(self, work: Callable[[Session], Coroutine[Any, Any, Result]]) -> Result:
        """Do something in a transaction of its own."""

        async def within() -> Result:
            async with self._database.transaction() as session:
                return await work(session)

        return self._runner.run(within())

    def people(self, n: int) -> list[int]:
        """So many new people."""

        async def add(session: Session) -> list[int]:
            people = [Person(created_at=NOW, last_seen_at=NOW) for _ in range(n)]
            session.add_all(people)
            await session.flush()
            return [person.id for person in people]

        return self.run(add)

    def teardown(self) -> None:
        self._runner.run(self._database.close())
        self._runner.close()
        for path in self._path.parent.glob(f"{self._path.name}*"):
            path.unlink()

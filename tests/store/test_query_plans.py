"""Queries whose time must not grow with the outbox: an answer is as fast during a broadcast to 100,000 as without."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from osta.chat.messages import Address, Reply
from osta.store import answers, broadcasts, deliveries, direct
from osta.store.engine import Database, Session

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)
AINO = Address("telegram", "1")


@pytest.mark.parametrize(
    ("index", "work"),
    [
        ("ix_outbox_line", lambda session: answers.queue(session, AINO, [Reply()], NOW, LEASE)),
        ("ix_outbox_line", lambda session: answers.next_in_line(session, AINO, NOW, LEASE)),
        ("ix_outbox_due", lambda session: answers.chats_in_line(session, ["telegram"])),
        ("ix_outbox_broadcast", lambda session: deliveries.take(session, 1, "telegram", NOW, NOW + LEASE, 9)),
        ("ix_outbox_broadcast", lambda session: deliveries.take(session, None, "telegram", NOW, NOW + LEASE, 9)),
        ("ix_outbox_broadcast", lambda session: broadcasts.has_waiting(session, 1)),
        ("ix_outbox_broadcast", lambda session: broadcasts.take_back(session, 1, NOW, "Cancelled", 9)),
        ("ix_outbox_state", lambda session: deliveries.lost(session, ["telegram"])),
    ],
)
async def test_what_runs_all_the_time_goes_by_an_index_of_what_waits(
    sqlite_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    index: str,
    work: Callable[[Session], Awaitable[Any]],
) -> None:
    asked: list[tuple[str, Any]] = []
    straight = direct.rows

    async def noted(session: Session, statement: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        note(None, None, statement, tuple(values), None, many=False)
        return await straight(session, statement, values)

    monkeypatch.setattr(direct, "rows", noted)

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if "FROM outbox" in statement and not statement.startswith("EXPLAIN"):
            asked.append((statement, parameters))

    async with sqlite_database.transaction() as session:
        event.listen(sqlite_database.engine.sync_engine, "before_cursor_execute", note)
        await work(session)
        connection = await session.connection()
        plans = []
        for query, parameters in asked:
            steps = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", parameters)
            plans.append(" ".join(str(step["detail"]) for step in steps.mappings()))
        event.remove(sqlite_database.engine.sync_engine, "before_cursor_execute", note)
    assert plans
    assert [plan for plan in plans if index not in plan or "SCAN outbox" in plan] == []

"""Lanes, the pace of a chat, and the choices it was offered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.bot.channels.rendering import LEAST_LIKENESS, WORD_FOR_WORD
from osta.bot.choices import MOST_KEPT, in_digits, not_ticked, offered, picked
from osta.bot.group_commit import GroupCommit
from osta.bot.lanes import Lanes
from osta.bot.limits import MOST_A_MINUTE, Pace, pace
from osta.chat.messages import Action, Button, Reply
from osta.chat.rich import Rich
from osta.store.engine import Database, Session
from osta.store.errors import DatabaseUnreachable

NOON = datetime(2026, 7, 12, 12, tzinfo=UTC)


async def test_lanes_keep_order_within_a_key_and_run_side_by_side() -> None:
    lanes: Lanes[str] = Lanes()
    done: list[str] = []
    gate = asyncio.Event()

    async def wait() -> None:
        await gate.wait()
        done.append("a1")

    async def note(name: str) -> None:
        done.append(name)

    lanes.put("a", wait)
    lanes.put("a", lambda: note("a2"))
    lanes.put("b", lambda: note("b1"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert done == ["b1"]
    gate.set()
    await lanes.idle()
    assert done == ["b1", "a1", "a2"]
    assert len(lanes) == 0


async def test_a_lane_goes_on_after_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    lanes: Lanes[str] = Lanes()
    done: list[str] = []

    async def fail() -> None:
        raise ValueError("somebody's words")

    async def note() -> None:
        done.append("on")

    lanes.put("a", fail)
    lanes.put("a", note)
    await lanes.idle()
    assert done == ["on"]
    logged = "".join(capsys.readouterr())
    assert "lane_failed" in logged
    assert "words" not in logged


async def test_lanes_that_do_not_end_are_given_up() -> None:
    lanes: Lanes[str] = Lanes()
    lanes.put("a", lambda: asyncio.sleep(3600))
    await lanes.stop(grace_seconds=0)
    assert len(lanes) == 0


@given(st.lists(st.floats(0, 200), max_size=80).map(sorted))
def test_nobody_is_answered_more_than_so_often_in_a_window(seconds: list[float]) -> None:
    kept: dict[str, Any] = {}
    paces = [pace(kept, NOON + timedelta(seconds=second)) for second in seconds]
    for start in range(201):
        inside = [p for p, second in zip(paces, seconds, strict=True) if start <= second < start + 60]
        assert inside.count(Pace.ANSWER) <= 2 * MOST_A_MINUTE  # a window may begin in the middle of a minute
        assert inside.count(Pace.ASK_TO_PAUSE) <= 2


def test_a_clock_that_goes_back_silences_nobody() -> None:
    kept: dict[str, Any] = {}
    for _ in range(MOST_A_MINUTE + 5):
        pace(kept, NOON)
    assert pace(kept, NOON - timedelta(hours=1)) is Pace.ANSWER


def test_offers_are_kept_as_json_and_picked_by_number_or_label() -> None:
    kept = offered(
        [Reply(Rich.plain("x"), rows=((Button.of("Kortti", "card", 17), Button("web", url="https://x.fi")),))]
    )
    assert kept == [[1, "Kortti", "1:card:17"]]
    assert picked("1", kept) == picked("kortti", kept) == picked("Kortit", [[1, "Korttit", "1:card:17"]])
    assert picked("kortti", kept) == Action("card", ("17",))
    assert picked("Kortti!", kept, WORD_FOR_WORD) == Action("card", ("17",))
    assert picked("Kortit", [[1, "Korttit", "1:card:17"]], WORD_FOR_WORD) is None
    assert picked("2", kept) is None
    assert picked("1", [[1, "Kortti", "0:old"]]) is None


@pytest.mark.parametrize(
    ("said", "meant"),
    [("Ykkönen", "1"), ("eka!", "1"), ("nro 12", "12"), ("numero 3", "3"), ("tvåan", "2"), ("hilla", "hilla")],
)
def test_choices_have_numbers_that_people_call_by_name(said: str, meant: str) -> None:
    assert in_digits(said) == meant


def test_what_holds_already_in_a_form_is_not_picked_by_its_name() -> None:
    kept = [[1, "✓ suomi", "1:form.lang:fi"], [2, "svenska", "1:form.lang:sv"], [3, "✓ tori", "1:other.pick"]]
    assert not_ticked(kept, "form") == [(2, "svenska", "1:form.lang:sv"), (3, "✓ tori", "1:other.pick")]


def test_only_so_many_choices_are_kept() -> None:
    rows = tuple((Button.of(f"valinta {n}", "a", n),) for n in range(MOST_KEPT * 2))
    assert len(offered([Reply(rows=rows)])) == MOST_KEPT


def test_a_payload_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        offered([Reply(rows=((Button.of("x", "a", "y" * 80),),))])


@given(st.text(max_size=120), st.sampled_from([LEAST_LIKENESS, WORD_FOR_WORD]))
def test_any_text_may_be_compared_with_the_choices(text: str, likeness: float) -> None:
    picked(text, [[1, "Kortti", "1:card:17"], [2, "", "1:x"]], likeness)


async def test_what_gathers_is_written_together_and_fails_alone(sqlite_database: Database) -> None:
    written: list[list[int]] = []

    async def write(session: Session, entries: Sequence[int]) -> list[int]:
        if 3 in entries:
            raise ValueError("three")
        written.append(list(entries))
        return [entry * 10 for entry in entries]

    commits: GroupCommit[int, int] = GroupCommit(sqlite_database, write)
    assert await commits.put(0) == 0
    assert await asyncio.gather(*(commits.put(n) for n in (1, 2))) == [10, 20]
    assert written == [[0], [1, 2]]
    outcomes = await asyncio.gather(*(commits.put(n) for n in (2, 3, 4)), return_exceptions=True)
    assert isinstance(outcomes[1], ValueError)
    assert [outcomes[0], outcomes[2]] == [20, 40]
    await commits.idle()


async def test_a_database_that_is_away_is_asked_once_for_all_that_waits(sqlite_database: Database) -> None:
    asked: list[int] = []

    async def write(session: Session, entries: Sequence[int]) -> list[int]:
        asked.append(len(entries))
        raise DatabaseUnreachable

    commits: GroupCommit[int, int] = GroupCommit(sqlite_database, write)
    outcomes = await asyncio.gather(*(commits.put(n) for n in range(60)), return_exceptions=True)
    assert asked == [60]
    assert {type(outcome) for outcome in outcomes} == {DatabaseUnreachable}


async def test_of_many_the_one_that_cannot_be_stored_is_found_in_few_attempts(sqlite_database: Database) -> None:
    attempts = 0

    async def write(session: Session, entries: Sequence[int]) -> list[int]:
        nonlocal attempts
        attempts += 1
        if 33 in entries:
            raise ValueError("thirty-three")
        return list(entries)

    commits: GroupCommit[int, int] = GroupCommit(sqlite_database, write)
    outcomes = await asyncio.gather(*(commits.put(n) for n in range(64)), return_exceptions=True)
    assert [n for n, outcome in enumerate(outcomes) if outcome != n] == [33]
    assert attempts <= 2 * 6 + 1


async def test_who_waits_no_more_holds_up_nobody(sqlite_database: Database) -> None:
    async def write(session: Session, entries: Sequence[int]) -> list[int]:
        return list(entries)

    commits: GroupCommit[int, int] = GroupCommit(sqlite_database, write)
    impatient = asyncio.create_task(commits.put(1))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await commits.put(2) == 2

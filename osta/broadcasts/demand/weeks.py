"""Demand by concept, area and week: counted anew for this week and the last, kept for good, exported for staff."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

from osta.broadcasts.moments import monday
from osta.broadcasts.quiet import HELSINKI
from osta.chat.texts import Language
from osta.discovery.service import Discovery
from osta.store import demand
from osta.store.demand import Source, Week
from osta.store.engine import Session

COLUMNS = ("week", "area", "concept", "label", "people", "unmet", "questions", "alerts", "poll_answers")


@dataclass(slots=True)
class _Cell:
    people: set[object] = field(default_factory=set)
    unmet: set[object] = field(default_factory=set)
    heard: dict[Source, int] = field(default_factory=lambda: {"question": 0, "alert": 0, "poll": 0})


async def recount(session: Session, now: datetime, zone: ZoneInfo = HELSINKI) -> None:
    """Count this week and the last anew from what is stored. May be called as often as one likes."""
    this = monday(now, zone)
    last = this - timedelta(days=7)
    begins = datetime.combine(last, time(), zone)
    cells: dict[tuple[str, str, date], _Cell] = defaultdict(_Cell)
    number = 0
    async for signal in demand.signals(session, begins, now + timedelta(microseconds=1)):
        number += 1
        # Whom nobody knows counts as somebody: the weekly figures are staff's, and say how often it was asked.
        who: object = signal.person_id if signal.person_id is not None else ("unknown", number)
        for concept in set(signal.concepts):
            cell = cells[concept, signal.municipality or "", monday(signal.at, zone)]
            cell.people.add(who)
            cell.heard[signal.source] += 1
            if signal.unmet:
                cell.unmet.add(who)
    rows = [
        Week(
            concept, area, week, len(cell.people), len(cell.unmet),
            cell.heard["question"], cell.heard["alert"], cell.heard["poll"],
        )
        for (concept, area, week), cell in sorted(cells.items())
    ]  # fmt: skip
    await demand.replace_weeks(session, [last, this], rows, now)


async def demand_csv(
    session: Session, discovery: Discovery, since: date, until: date, language: Language = "fi"
) -> str:
    """The CSV (UTF-8, commas) of the weekly counts whose Mondays lie between two days, both included."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in await demand.weeks(session, since, until):
        label = discovery.label(row.concept, language)
        writer.writerow(
            [
                row.week.isoformat(), row.area, row.concept, label,
                row.people, row.unmet, row.questions, row.alerts, row.poll_answers,
            ]
        )  # fmt: skip
    return out.getvalue()

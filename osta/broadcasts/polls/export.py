"""A poll's answers as a CSV file: one row an answer and chosen option, with no name in it."""

from __future__ import annotations

import csv
from io import StringIO

from osta.broadcasts.polls.asking import worded
from osta.chat.cells import harmless
from osta.chat.messages import Document
from osta.chat.texts import Language
from osta.store import poll_figures, polls
from osta.store.engine import Session
from osta.store.models import Poll

COLUMNS = ("participant", "municipality", "question", "kind", "wording", "answer", "answered_at")


async def poll_csv(session: Session, number: int, language: Language = "fi") -> str | None:
    """The CSV (UTF-8, commas) of a poll; None when there is no such poll. Skipped questions have an empty answer."""
    poll = await polls.get(session, number)
    return None if poll is None else await _written(session, poll, language)


async def document(session: Session, poll: Poll, language: Language) -> Document:
    """The same as a file to download."""
    content = await _written(session, poll, language)
    # With a byte order mark, so that a spreadsheet reads ä and ö as they are.
    return Document(f"kysely-{poll.id}.csv", content.encode("utf-8-sig"), "text/csv")


async def _written(session: Session, poll: Poll, language: Language) -> str:
    questions = {question.position: question for question in poll.questions}
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    async for row in poll_figures.stream_rows(session, poll.id):
        question = questions[row.question_position]
        answer = row.text or ("" if row.scale is None else str(row.scale))
        if row.option_position is not None:
            answer = worded(question.options[row.option_position - 1].wording, language)
        writer.writerow(
            [
                row.participant or "",
                row.municipality or "",
                row.question_position,
                question.kind,
                harmless(worded(question.wording, language)),
                harmless(answer),
                "" if row.answered_at is None else row.answered_at.isoformat(),
            ]
        )
    return out.getvalue()

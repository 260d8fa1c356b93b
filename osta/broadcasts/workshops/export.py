"""A workshop's sign-ups as a CSV file, for staff."""

from __future__ import annotations

import csv
from io import StringIO

from osta.chat.cells import harmless
from osta.chat.messages import Document
from osta.store import workshops
from osta.store.engine import Session
from osta.store.models import Workshop

COLUMNS = ("number", "name", "state", "signed_up_at", "attended", "score", "wish")


async def workshop_csv(session: Session, number: int) -> str | None:
    """The CSV (UTF-8, commas) of a workshop's sign-ups in the order of the line; None when there is no workshop."""
    workshop = await workshops.get(session, number)
    return None if workshop is None else await _written(session, workshop)


async def document(session: Session, workshop: Workshop) -> Document:
    """The same as a file to download."""
    content = await _written(session, workshop)
    # With a byte order mark, so that a spreadsheet reads ä and ö as they are.
    return Document(f"tyopaja-{workshop.id}.csv", content.encode("utf-8-sig"), "text/csv")


async def _written(session: Session, workshop: Workshop) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for said in await workshops.registrations(session, workshop.id, ("going", "waiting", "maybe", "no")):
        attended = "" if said.attended is None else ("yes" if said.attended else "no")
        writer.writerow(
            [
                said.number or "",
                harmless(said.name or ""),
                said.state,
                said.registered_at.isoformat(),
                attended,
                said.score or "",
                harmless(said.wish or ""),
            ]
        )
    return out.getvalue()

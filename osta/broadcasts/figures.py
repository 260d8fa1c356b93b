"""A broadcast's figures for staff: how many got it, how many did not, and why; and as a table to export."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import StringIO

from osta.chat.rich import Rich
from osta.chat.texts import Texts, marked
from osta.store import broadcasts
from osta.store.engine import Session
from osta.store.models import Broadcast, BroadcastState, OutboxState

STATES: dict[BroadcastState, str] = {
    "draft": marked("luonnos"),
    "scheduled": marked("ajastettu"),
    "asking": marked("odottaa lupaasi: aika meni ohi"),
    "running": marked("lähtee"),
    "paused": marked("tauolla"),
    "done": marked("valmis"),
    "cancelled": marked("peruttu"),
}
ENDS: dict[OutboxState, str] = {
    "sent": marked("perillä"),
    "queued": marked("odottaa"),
    "retry": marked("yritetään uudelleen"),
    "sending": marked("matkalla"),
    "unknown": marked("epävarma: ehkä perillä, ehkä ei"),
    "failed": marked("ei mennyt perille"),
    "blocked": marked("ei lähetetä"),
}
CAUSES: dict[str, str] = {
    "RecipientGone": marked("estänyt botin tai poistunut"),
    "Cancelled": marked("lähetys peruttiin"),
    "Ended": marked("lähetysaika päättyi"),
    "MessageRefused": marked("viestipalvelu ei hyväksynyt viestiä"),
    "RecipientUntrusted": marked("turvanumero on vaihtunut eikä sitä ole vahvistettu"),
    "ChannelDown": marked("viestipalveluun ei saatu yhteyttä"),
    "ChannelFailing": marked("viestipalvelu oli epäkunnossa"),
    "OutcomeUnknown": marked("kuittaus jäi saamatta"),
    "NotPickedUp": marked("kukaan ei avannut päätettä"),
    "SenderLost": marked("ohjelma katkesi kesken lähetyksen"),
}
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Figures:
    """How many people's messages are in each state, and why those that did not arrive did not."""

    by_state: dict[OutboxState, int]
    causes: dict[str, int]

    @property
    def total(self) -> int:
        """All people that it was queued for so far."""
        return sum(self.by_state.values())


async def figures(session: Session, broadcast: Broadcast) -> Figures:
    """The figures of this moment; of a broadcast whose rows are forgotten, those kept when it was done."""
    counted = await broadcasts.figures(session, broadcast.id)
    if not counted and broadcast.figures:
        counted = {state: broadcast.figures[state] for state in ENDS if state in broadcast.figures}
    return Figures(counted, dict(await broadcasts.causes(session, broadcast.id)))


def told(broadcast: Broadcast, figures: Figures, t: Texts) -> Rich:
    """The figures for staff to read."""
    lines: list[Rich | str] = [
        Rich.bold(broadcast.title) + f" · {t.line(STATES[broadcast.state])}",
        *(
            f"{t.line(label)}: {figures.by_state[state]}"
            for state, label in ENDS.items()
            if figures.by_state.get(state)
        ),
    ]
    for cause, people in sorted(figures.causes.items(), key=lambda item: -item[1]):
        lines.append(f"– {t.line(CAUSES[cause]) if cause in CAUSES else cause}: {people}")
    return Rich.join(lines)


async def delivery_table(session: Session, broadcast: Broadcast) -> AsyncIterator[str]:
    """The broadcast's rows as CSV, piece by piece: channel, state, attempts, cause, when. Names nobody."""
    yield _row(["row", "channel", "state", "attempts", "cause", "finished_at"])
    after = 0
    while rows := await broadcasts.listed(session, broadcast.id, tuple(ENDS), after, _PAGE):
        for row in rows:
            finished = row.finished_at.isoformat(timespec="seconds") if row.finished_at else ""
            yield _row([row.id, row.channel or "", row.state, row.attempts, row.error or "", finished])
        after = rows[-1].id
        session.expunge_all()  # a million rows take no more memory than one page


def _row(values: list[object]) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerow(values)
    return written.getvalue()

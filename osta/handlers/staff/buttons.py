"""The staff's buttons; for everybody else they do not exist."""

from __future__ import annotations

from osta.handlers.staff import catalogue, queue, vocabulary
from osta.handlers.staff.scope import staff_only
from osta.handlers.turn import Handler

BUTTONS: dict[str, Handler] = {
    name: staff_only(handler)
    for name, handler in {
        "queue": queue.show,
        "queue.ok": queue.approve,
        "queue.no": queue.refuse,
        "queue.because": queue.because,
        "queue.write": queue.write,
        "word.teach": vocabulary.teach,
        "word.skip": vocabulary.skip,
        "word.mean": vocabulary.mean,
        "staff.open": catalogue.opened,
        "staff.emblem": catalogue.emblem,
        "staff.archive": catalogue.archive,
        "staff.code": catalogue.code,
        "staff.same": catalogue.same,
        "staff.merge": catalogue.merge,
    }.items()
}

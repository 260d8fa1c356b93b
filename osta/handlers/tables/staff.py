"""What staff do; for everybody else none of it exists."""

from __future__ import annotations

from osta.handlers.route import Route, state
from osta.handlers.staff import audience, buttons, catalogue, figures, log, members, queue, unmet, vocabulary
from osta.handlers.staff.announcements import buttons as announcements
from osta.handlers.staff.announcements import following, making
from osta.handlers.staff.polls import buttons as polls
from osta.handlers.staff.polls import making as poll
from osta.handlers.staff.polls import results
from osta.handlers.staff.workshops import attending
from osta.handlers.staff.workshops import buttons as workshops
from osta.handlers.staff.workshops import making as workshop
from osta.handlers.tables.lines import for_staff, pressed_alone

ROUTES: tuple[Route, ...] = (
    for_staff("jono", to=queue.show),
    for_staff("hae", to=catalogue.look_up),
    for_staff("opeta", to=vocabulary.command),
    for_staff("kutsu", to=members.invite),
    for_staff("loki", to=log.show),
    for_staff("luvut", to=figures.show),
    for_staff("tiedote", to=making.start),
    for_staff("lahetykset", to=following.every),
    for_staff("kysely", to=poll.start),
    for_staff("kyselyt", to=results.every),
    for_staff("tyopaja", to=workshop.start),
    for_staff("tyopajalista", to=attending.every),
    for_staff("tarpeet", to=unmet.show),
    *pressed_alone(buttons.BUTTONS, announcements.BUTTONS, polls.BUTTONS, workshops.BUTTONS, unmet.BUTTONS),
    state("pollmake.*", polls.answered, prompt=polls.prompt),
    state("wsmake.*", workshops.answered, prompt=workshops.prompt),
    state("audience.circle", audience.told, prompt=audience.prompt),
    state("queue.reason", queue.written, prompt=queue.prompt),
    state("announce.*", making.told, prompt=making.prompt),
    state("word.mean", vocabulary.told, prompt=vocabulary.prompt),
)

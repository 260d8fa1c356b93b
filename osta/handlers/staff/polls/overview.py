"""A draft as staff look at it before it goes out: the questions, for whom, when, and what sending would take."""

from __future__ import annotations

from datetime import time

from osta.broadcasts.audience import Audience, described
from osta.broadcasts.broadcast_estimate import estimate, told
from osta.broadcasts.moments import at_clock, moment
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Language, marked
from osta.discovery.showing.replies import pressed
from osta.handlers.staff.scope import area_of
from osta.handlers.turn import Turn
from osta.store import channels, polls
from osta.store.models import Poll, QuestionKind

USUAL_DAYS = 7
ENDS_AT = time(20)
_KINDS: dict[QuestionKind, str] = {
    "single": marked("yksi vaihtoehto"),
    "several": marked("monta vaihtoehtoa"),
    "scale": marked("asteikko 1–5"),
    "text": marked("vapaa vastaus"),
}
_LANGUAGES: dict[Language, str] = {"fi": marked("suomi"), "sv": marked("ruotsi"), "en": marked("englanti")}


async def opened(turn: Turn) -> list[Reply]:
    """``pollmake.open:poll``."""
    if "pollmake" in turn.data:  # back from the question for the time
        turn.state = None
        del turn.data["pollmake"]
    return await overview(turn, turn.number())


async def overview(turn: Turn, poll_id: int) -> list[Reply]:
    """The draft with its buttons."""
    poll = await mine(turn, poll_id)
    if poll is None:
        return gone(turn)
    t = turn.t
    if poll.opens_at is not None and poll.opens_at <= turn.now:
        poll.opens_at = None  # it lay there for too long
    if poll.closes_at is None or poll.closes_at <= (poll.opens_at or turn.now):
        poll.closes_at = at_clock(USUAL_DAYS, ENDS_AT, poll.opens_at or turn.now)
    questions = [Rich.join([_question(turn, poll, at)]) for at in range(len(poll.questions))]
    settings = Rich.join(
        [
            t("Kenelle: {who}", who=described(Audience.from_json(poll.audience), t)),
            t("Lähtee: {when}", when=moment(poll.opens_at, t, turn.now) if poll.opens_at else t.line("heti")),
            t("Päättyy: {when}", when=moment(poll.closes_at, t, turn.now)),
            t("Kielet: {languages}", languages=", ".join(t.line(_LANGUAGES[one]) for one in worded_in(poll))),
        ]
    )
    text = Rich.join([t("*Kyselyn luonnos*"), *questions, settings], between="\n\n")
    return [Reply(text, _buttons(turn, poll), edits=pressed(turn.message))]


async def confirm(turn: Turn) -> list[Reply]:
    """``pollmake.send:poll``: to how many it goes and how long that takes; then one more tap."""
    poll = await mine(turn, turn.number())
    if poll is None or poll.closes_at is None:
        return gone(turn)
    t = turn.t
    starts_at = max(poll.opens_at or turn.now, turn.now)
    known = await channels.known(turn.session)
    reckoned = await estimate(turn.session, "poll", Audience.from_json(poll.audience), known, starts_at)
    text = Rich.join([Rich.plain(told(reckoned, t)), t("Lähetetäänkö kysely?")], between="\n\n")
    send = Button.of(t.line("Lähetä"), "pollmake.sure", poll.id)
    back = Button.of(t.line("Takaisin"), "pollmake.open", poll.id)
    return [Reply(text, ((send, back),), edits=pressed(turn.message))]


def worded_in(poll: Poll) -> list[Language]:
    """The languages in which every question is worded."""
    return [language for language in LANGUAGES if all(language in question.wording for question in poll.questions)]


async def mine(turn: Turn, poll_id: int) -> Poll | None:
    """The draft of a number, if the staff member may touch it."""
    poll = await polls.get(turn.session, poll_id)
    area = await area_of(turn)
    if poll is None or poll.state != "draft" or (area is not None and poll.municipality != area):
        return None
    return poll


def gone(turn: Turn) -> list[Reply]:
    """For a draft that is no more."""
    turn.state = None
    rows = ((Button.of(turn.t.line("Kyselyt"), "pollmake.list"),),)
    return [Reply(turn.t("Tämä kysely ei ole enää luonnos."), rows)]


def _question(turn: Turn, poll: Poll, at: int) -> Rich:
    question = poll.questions[at]
    head = Rich.bold(f"{question.position}. {question.wording['fi']}") + f" ({turn.t.line(_KINDS[question.kind])})"
    return Rich.join([head, *(f"• {option.wording['fi']}" for option in question.options)])


def _buttons(turn: Turn, poll: Poll) -> tuple[tuple[Button, ...], ...]:
    t, written = turn.t, worded_in(poll)
    return (
        (
            Button.of(t.line("Kenelle"), "audience", "poll", poll.id),
            Button.of(t.line("Milloin"), "pollmake.when", poll.id),
            Button.of(t.line("Päättyy"), "pollmake.end", poll.id),
        ),
        (
            Button.of(("✓ " if "sv" in written else "") + t.line("Lisää ruotsi"), "pollmake.lang", poll.id, "sv"),
            Button.of(("✓ " if "en" in written else "") + t.line("Lisää englanti"), "pollmake.lang", poll.id, "en"),
        ),
        (
            Button.of(t.line("Kokeile itse"), "pollmake.try", poll.id),
            Button.of(t.line("Kirjoita uudestaan"), "pollmake.rewrite", poll.id),
        ),
        (
            Button.of(t.line("Lähetä…"), "pollmake.send", poll.id),
            Button.of(t.line("Hylkää"), "pollmake.drop", poll.id),
        ),
    )

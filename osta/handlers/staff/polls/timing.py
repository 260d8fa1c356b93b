"""When a poll goes out and when it ends, and sending it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from osta.broadcasts.moments import at_clock, moment, monday
from osta.broadcasts.polls import lifecycle
from osta.broadcasts.quiet import HELSINKI
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import marked
from osta.discovery.showing.replies import pressed
from osta.handlers.staff import times
from osta.handlers.staff.polls.overview import ENDS_AT, gone, mine, overview
from osta.handlers.turn import NotMine, Turn
from osta.store import audit, polls
from osta.store.models import Poll

WRITING = "pollmake.time"  # the state that waits for a time
MORNING = time(9)
ENDS: dict[str, tuple[int, str]] = {
    "3": (3, marked("3 päivää")),
    "7": (7, marked("1 viikko")),
    "14": (14, marked("2 viikkoa")),
    "28": (28, marked("4 viikkoa")),
}


async def ask_when(turn: Turn) -> list[Reply]:
    """``pollmake.when:poll``."""
    poll = await mine(turn, turn.number())
    if poll is None:
        return gone(turn)
    t = turn.t
    rows = (
        (
            Button.of(t.line("Heti"), "pollmake.at", poll.id, "now"),
            Button.of(t.line("Huomenna klo 9"), "pollmake.at", poll.id, "tomorrow"),
        ),
        (
            Button.of(t.line("Maanantaina klo 9"), "pollmake.at", poll.id, "monday"),
            Button.of(t.line("Muu aika"), "pollmake.at", poll.id, "other"),
        ),
    )
    return [Reply(t("Milloin kysely lähtee?"), rows, edits=pressed(turn.message))]


async def at(turn: Turn) -> list[Reply]:
    """``pollmake.at:poll:when``."""
    poll = await mine(turn, turn.number())
    if poll is None:
        return gone(turn)
    chosen = turn.word(1)
    if chosen == "other":
        turn.state, turn.data["pollmake"] = WRITING, [poll.id, "fi"]
        return await prompt(turn)
    if chosen == "tomorrow":
        await _begin(turn, poll, at_clock(1, MORNING, turn.now))
    elif chosen == "monday":
        ahead = (monday(turn.now) + timedelta(days=7) - turn.now.astimezone(HELSINKI).date()).days
        await _begin(turn, poll, at_clock(max(1, ahead), MORNING, turn.now))
    else:
        await _begin(turn, poll, None)
    return await overview(turn, poll.id)


async def prompt(turn: Turn) -> list[Reply]:
    """The question for the time."""
    return [_asking(turn, times.asked(turn))]


def _asking(turn: Turn, text: Rich) -> Reply:
    """The question, with a way back of its own: without it the numbers of the choice before would still be in force."""
    back = Button.of(turn.t.line("Takaisin"), "pollmake.open", (turn.data.get("pollmake") or [0])[0])
    return Reply(text, ((back,),))


async def told(turn: Turn) -> list[Reply] | None:
    """The time, in words."""
    poll = await mine(turn, int((turn.data.get("pollmake") or [0])[0]))
    if not turn.staff or poll is None:
        raise NotMine
    opens_at = times.read(turn)
    if isinstance(opens_at, Rich):
        return [_asking(turn, opens_at)]
    turn.state = None
    turn.data.pop("pollmake", None)
    await _begin(turn, poll, opens_at)
    return await overview(turn, poll.id)


async def ask_end(turn: Turn) -> list[Reply]:
    """``pollmake.end:poll``."""
    poll = await mine(turn, turn.number())
    if poll is None:
        return gone(turn)
    buttons = [Button.of(turn.t.line(text), "pollmake.days", poll.id, key) for key, (_, text) in ENDS.items()]
    text = turn.t("Kuinka kauan kyselyyn voi vastata?")
    return [Reply(text, (tuple(buttons[:2]), tuple(buttons[2:])), edits=pressed(turn.message))]


async def days(turn: Turn) -> list[Reply]:
    """``pollmake.days:poll:days``."""
    poll = await mine(turn, turn.number())
    if poll is None or turn.word(1) not in ENDS:
        return gone(turn)
    poll.closes_at = at_clock(ENDS[turn.word(1)][0], ENDS_AT, poll.opens_at or turn.now)
    return await overview(turn, poll.id)


async def send(turn: Turn) -> list[Reply]:
    """``pollmake.sure:poll``: it goes out."""
    poll = await mine(turn, turn.number())
    if poll is None or poll.closes_at is None:
        return gone(turn)
    opens_at = max(poll.opens_at or turn.now, turn.now)
    try:
        await lifecycle.schedule(turn.session, poll, opens_at, poll.closes_at, turn.now)
    except (lifecycle.NotPossible, ValueError):
        return await overview(turn, poll.id)
    await audit.note(turn.session, turn.person.id, "poll_sent", "poll", poll.id, turn.now)
    t = turn.t
    sent = await polls.get(turn.session, poll.id) or poll
    text = (
        t("Kysely lähtee nyt. Vastauksia voi seurata: /kyselyt")
        if sent.state == "open"
        else t("Kysely lähtee {when}. Sen näet: /kyselyt", when=moment(opens_at, t, turn.now))
    )
    rows = ((Button.of(t.line("Katso tulokset"), "pollmake.results", poll.id),),)
    return [Reply(text, rows, edits=pressed(turn.message))]


async def _begin(turn: Turn, poll: Poll, opens_at: datetime | None) -> None:
    """Let the draft begin at another moment and last as many days as before."""
    lasts = (poll.closes_at or turn.now) - (poll.opens_at or turn.now)
    poll.opens_at = opens_at
    poll.closes_at = at_clock(max(1, round(lasts / timedelta(days=1))), ENDS_AT, opens_at or turn.now)
    await turn.session.flush()

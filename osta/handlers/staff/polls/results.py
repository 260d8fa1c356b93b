"""What a poll has found so far: figures, pictures, words, a file; ending it, and giving the result back."""

from __future__ import annotations

import asyncio

from osta.broadcasts.audience import Audience
from osta.broadcasts.polls import chart, export, lifecycle
from osta.broadcasts.polls import results as counted
from osta.broadcasts.polls.results import Results
from osta.chat.figures import clip
from osta.chat.messages import Button, Picture, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Language, Texts, marked, texts
from osta.discovery.lexicon.model import concept_key
from osta.discovery.showing.replies import pressed
from osta.handlers.staff.scope import area_of, for_others
from osta.handlers.turn import Turn
from osta.store import audit, demand_polls, poll_figures, polls
from osta.store.audiences import willing
from osta.store.models import Poll, PollState

WORDS = 60  # free answers that are shown; the file has them all
_WORD = 300  # characters of one
SURE = "sure"  # the second tap's argument
STATES: dict[PollState, str] = {
    "draft": marked("luonnos"),
    "scheduled": marked("ajastettu"),
    "open": marked("auki"),
    "closed": marked("päättynyt"),
    "cancelled": marked("peruttu"),
}


async def every(turn: Turn) -> list[Reply]:
    """``/kyselyt``: the latest polls."""
    t = turn.t
    found = await polls.latest(turn.session, await area_of(turn))
    rows = [
        (
            Button.of(
                f"{clip(poll.title, 40)} · {t.line(STATES[poll.state])}",
                "pollmake.open" if poll.state == "draft" else "pollmake.results",
                poll.id,
            ),
        )
        for poll in found
    ]
    rows.append((Button.of(t.line("Uusi kysely"), "pollmake"),))
    text = t("Viimeisimmät kyselyt:") if found else t("Kyselyitä ei vielä ole.")
    return [Reply(text, tuple(rows), edits=pressed(turn.message))]


async def show(turn: Turn) -> list[Reply]:
    """``pollmake.results:poll``: in words, then a picture a question."""
    poll = await _mine(turn)
    if poll is None:
        return _gone(turn)
    t = turn.t
    found = await counted.collect(turn.session, poll, turn.language)
    head = Rich.bold(clip(poll.title, 100)) + f" · {t.line(STATES[poll.state])}"
    shared = await for_others(turn, f"q_{poll.id}") if poll.state == "open" else ""
    text = Rich.join([head, shared, counted.as_text(found, t, staff=True)], between="\n\n")
    drawn = await asyncio.to_thread(_pictures, found, t)
    return [Reply(text, _buttons(poll, t)), *(Reply(attachment=picture) for picture in drawn)]


async def words(turn: Turn) -> list[Reply]:
    """``pollmake.words:poll``: the free answers."""
    poll = await _mine(turn)
    if poll is None:
        return _gone(turn)
    parts: list[Rich | str] = []
    for question in poll.questions:
        if question.kind == "text":
            said = await poll_figures.words(turn.session, question.id)
            shown = [f"• {clip(one, _WORD)}" for one in said[:WORDS]]
            parts.append(Rich.join([Rich.bold(question.wording["fi"]), *shown]))
            if len(said) > WORDS:
                parts.append(turn.t.plural("ja {n} muu", "ja {n} muuta", len(said) - WORDS))
    return [Reply(Rich.join(parts, between="\n\n") or turn.t("Vapaita vastauksia ei ole."))]


async def by_area(turn: Turn) -> list[Reply]:
    """``pollmake.areas:poll``: the figures of each municipality."""
    poll = await _mine(turn)
    if poll is None:
        return _gone(turn)
    found = await counted.collect(turn.session, poll, turn.language)
    return [Reply(counted.areas_as_text(found, turn.t) or turn.t("Vastaajien kotikuntia ei tiedetä."))]


async def file(turn: Turn) -> list[Reply]:
    """``pollmake.csv:poll``."""
    poll = await _mine(turn)
    if poll is None:
        return _gone(turn)
    return [Reply(attachment=await export.document(turn.session, poll, turn.language))]


async def end(turn: Turn) -> list[Reply]:
    """``pollmake.close:poll``: after one more tap (``:sure``) it ends, or never begins if it is still to go out."""
    poll = await _mine(turn)
    if poll is None:
        return _gone(turn)
    t, waits = turn.t, poll.state == "scheduled"
    if poll.state in ("scheduled", "open") and turn.word(1) != SURE:
        title = clip(poll.title, 100)
        if waits:
            text = t("Perutaanko kysely *{title}*? Se ei lähde kenellekään.", title=title)
            return [_asked(turn, poll, text, t.line("Peru kysely"), "pollmake.close")]
        text = t("Päätetäänkö kysely *{title}* nyt? Sen jälkeen siihen ei voi enää vastata.", title=title)
        return [_asked(turn, poll, text, t.line("Päätä nyt"), "pollmake.close")]
    try:
        await (lifecycle.cancel if waits else lifecycle.close)(turn.session, poll, turn.now)
    except lifecycle.NotPossible:
        return await show(turn)
    done = "poll_cancelled" if waits else "poll_closed"
    await audit.note(turn.session, turn.person.id, done, "poll", poll.id, turn.now)
    return await show(turn)


async def share(turn: Turn) -> list[Reply]:
    """``pollmake.share:poll``: after one more tap (``:sure``) to those who answered and to the entrepreneurs it
    concerns.
    """
    poll = await _mine(turn)
    if poll is None:
        return _gone(turn)
    concerned = await _concerned(turn, poll)
    if poll.state == "closed" and poll.result_shared_at is None and turn.word(1) != SURE:
        text = turn.t.plural(
            "Lähetetäänkö tulos vastanneille ja {n} yrittäjälle?",
            "Lähetetäänkö tulos vastanneille ja {n} yrittäjälle?",
            len(concerned),
        )
        return [_asked(turn, poll, text, turn.t.line("Lähetä"), "pollmake.share")]
    pictures = await _public_pictures(turn, poll)
    try:
        await lifecycle.share(turn.session, poll, pictures, concerned, turn.now)
    except lifecycle.NotPossible:
        return _gone(turn)
    await audit.note(turn.session, turn.person.id, "poll_result_shared", "poll", poll.id, turn.now)
    text = turn.t.plural(
        "Tulos lähtee vastanneille ja {n} yrittäjälle.", "Tulos lähtee vastanneille ja {n} yrittäjälle.", len(concerned)
    )
    return [Reply(text)]


def _asked(turn: Turn, poll: Poll, text: Rich, label: str, action: str) -> Reply:
    """Whether they are sure of what cannot be taken back."""
    sure = Button.of(label, action, poll.id, SURE)
    back = Button.of(turn.t.line("Takaisin"), "pollmake.results", poll.id)
    return Reply(text, ((sure, back),), edits=pressed(turn.message))


def _buttons(poll: Poll, t: Texts) -> tuple[tuple[Button, ...], ...]:
    first = [Button.of(t.line("Kunnittain"), "pollmake.areas", poll.id)]
    if any(question.kind == "text" for question in poll.questions):
        first.append(Button.of(t.line("Vapaat vastaukset"), "pollmake.words", poll.id))
    first.append(Button.of(t.line("CSV"), "pollmake.csv", poll.id))
    rows = [tuple(first)]
    if poll.state == "scheduled":
        rows.append((Button.of(t.line("Peru kysely…"), "pollmake.close", poll.id),))
    if poll.state == "open":
        rows.append((Button.of(t.line("Päätä nyt…"), "pollmake.close", poll.id),))
    if poll.state == "closed" and poll.result_shared_at is None:
        rows.append((Button.of(t.line("Kerro tulos vastanneille…"), "pollmake.share", poll.id),))
    rows.append((Button.of(t.line("Kyselyt"), "pollmake.list"),))
    return tuple(rows)


def _pictures(found: Results, t: Texts) -> list[Picture]:
    drawn = (chart.picture(tally, t) for tally in found.tallies)
    return [picture for picture in drawn if picture is not None]


def _first_picture(found: Results, t: Texts) -> Picture | None:
    drawn = (chart.picture(tally, t) for tally in found.tallies)
    return next((picture for picture in drawn if picture is not None), None)


async def _public_pictures(turn: Turn, poll: Poll) -> dict[Language, Picture | None]:
    """The first chart that everybody may see, in each language."""
    pictures: dict[Language, Picture | None] = {}
    for language in LANGUAGES:
        found = counted.for_everybody(await counted.collect(turn.session, poll, language))
        pictures[language] = await asyncio.to_thread(_first_picture, found, texts(language))
    return pictures


async def _concerned(turn: Turn, poll: Poll) -> list[int]:
    """The willing owners of listings that sell what was asked about, in the municipalities that were asked."""
    slugs = {option.concept for question in poll.questions for option in question.options if option.concept}
    named = [slug for slug in sorted(slugs) if turn.discovery.concept(slug) is not None]
    keys = {concept_key(below) for slug in named for below in turn.discovery.lexicon.below(slug)}
    if not keys:
        return []
    areas = Audience.from_json(poll.audience).municipalities
    sellers = await demand_polls.suppliers(turn.session, sorted(keys), owned=True)
    owners = (one.owner_person_id for one in sellers if not areas or one.municipality in areas)
    known = list(dict.fromkeys(owner for owner in owners if owner is not None))
    agreed = await willing(turn.session, known, "polls")
    return [owner for owner in known if owner in agreed]


async def _mine(turn: Turn) -> Poll | None:
    poll = await polls.get(turn.session, turn.number())
    area = await area_of(turn)
    if poll is None or (area is not None and poll.municipality not in (None, area)):
        return None
    return poll


def _gone(turn: Turn) -> list[Reply]:
    return [Reply(turn.t("Tätä kyselyä ei ole, tai tulos on jo kerrottu."), edits=pressed(turn.message))]

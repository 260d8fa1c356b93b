"""Making an announcement: its text, whom it is for, a try on oneself, and when it goes out."""

from __future__ import annotations

from datetime import datetime, time

from osta.broadcasts import broadcast
from osta.broadcasts.audience import Audience, described
from osta.broadcasts.broadcast_estimate import estimate
from osta.broadcasts.broadcast_estimate import told as reckoned_in_words
from osta.broadcasts.moments import at_clock, moment
from osta.chat.figures import clip, within
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Language
from osta.discovery.showing.replies import pressed
from osta.handlers.staff import audience, times
from osta.handlers.staff.scope import area_of
from osta.handlers.turn import NotMine, Turn
from osta.store import audit, broadcasts, channels
from osta.store.models import Broadcast
from osta.store.payloads import decode_reply

WRITING = "announce.text"  # the state that waits for the announcement's words
TIMING = "announce.time"  # the state that waits for a day and a time
_OPEN = "announce"  # where the number of the announcement that is written stands, and the language
_LONGEST = 2500  # UTF-16 units: with the way out it fits one message everywhere
_TITLE = 60
_MORNING = time(9)
_NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}


async def start(turn: Turn) -> list[Reply]:
    """``/tiedote``: its text first."""
    turn.state, turn.data[_OPEN] = WRITING, [0, "fi"]
    return await prompt(turn)


async def write(turn: Turn) -> list[Reply]:
    """``announce.write:number:language``: write it, or write it anew, in a language."""
    draft = await _draft(turn, turn.number())
    if draft is None or turn.word(1) not in LANGUAGES:
        return _gone(turn)
    turn.state, turn.data[_OPEN] = WRITING, [draft.id, turn.word(1)]
    return await prompt(turn)


async def prompt(turn: Turn) -> list[Reply]:
    """The question for the text, or for the time."""
    if turn.state == TIMING:
        return [_asking_time(turn, times.asked(turn))]
    language = turn.data.get(_OPEN, [0, "fi"])[1]
    return [Reply(turn.t("Kirjoita tiedotteen teksti. {language}:", language=_NAMES.get(language, language)))]


async def told(turn: Turn) -> list[Reply] | None:
    """The words that were asked for: the text, or the time."""
    if not turn.staff or _OPEN not in turn.data:
        raise NotMine
    kept, code = turn.data[_OPEN]
    if turn.state == TIMING:
        return await _timed(turn, int(kept))
    text = within(turn.text.strip(), _LONGEST)
    if not text:
        return await prompt(turn)
    language: Language = next((known for known in LANGUAGES if known == code), "fi")
    turn.state = None
    del turn.data[_OPEN]
    draft = await _draft(turn, int(kept))
    if draft is not None:
        content: dict[Language, Reply] = {**_content(draft), language: Reply(Rich.plain(text))}
        title = clip(str(content["fi"].text), _TITLE)
        await broadcast.change(turn.session, draft, title=title, content=content)
    else:
        whom = Audience.from_json(await audience.usual(turn))
        draft = await broadcast.create(
            turn.session,
            "announcement",
            clip(text, _TITLE),
            {"fi": Reply(Rich.plain(text))},
            whom,
            turn.now,
            created_by=turn.person.id,
        )
    return [] if draft is None else await overview(turn, draft)


async def opened(turn: Turn) -> list[Reply]:
    """``announce.open:number``."""
    if turn.state == TIMING:  # back from the question for the time
        turn.state = None
        turn.data.pop(_OPEN, None)
    draft = await _draft(turn, turn.number())
    return _gone(turn) if draft is None else await overview(turn, draft)


async def overview(turn: Turn, draft: Broadcast) -> list[Reply]:
    """The message as a reader sees it, then whom it is for and what can be done with it."""
    t = turn.t
    whom = Audience.from_json(draft.audience)
    reckoned = await estimate(turn.session, "announcement", whom, await channels.known(turn.session), turn.now)
    nobody = t("Kukaan heistä ei ole vielä tilannut tiedotteita. Luonnos säilyy: /lahetykset")
    reached = reckoned_in_words(reckoned, t) if reckoned.people else nobody
    text = Rich.join([t("Kenelle: {who}", who=described(whom, t)), reached])
    written = _content(draft)
    languages = tuple(
        Button.of(("✓ " if language in written else "") + _NAMES[language], "announce.write", draft.id, language)
        for language in LANGUAGES
    )
    keyboard = [
        languages,
        (
            Button.of(t.line("Kenelle"), "audience", "announcement", draft.id),
            Button.of(t.line("Kokeile itselläsi"), "announce.try", draft.id),
        ),
    ]
    if reckoned.people:
        keyboard.append((Button.of(t.line("Lähetä…"), "announce.send", draft.id),))
    keyboard.append((Button.of(t.line("Hylkää luonnos"), "announce.drop", draft.id),))
    preview = broadcast.shown(draft, turn.language)
    return [Reply(preview.text, edits=pressed(turn.message)), Reply(text, tuple(keyboard))]


async def try_it(turn: Turn) -> list[Reply]:
    """``announce.try:number``: to oneself, in each language that it was written in."""
    draft = await _draft(turn, turn.number())
    if draft is None:
        return _gone(turn)
    return [broadcast.shown(draft, language) for language in _content(draft)]


async def send(turn: Turn) -> list[Reply]:
    """``announce.send:number``: when, after a last look at whom it reaches."""
    draft = await _draft(turn, turn.number())
    if draft is None:
        return _gone(turn)
    t = turn.t
    whom = Audience.from_json(draft.audience)
    reckoned = await estimate(turn.session, "announcement", whom, await channels.known(turn.session), turn.now)
    keyboard = (
        (
            Button.of(t.line("Lähetä nyt"), "announce.sure", draft.id, "now"),
            Button.of(t.line("Huomenna klo 9"), "announce.sure", draft.id, "tomorrow"),
        ),
        (
            Button.of(t.line("Muu aika"), "announce.time", draft.id),
            Button.of(t.line("Takaisin"), "announce.open", draft.id),
        ),
    )
    return [
        Reply(
            t("Lähetetäänkö? {estimate}", estimate=reckoned_in_words(reckoned, t)),
            keyboard,
            edits=pressed(turn.message),
        )
    ]


async def sure(turn: Turn) -> list[Reply]:
    """``announce.sure:number:now|tomorrow``."""
    draft = await _draft(turn, turn.number())
    if draft is None:
        return _gone(turn)
    due_at = at_clock(1, _MORNING, turn.now) if turn.word(1) == "tomorrow" else turn.now
    return await _scheduled(turn, draft, due_at)


async def ask_time(turn: Turn) -> list[Reply]:
    """``announce.time:number``."""
    draft = await _draft(turn, turn.number())
    if draft is None:
        return _gone(turn)
    turn.state, turn.data[_OPEN] = TIMING, [draft.id, "fi"]
    return await prompt(turn)


async def drop(turn: Turn) -> list[Reply]:
    """``announce.drop:number``."""
    draft = await _draft(turn, turn.number())
    if draft is None:
        return _gone(turn)
    await broadcast.cancel(turn.session, draft.id, turn.now)
    return [Reply(turn.t("Luonnos on poistettu."), edits=pressed(turn.message))]


def _asking_time(turn: Turn, text: Rich) -> Reply:
    """The question, with a way back of its own: without it the number of "Lähetä nyt" would still be in force."""
    back = Button.of(turn.t.line("Takaisin"), "announce.open", turn.data[_OPEN][0])
    return Reply(text, ((back,),))


async def _timed(turn: Turn, kept: int) -> list[Reply]:
    draft = await _draft(turn, kept)
    if draft is None:
        return _gone(turn)
    due_at = times.read(turn)
    if isinstance(due_at, Rich):
        return [_asking_time(turn, due_at)]
    turn.state = None
    del turn.data[_OPEN]
    return await _scheduled(turn, draft, due_at)


async def _scheduled(turn: Turn, draft: Broadcast, due_at: datetime) -> list[Reply]:
    await broadcast.schedule(turn.session, draft.id, due_at)
    await audit.note(turn.session, turn.person.id, "announcement_sent", "broadcast", draft.id, turn.now)
    t = turn.t
    text = (
        t("Tiedote lähtee nyt. Sen kulun näet: /lahetykset")
        if due_at <= turn.now
        else t("Tiedote lähtee {when}. Sen näet: /lahetykset", when=moment(due_at, t, turn.now))
    )
    return [
        Reply(text, ((Button.of(t.line("Näytä lähetys"), "broadcast.open", draft.id),),), edits=pressed(turn.message))
    ]


def _content(draft: Broadcast) -> dict[Language, Reply]:
    return {language: decode_reply(draft.content[language]) for language in LANGUAGES if language in draft.content}


async def _draft(turn: Turn, kept: int) -> Broadcast | None:
    found = await broadcasts.get(turn.session, kept) if kept else None
    if found is None or found.kind != "announcement" or found.state != "draft":
        return None
    area = await area_of(turn)
    return found if area is None or Audience.from_json(found.audience).municipalities == (area,) else None


def _gone(turn: Turn) -> list[Reply]:
    turn.state = None
    return [Reply(turn.t("Tätä tiedotetta ei voi enää muuttaa."), edits=pressed(turn.message))]

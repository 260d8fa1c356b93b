"""Words that nobody could read: staff say what they mean, or that they mean nothing."""

from __future__ import annotations

import zlib

from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.discovery.producers.upkeep import learn
from osta.discovery.showing.replies import pressed
from osta.handlers.staff.scope import area_of
from osta.handlers.turn import NotMine, Turn
from osta.store import audit, words

_TEACHING = "word.mean"  # the state that waits for a word that means the same
_WORD = "word"  # where the word in question is kept
_CHOICES = 8  # concepts offered at a time


async def next_word(turn: Turn) -> list[Reply]:
    """``word``: the most frequent unknown word, for staff of the whole area."""
    t = turn.t
    if turn.state == _TEACHING:
        turn.state = None  # its word is settled or put off; the next one is not asked about unless somebody wants to
    waiting = [] if await area_of(turn) is not None else await words.undecided(turn.session, 1)
    if not waiting:
        turn.data.pop(_WORD, None)
        return [Reply(t("Jono on tyhjä. Kiitos!"), edits=pressed(turn.message))]
    word = waiting[0]
    turn.data[_WORD] = word.text
    mark = _mark(word.text)
    text = t.plural(
        "Sanaa ”{word}” en tunne. Se on nähty kerran.",
        "Sanaa ”{word}” en tunne. Se on nähty {n} kertaa.",
        word.count,
        word=clip(word.text, 60),
    )
    rows = (
        (Button.of(t.line("Kerro, mitä se tarkoittaa"), "word.teach", mark),),
        (Button.of(t.line("Ei tarkoita mitään"), "word.skip", mark),),
    )
    return [Reply(text, rows, edits=pressed(turn.message))]


async def skip(turn: Turn) -> list[Reply]:
    """``word.skip:mark``."""
    word = _word(turn)
    if word is not None:
        await words.decide(turn.session, word, "ignored", turn.now)
        await audit.note(turn.session, turn.person.id, "ignored", "word", _mark(word), turn.now)
    return await next_word(turn)


async def teach(turn: Turn) -> list[Reply]:
    """``word.teach:mark``: ask for a word that means the same."""
    if _word(turn) is None:
        return await next_word(turn)
    turn.state = _TEACHING
    return await prompt(turn)


async def command(turn: Turn) -> list[Reply]:
    """``/opeta <word>`` or ``/opeta <word> = <known word>``: teach any word."""
    written, _, known = turn.argument.partition("=")
    word = clip(written, 60).lower()
    if not word:
        return [Reply(turn.t("Kirjoita sana samaan viestiin: /opeta sana"))]
    turn.data[_WORD] = word
    turn.state = _TEACHING
    return _meanings(turn, known) if known.strip() else await prompt(turn)


async def prompt(turn: Turn) -> list[Reply]:
    """The question for the meaning."""
    word = turn.data.get(_WORD, "")
    return [Reply(turn.t("Kirjoita tuttu sana, joka tarkoittaa samaa kuin ”{word}”.", word=word))]


async def told(turn: Turn) -> list[Reply]:
    """A known word: its concepts are offered."""
    if not turn.staff or _WORD not in turn.data:
        raise NotMine
    return _meanings(turn, turn.text)


def _meanings(turn: Turn, known: str) -> list[Reply]:
    listing = turn.discovery.listings.read(known[:100])
    slugs = list(dict.fromkeys(item.concept for item in listing.items if item.concept))[:_CHOICES]
    if not slugs:
        return [Reply(turn.t("Sitäkään en tunne. Kokeile toista sanaa, tai peru."))]
    mark = _mark(turn.data[_WORD])
    rows = tuple((Button.of(turn.discovery.label(slug, turn.language), "word.mean", mark, slug),) for slug in slugs)
    return [Reply(turn.t("Mitä näistä ”{word}” tarkoittaa?", word=turn.data[_WORD]), rows)]


async def mean(turn: Turn) -> list[Reply]:
    """``word.mean:mark:concept``."""
    word = _word(turn)
    slug = turn.word(1)
    if word is None or turn.discovery.concept(slug) is None:
        return await next_word(turn)
    turn.state = None
    await words.teach(turn.session, word, slug, turn.language, turn.now, taught_by=turn.person.id)
    await learn(turn.session, turn.discovery, word, turn.language, slug)
    await words.decide(turn.session, word, "taught", turn.now)
    await audit.note(turn.session, turn.person.id, "taught", "word", _mark(word), turn.now, concept=slug)
    label = turn.discovery.label(slug, turn.language)
    done = Reply(turn.t("Opittu: ”{word}” = {label}.", word=word, label=label), edits=pressed(turn.message))
    following = await next_word(turn)
    return [done, Reply(following[0].text, following[0].rows)]


def _mark(word: str) -> str:
    """A short stand-in for the word in buttons: words may be longer than those can hold."""
    return f"{zlib.crc32(word.encode()):x}"


def _word(turn: Turn) -> str | None:
    """The word in question, if the button is about it."""
    word = turn.data.get(_WORD)
    mark = turn.word()
    return word if isinstance(word, str) and _mark(word) == mark else None

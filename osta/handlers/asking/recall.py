"""The last questions of a chat, by their numbers: what buttons and follow-ups refer to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from osta.chat.texts import language_of
from osta.discovery.question.model import Intent, Question, Want
from osta.discovery.service import Discovery
from osta.handlers.turn import OPEN_CARD, Turn
from osta.store import past_questions

KEPT = 8  # questions a chat: buttons of older ones are answered from the question log


def remember(turn: Turn, number: int, question: Question, offset: int = 0) -> None:
    """Keep the question under its number; it is the last one now, shown from ``offset`` on."""
    asked: dict[str, Any] = turn.data.setdefault("asked", {})
    asked.pop(str(number), None)
    asked[str(number)] = encode(question)
    while len(asked) > KEPT:
        asked.pop(next(iter(asked)))
    turn.data["last"] = [number, offset]
    turn.data.pop(OPEN_CARD, None)


def last(turn: Turn) -> tuple[int, int, Question] | None:
    """The last question of this chat with its number and how far its answers were shown."""
    if "last" not in turn.data:
        return None
    number, offset = turn.data["last"]
    kept = turn.data.get("asked", {}).get(str(number))
    return None if kept is None else (number, offset, decode(kept, turn.discovery))


async def recall(turn: Turn, number: int) -> Question | None:
    """The question of a number: of this chat, else as the log knows it; None for somebody else's or a forgotten one."""
    kept = turn.data.get("asked", {}).get(str(number))
    if kept is not None:
        return decode(kept, turn.discovery)
    logged = await past_questions.get(turn.session, number)
    if logged is None or logged.person_id != turn.person.id:
        return None
    known = [slug for slug in logged.concepts if turn.discovery.concept(slug) is not None]
    if not known:
        return None
    gazetteer = turn.discovery.gazetteer
    place = logged.place_id
    places = (gazetteer[place],) if place is not None and place in gazetteer else ()
    wants = tuple(Want((slug,), turn.discovery.label(slug, logged.language)) for slug in known)
    return Question(logged.text or "", logged.language, Intent.FIND, wants=wants, places=places)


def encode(question: Question) -> dict[str, Any]:
    """What is needed to search again, as JSON; the person's words only where they are shown back."""
    kept: dict[str, Any] = {
        "language": question.language,
        "wants": [_kept(want) for want in question.wants],
        "excluded": list(question.excluded),
        "terms": list(question.terms),
        "unknown": [word[:80] for word in question.unknown[:4]],
        "places": [place.id for place in question.places],
        "radius": question.radius_km,
        "near_me": question.near_me,
    }
    return {name: value for name, value in kept.items() if value}


def _kept(want: Want) -> list[Any]:
    return [list(want.concepts), want.said[:80], want.narrow, want.narrow_concept, want.told]


def decode(kept: dict[str, Any], discovery: Discovery) -> Question:
    """The question again; what the lexicon or gazetteer no longer knows is left out."""
    wants = [
        Want(known, said, narrow, narrow_concept, told=any(told))  # kept before told was: four values
        for concepts, said, narrow, narrow_concept, *told in kept.get("wants", [])
        if (known := tuple(slug for slug in concepts if discovery.concept(slug) is not None))
    ]
    return Question(
        text="",
        language=language_of(kept.get("language")),
        intent=Intent.FIND,
        wants=tuple(wants),
        excluded=tuple(kept.get("excluded", ())),
        terms=tuple(kept.get("terms", ())),
        unknown=tuple(kept.get("unknown", ())),
        places=tuple(discovery.gazetteer[name] for name in kept.get("places", ()) if name in discovery.gazetteer),
        radius_km=kept.get("radius"),
        near_me=bool(kept.get("near_me")),
    )


def asks_for_something(question: Question) -> bool:
    """Whether there is anything to search for."""
    return bool(question.wants or question.terms)


def with_things_of(question: Question, earlier: Question) -> Question:
    """The question with what an earlier one asked for."""
    return replace(
        question,
        wants=earlier.wants,
        terms=earlier.terms,
        unknown=earlier.unknown,
        excluded=question.excluded or earlier.excluded,
        intent=Intent.FIND,
    )


def with_place_of(question: Question, earlier: Question) -> Question:
    """The question at the place of an earlier one."""
    return replace(question, places=earlier.places, near_me=question.near_me or earlier.near_me)

"""The form as a conversation. The draft lives with the conversation: it can be left and resumed, over any restart."""

from __future__ import annotations

from osta.chat.messages import Button, ContactCard, Location, Reply
from osta.chat.rich import Rich
from osta.chat.steering import denies, steered
from osta.discovery.drafts import Draft
from osta.handlers.register import prompts
from osta.handlers.register.names import asks, only_talks
from osta.handlers.register.steps import BY_NAME, REQUIRED, Step, round_of
from osta.handlers.turn import Turn
from osta.store import producers

_DRAFT = "register"  # where the draft is kept in the conversation's data
_SEARCHES = frozenset("kuka kukahan mistä mistähän mistähä missä onko vem var finns who where does".split())
_DENIED = ("delivery", "phone", "email", "website", "business_id", "kitchen")  # where a no means nothing to tell
FAR_KM = 150.0  # a position farther than this from every place is a slip


def draft_of(turn: Turn) -> Draft | None:
    """The draft of this chat, if there is one."""
    kept = turn.data.get(_DRAFT)
    return None if kept is None else Draft.from_json(kept)


def keep(turn: Turn, draft: Draft) -> None:
    """Keep the draft with the conversation."""
    turn.data[_DRAFT] = draft.to_json()


def forget(turn: Turn) -> None:
    """The draft is done with."""
    turn.data.pop(_DRAFT, None)
    turn.data.pop(prompts.REACHED, None)
    turn.data.pop(prompts.FOR_ANOTHER, None)
    turn.state = None


async def start(turn: Turn) -> list[Reply]:
    """``/myyn``: begin, or offer to go on."""
    t = turn.t
    if draft_of(turn) is not None:
        rows = ((Button.of(t.line("Jatka"), "register.go"), Button.of(t.line("Aloita alusta"), "register.anew")),)
        return [Reply(t("Sinulla on ilmoitus kesken. Jatketaanko?"), rows)]
    if await producers.owned_by(turn.session, turn.person.id):
        rows = ((Button.of(t.line("Omat ilmoitukset"), "mine"), Button.of(t.line("Uusi ilmoitus"), "register.anew")),)
        return [Reply(t("Sinulla on jo ilmoitus. Muokataanko sitä vai tehdäänkö uusi?"), rows)]
    return anew_replies(turn)


async def anew(turn: Turn) -> list[Reply]:
    """``register.anew``: from the beginning."""
    return anew_replies(turn)


def anew_replies(turn: Turn) -> list[Reply]:
    """The welcome and the first question, with an empty draft."""
    draft = Draft(languages=[turn.language])
    keep(turn, draft)
    turn.data.pop(prompts.FOR_ANOTHER, None)
    turn.data[prompts.REACHED] = REQUIRED[0].name
    hello = turn.t(
        "Hienoa, tehdään ilmoitus! Kysyn nimen, tuotteet, kylän ja puhelinnumeron. Muuta voit lisätä, jos haluat.\n\n"
        "Voit lopettaa milloin vain: kirjoita ”peru”. Kertomasi säilyy, ja jatkat komennolla /myyn."
    )
    return prompts.asked(turn, REQUIRED[0], draft, hello)


async def go_on(turn: Turn) -> list[Reply]:
    """``register.go``: where the draft was left."""
    draft = draft_of(turn)
    if draft is None:
        return anew_replies(turn)
    reached = turn.data.get(prompts.REACHED)
    return prompts.asked(turn, BY_NAME[reached], draft) if reached in BY_NAME else prompts.preview(turn, draft)


async def prompt(turn: Turn) -> list[Reply]:
    """The open question again, after something else was answered in between."""
    draft, step = draft_of(turn), _step(turn)
    if draft is None:
        return []
    if step is None:
        back = (Button.of(turn.t.line("Näytä ilmoitus"), "register.preview"),)
        return [Reply(turn.t("Ilmoituksesi odottaa lähettämistä."), (back,))]
    return prompts.asked(turn, step, draft)


async def answered(turn: Turn) -> list[Reply] | None:
    """The answer to the open question. What is plainly a search is left to others."""
    draft, step = draft_of(turn), _step(turn)
    content = turn.message.content
    if draft is None or step is None:
        return None
    if isinstance(content, Location):
        return _at(turn, draft, content) if step.name == "village" else None
    text = content.phone if isinstance(content, ContactCard) else turn.text
    if isinstance(content, ContactCard) and step.name != "phone":
        return None
    steer = _steered(turn, step, draft, text)
    if steer is not None:
        return steer
    if _searches(step, text) or (step.name == "products" and (asks(text) or only_talks(turn, text))):
        return None
    if not text.strip():
        return prompts.asked(turn, step, draft)
    wrong = step.read(turn, draft, text)
    if wrong is not None:
        return prompts.asked(turn, step, draft, turn.t(wrong))
    keep(turn, draft)
    return prompts.understood(turn, draft) if step.name == "products" else after(turn, step, draft)


def after(turn: Turn, step: Step, draft: Draft) -> list[Reply]:
    """The next step; the preview after the last, and after each change of a draft that was complete already."""
    return _beside(turn, step, draft, 1)


def before(turn: Turn, step: Step, draft: Draft) -> list[Reply]:
    """The step before; from what was asked first of what may be added, and from a single field, to the preview."""
    if step is REQUIRED[0] and turn.data.get(prompts.REACHED) != prompts.COMPLETE:
        return prompts.asked(turn, step, draft)
    return _beside(turn, step, draft, -1)


def skipped(turn: Turn, step: Step, draft: Draft) -> list[Reply]:
    """A step left empty. Of those that cannot be, the question again, with a way to answer it."""
    if not step.optional:
        return prompts.needed(turn, step, draft)
    setattr(draft, step.name, [] if isinstance(getattr(draft, step.name), list) else None)
    keep(turn, draft)
    return after(turn, step, draft)


def _beside(turn: Turn, step: Step, draft: Draft, way: int) -> list[Reply]:
    steps = round_of(turn, step, draft)
    at = steps.index(step) + way if step in steps else len(steps)
    if not 0 <= at < len(steps) or turn.data.get(prompts.REACHED) == prompts.COMPLETE:
        return prompts.preview(turn, draft)
    turn.data[prompts.REACHED] = steps[at].name
    return prompts.asked(turn, steps[at], draft)


def _steered(turn: Turn, step: Step, draft: Draft, text: str) -> list[Reply] | None:
    """What words like *ohita* and *takaisin* ask for; None for an answer."""
    steer = steered(text)
    told = getattr(draft, step.name)
    if steer == "back":
        return before(turn, step, draft)
    if steer == "done" and step.optional:
        return prompts.preview(turn, draft)
    if told and steer in ("yes", "skip", "unsure"):
        return after(turn, step, draft)
    if steer == "yes" and step.name == "kitchen":
        draft.kitchen = 0
        keep(turn, draft)
        return after(turn, step, draft)
    if steer == "yes" and (step.optional or step.name == "products"):
        return prompts.asked(turn, step, draft)  # yes, but what?
    if steer in ("skip", "unsure", "none") or (step.name in _DENIED and denies(text)):
        return skipped(turn, step, draft)
    return None


def _step(turn: Turn) -> Step | None:
    name = (turn.state or "").partition(".")[2]
    return BY_NAME.get(name)


def _searches(step: Step, text: str) -> bool:
    words = text.casefold().split()
    asks = text.rstrip().endswith("?") and step.name != "description"  # "Kaipaatko marjoja?" may stand in that
    return asks or (bool(words) and words[0].strip("?,.!") in _SEARCHES)


def _at(turn: Turn, draft: Draft, content: Location) -> list[Reply]:
    inside = (place for place in turn.discovery.gazetteer if place.inside and not place.is_area and not place.nearest)
    measured = ((place.distance_km(content.latitude, content.longitude), place.id) for place in inside)
    distance, village = min(measured, default=(FAR_KM + 1, ""))
    step = BY_NAME["village"]
    if distance > FAR_KM:
        return prompts.asked(turn, step, draft, turn.t("Sijainti on kaukana Itä-Lapista."))
    draft.village, draft.latitude, draft.longitude = village, content.latitude, content.longitude
    keep(turn, draft)
    return after(turn, step, draft)


def empty_note(turn: Turn) -> Rich:
    """For buttons of a draft that is no more."""
    return turn.t("Tätä luonnosta ei enää ole. Uuden ilmoituksen aloitat komennolla /myyn.")

"""The form's buttons. Each names its step, so that one pressed late still does what it says."""

from __future__ import annotations

from osta.chat.messages import Reply
from osta.chat.texts import LANGUAGES
from osta.discovery.drafts import Draft
from osta.discovery.showing.places import village_rows
from osta.discovery.showing.replies import pressed
from osta.handlers.register import form, prompts, sending
from osta.handlers.register.form import after, before, draft_of, empty_note, forget, keep, skipped
from osta.handlers.register.steps import BY_NAME, FURTHER, Step, in_order
from osta.handlers.turn import Handler, Turn


def with_draft(answer: Handler) -> Handler:
    """The handler for a chat that has a draft; else says that there is none."""

    async def checked(turn: Turn) -> list[Reply] | None:
        if draft_of(turn) is None:
            return [Reply(empty_note(turn), edits=pressed(turn.message))]
        return await answer(turn)

    return checked


async def ahead(turn: Turn) -> list[Reply]:
    """``register.next:step``: it is right as it is."""
    draft, step = _draft(turn), _named(turn)
    if step is None or (not step.optional and not getattr(draft, step.name)):
        return prompts.asked(turn, step or BY_NAME["name"], draft)
    return after(turn, step, draft)


async def skip(turn: Turn) -> list[Reply]:
    """``register.skip:step``: leave it empty."""
    draft, step = _draft(turn), _named(turn)
    return skipped(turn, step or BY_NAME["name"], draft)


async def back(turn: Turn) -> list[Reply]:
    """``register.back:step``."""
    draft, step = _draft(turn), _named(turn)
    return before(turn, step or BY_NAME["name"], draft)


async def drop(turn: Turn) -> list[Reply]:
    """``register.drop:concept``: not this; an item that was read as two things is from now on the other one."""
    draft = _draft(turn)
    slug = turn.word()
    meanings: dict[str, list[str | None]] = {}
    for item in turn.discovery.listings.read(draft.products).items:
        meanings.setdefault(item.text, []).append(item.concept)
    left = []
    for text, concepts in meanings.items():
        others = [other for other in concepts if other is not None and other != slug]
        if slug not in concepts:
            left.append(text)
        elif others:
            left.append(turn.discovery.label(others[0], "fi"))
    if left:
        draft.products = "; ".join(dict.fromkeys(left))
        keep(turn, draft)
    return prompts.understood(turn, draft)


async def season(turn: Turn) -> list[Reply]:
    """``register.season``: the months that the products suggest."""
    draft = _draft(turn)
    draft.months = prompts.suggested_months(turn, draft)
    keep(turn, draft)
    return after(turn, BY_NAME["months"], draft)


async def speak(turn: Turn) -> list[Reply]:
    """``register.lang:code``: switch one language."""
    draft = _draft(turn)
    code = turn.word()
    if code in LANGUAGES:
        draft.languages = in_order({*draft.languages} ^ {code})
        keep(turn, draft)
    asked = prompts.asked(turn, BY_NAME["languages"], draft)
    return [Reply(asked[0].text, asked[0].rows, edits=pressed(turn.message))]


async def kitchen(turn: Turn) -> list[Reply]:
    """``register.kitchen``: public kitchens may buy, the amount varies."""
    draft = _draft(turn)
    draft.kitchen = 0
    keep(turn, draft)
    return after(turn, BY_NAME["kitchen"], draft)


async def places(turn: Turn) -> list[Reply]:
    """``register.places[:municipality[:offset]]``: villages without typing."""
    turn.state = "register.village"
    area = turn.word()
    gazetteer = turn.discovery.gazetteer
    if area not in gazetteer:
        return [prompts.villages(turn)]
    keyboard = village_rows(
        gazetteer,
        gazetteer[area].municipality,
        turn.number(1),
        turn.t,
        choose="register.at",
        browse="register.places",
    )
    return [Reply(turn.t("Missä kylässä?"), keyboard, edits=pressed(turn.message))]


async def at(turn: Turn) -> list[Reply]:
    """``register.at:place``."""
    draft, place = _draft(turn), turn.word()
    if place not in turn.discovery.gazetteer:
        return prompts.asked(turn, BY_NAME["village"], draft)
    draft.village, draft.latitude, draft.longitude = place, None, None
    keep(turn, draft)
    return after(turn, BY_NAME["village"], draft)


async def fields(turn: Turn) -> list[Reply]:
    """``register.fields``: what can be changed."""
    return prompts.field_list(turn)


async def field(turn: Turn) -> list[Reply]:
    """``register.field:step``: change one."""
    step = _named(turn)
    return prompts.asked(turn, step, _draft(turn)) if step is not None else prompts.field_list(turn)


async def preview(turn: Turn) -> list[Reply]:
    """``register.preview``."""
    return prompts.preview(turn, _draft(turn))


async def more(turn: Turn) -> list[Reply]:
    """``register.more``: what may be added, one question after another."""
    turn.data[prompts.REACHED] = FURTHER[0].name
    return prompts.asked(turn, FURTHER[0], _draft(turn))


async def pause(turn: Turn) -> list[Reply]:
    """``register.pause``: leave it for later."""
    turn.state = None
    return [Reply(turn.t("Luonnos säilyy. Jatkat milloin vain: /myyn"), edits=pressed(turn.message))]


async def discard(turn: Turn) -> list[Reply]:
    """``register.discard``."""
    forget(turn)
    return [Reply(turn.t("Luonnos on poistettu."), edits=pressed(turn.message))]


def _draft(turn: Turn) -> Draft:
    return draft_of(turn) or Draft()


def _named(turn: Turn) -> Step | None:
    return BY_NAME.get(turn.word())


BUTTONS: dict[str, Handler] = {
    "register": form.start,
    "register.anew": form.anew,
    "register.go": form.go_on,
    "register.edit": sending.edit,
    "register.send": sending.send,
    **{
        f"register.{name}": with_draft(handler)
        for name, handler in {
            "next": ahead,
            "skip": skip,
            "back": back,
            "drop": drop,
            "season": season,
            "lang": speak,
            "kitchen": kitchen,
            "places": places,
            "at": at,
            "fields": fields,
            "field": field,
            "preview": preview,
            "more": more,
            "pause": pause,
            "discard": discard,
        }.items()
    },
}

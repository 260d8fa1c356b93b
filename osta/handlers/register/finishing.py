"""What is written under the preview: it is sent, changed, or given what is still missing."""

from __future__ import annotations

from osta.chat.messages import Reply
from osta.chat.steering import steered
from osta.discovery.drafts import Draft
from osta.handlers.register import buttons, prompts
from osta.handlers.register.form import draft_of, keep
from osta.handlers.register.sending import send
from osta.handlers.register.steps import BY_NAME
from osta.handlers.turn import Handler, Turn

_SEND = frozenset(
    {"lähetä", "laheta", "lähetä hyväksyttäväksi", "lähetä se", "hyväksyn", "skicka", "send", "send it", "submit"}
)
_SHOW = frozenset({"näytä", "näytä ilmoitus", "ilmoitus", "visa", "visa annonsen", "show", "show the listing"})
_CHANGE = frozenset(
    {
        "muuta",
        "muuta jotain",
        "muokkaa",
        "korjaa",
        "vaihda",
        "ändra",
        "ändra något",
        "change",
        "change something",
        "edit",
    }
)
_ADD = frozenset({"lisää tietoja", "lisätietoja", "täydennä", "mer uppgifter", "lägg till uppgifter", "add details"})


async def told(turn: Turn) -> list[Reply] | None:
    """To send it is as good as its button; a bare yes sends nothing that is public, and shows again what would be
    sent. A number or an address is the way to be reached where none is told yet.
    """
    draft = draft_of(turn)
    if draft is None:
        return None
    said, steer = turn.text.casefold().strip(" .!…"), steered(turn.text)
    if said in _SEND or steer == "done":
        return await send(turn)
    if steer == "yes" or said in _SHOW:
        return prompts.preview(turn, draft)
    for words, handler in _WAYS:
        if said in words:
            return await handler(turn)
    return _reached(turn, draft)


def _reached(turn: Turn, draft: Draft) -> list[Reply] | None:
    if draft.phone or draft.email or draft.website:
        return None
    for name in ("phone", "email"):
        if BY_NAME[name].read(turn, draft, turn.text) is None:
            keep(turn, draft)
            return prompts.preview(turn, draft)
    return None


_WAYS: tuple[tuple[frozenset[str], Handler], ...] = ((_CHANGE, buttons.fields), (_ADD, buttons.more))

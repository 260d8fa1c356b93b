"""The buttons and the open questions of volume together."""

from __future__ import annotations

from osta.chat.messages import Reply
from osta.handlers.turn import Handler, Turn
from osta.handlers.volume import needs, pledging, posting

BUTTONS: dict[str, Handler] = {
    "volume.all": needs.show,
    "volume": needs.opened,
    "volume.pledge": pledging.begin,
    "volume.noprice": pledging.no_price,
    "volume.agree": pledging.consent,
    "volume.withdraw": pledging.withdraw,
    "volume.post": posting.begin,
    "volume.weeks": posting.weeks,
    "volume.nocontact": posting.no_contact,
}
_POSTING = (posting.TEXT, posting.UNTIL, posting.CONTACT)


async def answered(turn: Turn) -> list[Reply] | None:
    """The expected answer of an open question."""
    return await (posting.told(turn) if turn.state in _POSTING else pledging.told(turn))


async def prompt(turn: Turn) -> list[Reply]:
    """The open question again."""
    return await (posting.prompt(turn) if turn.state in _POSTING else pledging.prompt(turn))

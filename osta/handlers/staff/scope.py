"""Who may do what where, and telling people what was decided."""

from __future__ import annotations

from collections.abc import Callable

from osta.chat.messages import Reply
from osta.chat.rich import Rich
from osta.chat.texts import Texts, texts
from osta.handlers.turn import Handler, NotMine, Turn
from osta.store import bot_name, outbox, people, producers, staff
from osta.store.models import Person, Producer


def staff_only(handler: Handler) -> Handler:
    """The handler for staff; for everybody else it does not exist."""

    async def checked(turn: Turn) -> list[Reply] | None:
        if not turn.staff:
            raise NotMine
        return await handler(turn)

    checked.__doc__ = handler.__doc__
    return checked


async def area_of(turn: Turn) -> str | None:
    """The municipality that the staff member is limited to; None for all."""
    return await staff.municipality_of(turn.session, turn.person.id)


async def producer_of(turn: Turn, at: int = 0) -> Producer | None:
    """The producer whose code is an argument of the button, if the staff member may touch it."""
    producer = await producers.by_code(turn.session, turn.word(at))
    area = await area_of(turn)
    if producer is None or (area is not None and producer.municipality != area):
        return None
    return producer


async def tell(turn: Turn, person_id: int | None, say: Callable[[Texts], Reply]) -> None:
    """Write to somebody in their language, after the answers to those who ask; not to who has blocked the bot."""
    person = None if person_id is None else await turn.session.get(Person, person_id)
    if person is None or person.blocked_at is not None:
        return
    for address in (await people.addresses(turn.session, person.id))[:1]:
        reply = say(texts(person.told_in))
        await outbox.enqueue(turn.session, address, reply, turn.now, lane="reminder", person_id=person.id)


async def with_link(turn: Turn, text: Rich, payload: str) -> Rich:
    """The text with the link that does on Telegram what it says, once the bot's name there is known."""
    link = await bot_name.link(turn.session, payload)
    return text if link is None else Rich.join([text, turn.t("Telegramissa sama linkkinä:\n{link}", link=link)], "\n\n")


async def for_others(turn: Turn, payload: str) -> Rich:
    """What opens it for everybody: the link, or the words that do the same, on any messenger."""
    link = await bot_name.link(turn.session, payload)
    words = f"/start {payload}"
    if link is None:
        return turn.t("Linkki muille: {link}", link=words)
    return turn.t("Linkki muille: {link}\nMuissa sovelluksissa: {words}", link=link, words=words)

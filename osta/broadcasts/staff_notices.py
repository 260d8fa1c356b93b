"""What staff are told of by itself, once each: what waits for their word, needs that are settled."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

from osta.broadcasts import broadcast
from osta.broadcasts.audience import Audience
from osta.broadcasts.deciders import staff_people
from osta.broadcasts.volume import showing
from osta.chat.figures import clip
from osta.chat.messages import Address, Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Language, Texts, texts
from osta.discovery.service import Discovery
from osta.store import broadcasts, demand_polls, reviews, volume
from osta.store import staff as staff_members
from osta.store.engine import Session
from osta.store.models import Need

SETTLED_WITHIN = timedelta(days=7)
"""How long after a need was settled staff may still be told, for example after the program stood still."""
_TITLE = 60  # characters


async def tell(session: Session, discovery: Discovery, addresses: Collection[Address], now: datetime) -> None:
    """Tell all staff what is new for them. ``addresses`` are those who are staff besides the stored members."""
    staff = tuple(await staff_people(session, addresses))
    if not staff:
        return
    for person_id in staff:
        await _queue(session, person_id, now)
    for need in await volume.in_state(session, "pending"):
        await _notice(session, staff, f"staff-need:{need.id}", _waiting_need(need), now)
    for offer in await demand_polls.pending_offers(session):
        key = f"staff-offer:{offer.id}:{offer.created_at:%Y%m%d%H%M%S}"
        await _notice(session, staff, key, _waiting_offer(offer.id, offer.concept, discovery), now)
    for need in await volume.settled_since(session, now - SETTLED_WITHIN):
        await _notice(session, staff, f"staff-settled:{need.id}", await _settled(session, need), now)


async def _queue(session: Session, person_id: int, now: datetime) -> None:
    """Tell one of the staff that something new waits in their queue, which may be that of one municipality."""
    area = await staff_members.municipality_of(session, person_id)
    newest = await reviews.newest_open(session, area)
    if newest is None:
        return
    waiting = await reviews.count_open(session, area)

    def words(t: Texts) -> Reply:
        look = Button.of(t.line("Avaa jono"), "queue")
        return Reply(t.plural("{n} asia odottaa päätöstä.", "{n} asiaa odottaa päätöstä.", waiting), ((look,),))

    key = _queue_key(person_id, newest)
    if await _notice(session, (person_id,), key, words, now):
        earlier = await broadcasts.unfinished(session, _queue_key(person_id))
        await _hold_back(session, [number for other, number in earlier.items() if other != key], now)


async def seen(session: Session, person_id: int, now: datetime) -> None:
    """One of the staff looks at their queue: they are not told of what they see, nor is what was on its way sent."""
    await _queue(session, person_id, now)  # so that it counts as told
    await _hold_back(session, (await broadcasts.unfinished(session, _queue_key(person_id))).values(), now)


async def decided(session: Session, now: datetime) -> None:
    """Something was decided: whose queue is empty now is not told any more that something waits."""
    for key, number in (await broadcasts.unfinished(session, _queue_key())).items():
        area = await staff_members.municipality_of(session, int(key.split(":")[1]))
        if await reviews.newest_open(session, area) is None:
            await _hold_back(session, [number], now)


def _queue_key(person: int | str = "%", newest: int | str = "%") -> str:
    """The key of what one of the staff is told of their queue, when something new is in it."""
    return f"staff-queue:{person}:{newest}"


async def _hold_back(session: Session, numbers: Iterable[int], now: datetime) -> None:
    for number in numbers:
        with contextlib.suppress(broadcast.NotPossible):  # it has just been sent
            await broadcast.cancel(session, number, now)


def _waiting_need(need: Need) -> Callable[[Texts], Reply]:
    def words(t: Texts) -> Reply:
        look = Button.of(t.line("Katso"), "unmet.need", need.id)
        return Reply(t("Uusi tarve odottaa hyväksyntää: {text}", text=need.text), ((look,),))

    return words


def _waiting_offer(number: int, concept: str, discovery: Discovery) -> Callable[[Texts], Reply]:
    def words(t: Texts) -> Reply:
        look = Button.of(t.line("Katso"), "unmet.offer", number)
        return Reply(
            t("Uusi tarjous odottaa hyväksyntää: {thing}", thing=discovery.label(concept, t.language)), ((look,),)
        )

    return words


async def _settled(session: Session, need: Need) -> Callable[[Texts], Reply]:
    together = await volume.total(session, need.id)
    willing = await volume.pledges(session, need.id, willing_only=True)

    def words(t: Texts) -> Reply:
        look = Button.of(t.line("Kaikki lupaukset"), "unmet.need", need.id)
        text: Rich = showing.outcome(need, together, willing, t, exactly=True)
        return Reply(text, ((look,),))

    return words


async def _notice(
    session: Session, staff: tuple[int, ...], key: str, words: Callable[[Texts], Reply], now: datetime
) -> bool:
    """Whether it is new: what has a key is told once."""
    content: dict[Language, Reply] = {language: words(texts(language)) for language in LANGUAGES}
    title = clip(str(content["fi"].text), _TITLE)
    people = Audience(people=staff)
    return await broadcast.create(session, "notice", title, content, people, now, due_at=now, key=key) is not None

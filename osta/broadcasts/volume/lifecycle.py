"""A need's life: posted, open, reached or ended; the willing are introduced to each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from osta.broadcasts import broadcast
from osta.broadcasts.audience import Audience
from osta.broadcasts.demand.asking import candidates
from osta.broadcasts.kinds import RULES
from osta.broadcasts.volume import showing
from osta.chat.errors import OstaError
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Language, Texts, texts
from osta.discovery.service import Discovery
from osta.store import volume
from osta.store.engine import Session
from osta.store.models import BroadcastKind, Need, Producer

_TITLE = 60  # characters


class NeedOver(OstaError):
    """The need takes no pledges: it is not open, was reached, or has ended."""


async def open_need(session: Session, discovery: Discovery, need: Need, now: datetime) -> int:
    """Open a posted need and tell those who could supply it; returns how many. Nothing happens to one that is open."""
    if not await volume.move(session, need.id, "pending", "open", now):
        return 0
    await session.refresh(need, ["state"])
    if need.concept is None:
        return 0
    place = discovery.gazetteer[need.place_id] if need.place_id and need.place_id in discovery.gazetteer else None
    area = place.municipality if place else ""
    asked = await candidates(session, discovery, need.concept, area, RULES["volume"].topic or "announcements")
    people = tuple(dict.fromkeys(one.owner_person_id for one in asked if one.owner_person_id is not None))
    if not people:
        return 0
    together = await volume.total(session, need.id)

    def words(t: Texts) -> Rich:
        invite = t("Voit luvata osan: muut eivät näe, mitä lupaat.")
        return Rich.join([showing.card(need, together, t, now), invite], between="\n\n")

    await _tell(
        session, need, "volume", Audience(people=people), words, now, ends_at=need.closes_at,
        rows=lambda t: ((Button.of(t.line("Lupaan osan"), "volume.pledge", need.id),),),
        key=f"volume:{need.id}",
    )  # fmt: skip
    return len(people)


async def pledge(
    session: Session,
    need_id: int,
    producer: Producer,
    person_id: int,
    now: datetime,
    *,
    quantity: float,
    prices: tuple[float, float] | None,
    introduce: bool,
) -> Need:
    """Record a producer's part, in the place of an earlier one; when the sum is reached, all are told.

    Raises NeedOver.
    """
    need = await volume.hold(session, need_id)
    if need is None or need.state != "open" or need.closes_at <= now:
        raise NeedOver
    await volume.pledge(
        session, need_id, producer.id, person_id, now, quantity=quantity, prices=prices, introduce=introduce
    )
    if (await volume.total(session, need_id)).quantity >= need.quantity:
        await _settle(session, need, "reached", now)
    return need


async def take_back(session: Session, need_id: int, person_id: int, now: datetime) -> bool:
    """Take a pledge back while the need is open; False when there was none. Raises NeedOver."""
    need = await volume.hold(session, need_id)
    if need is None or need.state != "open" or need.closes_at <= now:
        raise NeedOver
    return await volume.take_back(session, need_id, person_id)


async def cancel(session: Session, need: Need, now: datetime) -> None:
    """Give the need up; those who pledged hear of it. Raises NeedOver for one that is settled."""
    if need.state not in ("pending", "open"):
        raise NeedOver
    need.state = "cancelled"
    await session.flush()

    def words(t: Texts) -> Rich:
        return t("Yhteistarve on peruttu: {text}", text=need.text)

    await _tell(
        session, need, "notice", Audience(group=volume.PLEDGED, group_key=need.id), words, now,
        key=f"volume-cancelled:{need.id}",
    )  # fmt: skip


async def tick(session: Session, now: datetime) -> None:
    """End what is due. May be called at any time."""
    for number in await volume.due_to_end(session, now):
        need = await volume.hold(session, number)
        if need is not None and need.state == "open":
            await _settle(session, need, "ended", now)


async def _settle(session: Session, need: Need, state: str, now: datetime) -> None:
    """Tell the willing and the buyer each other's contacts, and the others that it is over."""
    await volume.move(session, need.id, "open", "reached" if state == "reached" else "ended", now)
    await session.refresh(need, ["state", "settled_at"])
    together = await volume.total(session, need.id)
    willing = await volume.pledges(session, need.id, willing_only=True)

    def introduced(t: Texts) -> Rich:
        return showing.outcome(need, together, willing, t, exactly=False)

    def over(t: Texts) -> Rich:
        return showing.outcome(need, together, (), t, exactly=False)

    def to_buyer(t: Texts) -> Rich:
        return showing.outcome(need, together, willing, t, exactly=True)

    await _tell(
        session, need, "notice", Audience(group=volume.WILLING, group_key=need.id), introduced, now,
        key=f"volume-willing:{need.id}",
    )  # fmt: skip
    await _tell(
        session, need, "notice", Audience(group=volume.UNWILLING, group_key=need.id), over, now,
        key=f"volume-over:{need.id}",
    )  # fmt: skip
    if need.posted_by is not None:
        await _tell(
            session, need, "notice", Audience(people=(need.posted_by,)), to_buyer, now,
            key=f"volume-buyer:{need.id}",
        )  # fmt: skip


async def _tell(
    session: Session,
    need: Need,
    kind: BroadcastKind,
    audience: Audience,
    words: Callable[[Texts], Rich],
    now: datetime,
    *,
    key: str,
    ends_at: datetime | None = None,
    rows: Callable[[Texts], tuple[tuple[Button, ...], ...]] = lambda t: (),
) -> None:
    content: dict[Language, Reply] = {
        language: Reply(words(texts(language)), rows(texts(language))) for language in LANGUAGES
    }
    await broadcast.create(
        session, kind, clip(need.text, _TITLE), content, audience, now,
        due_at=now, ends_at=ends_at, key=key, created_by=need.posted_by,
    )  # fmt: skip

"""Demand for staff: what people look for in vain, asking who could supply it, offers and needs that wait."""

from __future__ import annotations

from collections.abc import Callable

from osta.broadcasts.demand import asking, offers, wanted
from osta.broadcasts.demand.wanted import Wanted
from osta.broadcasts.volume import lifecycle, showing
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import Texts
from osta.discovery.showing.replies import pressed
from osta.handlers.staff.scope import area_of, staff_only, tell
from osta.handlers.turn import Handler, Turn
from osta.store import audit, demand_polls, producers, volume
from osta.store.audiences import willing
from osta.store.models import Need, Offer

SHOWN = 10  # wishes of a list
WAITING = 5  # offers and needs that are shown at once


async def show(turn: Turn) -> list[Reply]:
    """``/tarpeet``: unmet wishes of the last 30 days, the most wanted first; offers and needs to decide."""
    t = turn.t
    area = await area_of(turn)
    found = [
        one
        for one in await wanted.unmet_by_area(turn.session, turn.discovery, turn.now)
        if area is None or one.area == area
    ][:SHOWN]
    parts: list[Rich | str] = [t("*Mitä on etsitty turhaan 30 päivän aikana*")]
    parts.append(
        Rich.join([_line(turn, one) for one in found]) if found else t("Mitään ei ole kaivannut useampi ihminen.")
    )
    keyboard: list[tuple[Button, ...]] = []
    for one in found:
        label = t.line("Kysy tuottajilta: {wish}", wish=_wish(turn, one))
        keyboard.append((Button.of(label, "unmet.ask", one.concept, _id(turn, one)),))
    keyboard += await _waiting(turn)
    return [Reply(Rich.join(parts, between="\n\n"), tuple(keyboard), edits=pressed(turn.message))]


async def ask(turn: Turn) -> list[Reply]:
    """``unmet.ask:concept:municipality``: the question as entrepreneurs see it, and how many would get it."""
    one = await _wanted(turn)
    if one is None:
        return await show(turn)
    t = turn.t
    able = await asking.able(turn.session, turn.discovery, one.concept, one.area)
    owners = {supplier.owner_person_id for supplier in able if supplier.owner_person_id is not None}
    people = await willing(turn.session, owners, "polls")
    asked = await demand_polls.asked_since(turn.session, people, turn.now - asking.ONCE_A)
    question = asking.looked_for(one.concept, one.area, one.people, turn.discovery, t)
    free = len(people - asked)
    goes_to = t.plural("Tämä lähtisi {n} yrittäjälle.", "Tämä lähtisi {n} yrittäjälle.", free)
    told = goes_to if free else t("Keneltäkään ei voi nyt kysyä.")
    rested = t("{n} on saanut kysymyksen jo tällä viikolla.", n=len(asked))
    closed = t("{n} ei ole antanut lupaa kysyä. Luvan voi antaa komennolla /kysynta.", n=len(owners - people))
    text = Rich.join([question, told, rested if asked else "", closed if owners - people else ""], between="\n\n")
    send = (Button.of(t.line("Kysy heiltä"), "unmet.sure", one.concept, _id(turn, one)),) if free else ()
    back = (Button.of(t.line("Takaisin"), "unmet"),)
    return [Reply(text, (send, back) if send else (back,), edits=pressed(turn.message))]


async def send(turn: Turn) -> list[Reply]:
    """``unmet.sure:concept:municipality``: they are asked."""
    one = await _wanted(turn)
    if one is None:
        return await show(turn)
    poll, asked = await asking.start(turn.session, turn.discovery, one, turn.person.id, turn.now)
    await audit.note(turn.session, turn.person.id, "demand_poll_sent", "demand_poll", poll.id, turn.now)
    text = turn.t.plural("Kysymys lähtee {n} yrittäjälle.", "Kysymys lähtee {n} yrittäjälle.", asked)
    return [Reply(text, ((Button.of(turn.t.line("Takaisin"), "unmet"),),), edits=pressed(turn.message))]


async def open_offer(turn: Turn) -> list[Reply]:
    """``unmet.offer:offer``: an offer that waits."""
    offer = await demand_polls.offer(turn.session, turn.number())
    producer = None if offer is None else await producers.get(turn.session, offer.producer_id)
    if offer is None or producer is None or offer.state != "pending":
        return await show(turn)
    t = turn.t
    head = t("*Tarjous:* {thing}", thing=turn.discovery.label(offer.concept, turn.language))
    text = Rich.join([head, clip(producer.name, 100), offers.terms(offer, t)])
    yes = Button.of(t.line("Julkaise"), "unmet.offerok", offer.id)
    no = Button.of(t.line("Hylkää"), "unmet.offerno", offer.id)
    return [Reply(text, ((yes, no),), edits=pressed(turn.message))]


async def decide_offer(turn: Turn) -> list[Reply]:
    """``unmet.offerok:offer`` and ``unmet.offerno:offer``."""
    offer = await demand_polls.offer(turn.session, turn.number())
    if offer is None or offer.state != "pending" or turn.action is None:
        return await show(turn)
    good = turn.action.name == "unmet.offerok"
    if good:
        await offers.publish(turn.session, turn.discovery, offer, turn.person.id, turn.now)
    else:
        await offers.reject(turn.session, offer, turn.person.id, turn.now)
    decision = "approved" if good else "rejected"
    await audit.note(turn.session, turn.person.id, decision, "offer", offer.id, turn.now)
    await _tell_owner(turn, offer, good=good)
    return await show(turn)


async def open_need(turn: Turn) -> list[Reply]:
    """``unmet.need:need``: a need with all its pledges; one that waits can be opened."""
    need = await volume.get(turn.session, turn.number())
    if need is None:
        return await show(turn)
    t = turn.t
    together = await volume.total(turn.session, need.id)
    pledges = await volume.pledges(turn.session, need.id, willing_only=False)
    text = Rich.join([showing.card(need, together, t, turn.now), showing.detail(need, pledges, t)], between="\n\n")
    buttons = []
    if need.state == "pending":
        buttons.append(Button.of(t.line("Avaa"), "unmet.needok", need.id))
    if need.state in ("pending", "open"):
        buttons.append(Button.of(t.line("Peru tarve…"), "unmet.needno", need.id))
    back = (Button.of(t.line("Takaisin"), "unmet"),)
    return [Reply(text, (tuple(buttons), back) if buttons else (back,), edits=pressed(turn.message))]


async def decide_need(turn: Turn) -> list[Reply]:
    """``unmet.needok:need``, and ``unmet.needno:need`` after one more tap (``:sure``)."""
    need = await volume.hold(turn.session, turn.number())
    if need is None or turn.action is None:
        return await show(turn)
    t, before = turn.t, need.state
    if turn.action.name == "unmet.needno" and before in ("pending", "open") and turn.word(1) != "sure":
        sure = Button.of(t.line("Peru tarve"), "unmet.needno", need.id, "sure")
        keep = Button.of(t.line("Takaisin"), "unmet.need", need.id)
        text = t("Perutaanko tarve *{text}*? Ilmoittaja saa siitä heti viestin.", text=clip(need.text, 100))
        return [Reply(text, ((sure, keep),), edits=pressed(turn.message))]
    if turn.action.name == "unmet.needok" and before == "pending":
        told_to = await lifecycle.open_need(turn.session, turn.discovery, need, turn.now)
        text = t.plural(
            "Tarve on auki. Kerroin siitä {n} yrittäjälle.", "Tarve on auki. Kerroin siitä {n} yrittäjälle.", told_to
        )
    elif turn.action.name == "unmet.needno" and before in ("pending", "open"):
        await lifecycle.cancel(turn.session, need, turn.now)
        text = t("Tarve on peruttu.")
    else:
        return await show(turn)
    await audit.note(turn.session, turn.person.id, turn.action.name, "need", need.id, turn.now)
    if need.posted_by != turn.person.id:
        await tell(turn, need.posted_by, _need_decided(need, opened=turn.action.name == "unmet.needok"))
    back = (Button.of(t.line("Takaisin"), "unmet"),)
    return [Reply(text, (back,), edits=pressed(turn.message))]


def _need_decided(need: Need, *, opened: bool) -> Callable[[Texts], Reply]:
    def words(t: Texts) -> Reply:
        if not opened:
            return Reply(t("Tarpeesi peruttiin: {text}", text=need.text))
        look = Button.of(t.line("Näytä tarve"), "volume", need.id)
        return Reply(t("Tarpeesi on nyt auki, ja tuottajat voivat luvata osansa: {text}", text=need.text), ((look,),))

    return words


BUTTONS: dict[str, Handler] = {
    name: staff_only(handler)
    for name, handler in {
        "unmet": show,
        "unmet.ask": ask,
        "unmet.sure": send,
        "unmet.offer": open_offer,
        "unmet.offerok": decide_offer,
        "unmet.offerno": decide_offer,
        "unmet.need": open_need,
        "unmet.needok": decide_need,
        "unmet.needno": decide_need,
    }.items()
}


async def _waiting(turn: Turn) -> list[tuple[Button, ...]]:
    t = turn.t
    found: list[tuple[Button, ...]] = []
    for offer in await demand_polls.pending_offers(turn.session, WAITING):
        label = t.line("Tarjous odottaa: {thing}", thing=turn.discovery.label(offer.concept, turn.language))
        found.append((Button.of(label, "unmet.offer", offer.id),))
    needs: list[Need] = [
        *await volume.in_state(turn.session, "pending", WAITING),
        *await volume.in_state(turn.session, "open", WAITING),
    ]
    for need in needs:
        text = clip(need.text, 40)
        waits = need.state == "pending"
        label = t.line("Tarve odottaa: {text}", text=text) if waits else t.line("Tarve: {text}", text=text)
        found.append((Button.of(label, "unmet.need", need.id),))
    return found


async def _wanted(turn: Turn) -> Wanted | None:
    """The wish of a button as it stands now, if the staff member may ask about it."""
    concept, place = turn.word(), turn.word(1)
    name = turn.discovery.gazetteer[place].municipality if place in turn.discovery.gazetteer else ""
    area = await area_of(turn)
    if area is not None and name != area:
        return None
    found = await wanted.unmet_by_area(turn.session, turn.discovery, turn.now)
    return next((one for one in found if one.concept == concept and one.area == name), None)


async def _tell_owner(turn: Turn, offer: Offer, *, good: bool) -> None:
    producer = await producers.get(turn.session, offer.producer_id)
    if producer is None:
        return
    if good:
        await tell(turn, producer.owner_person_id, lambda t: Reply(t("Tarjouksesi on julkaistu.")))
    else:
        await tell(turn, producer.owner_person_id, lambda t: Reply(t("Tarjoustasi ei voitu julkaista.")))


def _id(turn: Turn, one: Wanted) -> str:
    place = turn.discovery.gazetteer.municipality(one.area) if one.area else None
    return place.id if place is not None else ""


def _wish(turn: Turn, one: Wanted) -> str:
    return clip(f"{turn.discovery.label(one.concept, turn.language)}, {one.area} ({one.unmet})", 50)


def _line(turn: Turn, one: Wanted) -> Rich:
    return turn.t(
        "• {thing}, {area}: {unmet} ihmistä turhaan, {people} kaikkiaan",
        thing=turn.discovery.label(one.concept, turn.language),
        area=one.area,
        unmet=one.unmet,
        people=one.people,
    )

"""Demand for sellers: what people near them looked for; the question whether they could offer it; offers to look at."""

from __future__ import annotations

from osta.broadcasts import subscriptions
from osta.broadcasts.demand import asking, offers, wanted
from osta.broadcasts.demand.wanted import Wanted
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.discovery.producers.derived import point
from osta.discovery.showing.card import card_reply
from osta.discovery.showing.replies import pressed
from osta.handlers.turn import Handler, NotMine, Turn
from osta.store import consents, demand_polls, favourites, producers
from osta.store.models import Offer, Producer
from osta.store.models.demand import DemandAnswer

HOW_MUCH = "demand.quantity"  # the states that wait for words
FROM_WHEN = "demand.available"
SHOWN = 10  # wishes of a list
_POLL, _QUANTITY = "demand_poll", "demand_quantity"


async def show(turn: Turn) -> list[Reply]:
    """``/kysynta``: what was looked for near the seller in the last 30 days, and what of it nobody sells."""
    t = turn.t
    owned = await producers.owned_by(turn.session, turn.person.id)
    here = _position(turn, owned)
    if not owned:
        text = t("Kysynnän näkevät yrittäjät, joilla on ilmoitus. Tee omasi, niin näet, mitä läheltäsi etsitään.")
        return [Reply(text, ((Button.of(t.line("Tee ilmoitus"), "register"),),))]
    if here is None:
        text = t("En tiedä, missä olet. Lisää ilmoitukseesi kylä, niin näet, mitä läheltäsi etsitään.")
        return [Reply(text, ((Button.of(t.line("Omat ilmoitukset"), "mine"),),))]
    found = await wanted.near(turn.session, turn.discovery, *here, turn.now)
    agree = await _agree(turn)
    if not found:
        text = t("Läheltäsi ei ole 30 päivään etsitty mitään, mitä useampi kaipaisi. Katso myöhemmin uudestaan.")
        return [Reply(text, agree, edits=pressed(turn.message))]
    parts: list[Rich | str] = [t("*Mitä läheltäsi etsittiin 30 päivän aikana* (60 km)")]
    missing = [one for one in found if not one.sold][:SHOWN]
    others = [one for one in found if one.sold][:SHOWN]
    if missing:
        parts.append(Rich.join([t("Kukaan ei vielä myy:"), *(_line(turn, one) for one in missing)]))
    if others:
        parts.append(Rich.join([t("Näitä jo myydään:"), *(_line(turn, one) for one in others)]))
    edit = Button.of(t.line("Muokkaa ilmoitustani"), "mine")
    return [Reply(Rich.join(parts, between="\n\n"), ((edit,), *agree), edits=pressed(turn.message))]


async def agree(turn: Turn) -> list[Reply]:
    """``demand.agree``: the seller wants to be asked when something is looked for in vain."""
    if "polls" not in await consents.in_force(turn.session, turn.person.id):
        await subscriptions.switch_topic(turn.session, turn.person, "polls", subscriptions.CONSENT_TEXT, turn.now)
    text = turn.t(
        "Kiitos! Kysyn enintään kerran viikossa, voisitko tarjota sitä, mitä läheltäsi etsitään. "
        "Luvan voit perua milloin vain: /tilaukset"
    )
    return [Reply(text)]


async def yes(turn: Turn) -> list[Reply]:
    """``demand.yes:poll``: then, how much?"""
    if not await _answered(turn, "yes"):
        return _over(turn)
    turn.state, turn.data[_POLL] = HOW_MUCH, turn.number()
    turn.data.pop(_QUANTITY, None)
    return await prompt_quantity(turn)


async def later(turn: Turn) -> list[Reply]:
    """``demand.later:poll``."""
    if not await _answered(turn, "later"):
        return _over(turn)
    return _thanks(turn, turn.t("Kiitos! Palataan asiaan myöhemmin. Voit vaihtaa vastauksesi:"))


async def no(turn: Turn) -> list[Reply]:
    """``demand.no:poll``."""
    if not await _answered(turn, "no"):
        return _over(turn)
    return _thanks(turn, turn.t("Kiitos vastauksesta! Voit vaihtaa sen:"))


async def prompt_quantity(turn: Turn) -> list[Reply]:
    """The question how much."""
    t = turn.t
    skip = Button.of(t.line("Ohita"), "demand.skip", "quantity")
    return [Reply(t("Hienoa! Paljonko voisit tarjota? Esimerkiksi: 10 kg viikossa"), ((skip,),))]


async def prompt_available(turn: Turn) -> list[Reply]:
    """The question from when on."""
    t = turn.t
    now = Button.of(t.line("Heti"), "demand.skip", "now")
    skip = Button.of(t.line("Ohita"), "demand.skip", "available")
    return [Reply(t("Mistä alkaen? Esimerkiksi: lokakuusta"), ((now, skip),))]


async def told_quantity(turn: Turn) -> list[Reply] | None:
    """How much, in own words."""
    if not turn.text.strip() or turn.text.strip().endswith("?"):
        raise NotMine
    turn.data[_QUANTITY] = clip(turn.text, offers.LONGEST)
    turn.state = FROM_WHEN
    return await prompt_available(turn)


async def told_available(turn: Turn) -> list[Reply] | None:
    """From when, in own words."""
    if not turn.text.strip() or turn.text.strip().endswith("?"):
        raise NotMine
    return await _offer(turn, clip(turn.text, offers.LONGEST))


async def skip(turn: Turn) -> list[Reply]:
    """``demand.skip:what``: one of the two questions is left open, or it is to be had at once."""
    if turn.state == HOW_MUCH:
        turn.state = FROM_WHEN
        return await prompt_available(turn)
    if turn.state == FROM_WHEN:
        return await _offer(turn, turn.t.line("Heti") if turn.word() == "now" else None)
    return _over(turn)


async def see(turn: Turn) -> list[Reply]:
    """``offer.see:offer``: what is offered, by whom; the seller learns how many looked."""
    offer = await demand_polls.offer(turn.session, turn.number())
    producer = None if offer is None else await producers.get(turn.session, offer.producer_id)
    if offer is None or producer is None or offer.state != "published" or producer.status != "published":
        return [Reply(turn.t("Tämä tarjous ei ole enää voimassa."))]
    if producer.owner_person_id != turn.person.id:
        await demand_polls.see(turn.session, offer.id, turn.person.id, turn.now)
    kept = await favourites.has(turn.session, turn.person.id, producer.id)
    reply = card_reply(producer, turn.t, turn.now, turn.discovery, kept=kept)
    return [Reply(Rich.join([_offered(turn, offer), reply.text], between="\n\n"), reply.rows)]


BUTTONS: dict[str, Handler] = {
    "demand": show,
    "demand.agree": agree,
    "demand.yes": yes,
    "demand.later": later,
    "demand.no": no,
    "demand.skip": skip,
    "offer.see": see,
}


async def _offer(turn: Turn, available: str | None) -> list[Reply]:
    turn.state = None
    quantity = turn.data.pop(_QUANTITY, None)
    reply = await demand_polls.reply_of(turn.session, int(turn.data.pop(_POLL, 0)), turn.person.id)
    made = None if reply is None else await offers.make(
        turn.session, turn.discovery, reply, quantity, available, turn.now
    )  # fmt: skip
    if made is None:
        return _over(turn)
    t = turn.t
    if made.state == "pending":
        text = t("Kiitos! Tarjouksesi tarkistetaan, ja sen jälkeen odottajat saavat tiedon.")
    elif made.told:
        text = t.plural(
            "Kiitos! Tarjouksesi on julkaistu. Kerroin siitä yhdelle, joka odotti tätä.",
            "Kiitos! Tarjouksesi on julkaistu. Kerroin siitä {n} ihmiselle, jotka odottivat tätä.",
            made.told,
        )
    else:
        text = t("Kiitos! Tarjouksesi on julkaistu, ja se löytyy nyt hauista.")
    return [Reply(Rich.join([text, offers.terms(made, t)], between="\n\n"))]


async def _answered(turn: Turn, value: DemandAnswer) -> bool:
    try:
        reply = await offers.answer(turn.session, turn.number(), turn.person.id, value, turn.now)
    except offers.PollOver:
        return False
    return reply is not None


def _thanks(turn: Turn, text: Rich) -> list[Reply]:
    turn.state = None
    return [Reply(text, asking.choices(turn.number(), turn.t), edits=pressed(turn.message))]


async def _agree(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """A tap to be asked, for whom nobody may ask yet."""
    if "polls" in await consents.in_force(turn.session, turn.person.id):
        return ()
    return ((Button.of(turn.t.line("Kysy minulta, kun jotain puuttuu"), "demand.agree"),),)


def _line(turn: Turn, one: Wanted) -> Rich:
    label = turn.discovery.label(one.concept, turn.language)
    return turn.t("• {thing}: {people} ihmistä", thing=label, people=one.people)


def _offered(turn: Turn, offer: Offer) -> Rich:
    head = turn.t("*Tarjous:* {thing}", thing=turn.discovery.label(offer.concept, turn.language))
    return Rich.join([head, offers.terms(offer, turn.t)])


def _position(turn: Turn, owned: list[Producer]) -> tuple[float, float] | None:
    for producer in owned:
        here = point(turn.discovery, producer)
        if here is not None:
            return here
    home = turn.person.home_place_id
    if home is None or home not in turn.discovery.gazetteer:
        return None
    place = turn.discovery.gazetteer[home]
    return place.latitude, place.longitude


def _over(turn: Turn) -> list[Reply]:
    turn.state = None
    return [Reply(turn.t("Tähän kysymykseen ei voi enää vastata. Kysynnän näet: /kysynta"))]

"""A producer's card: opened from a list, a link or the favourites; its map, contact and star."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from osta.chat.figures import clip
from osta.chat.messages import Button, ContactCard, Reply, Venue
from osta.discovery.showing.card import card_reply
from osta.discovery.showing.replies import pressed
from osta.handlers.turn import OPEN_CARD, Handler, Turn
from osta.store import consents, exposures, favourites, follow_ups, producers
from osta.store.models import Producer

LINK = "p_"  # a link to the bot with ?start=p_<code> opens that card
ASK_AFTER = timedelta(days=7)  # when to ask, of those who agreed to it, whether something was bought


async def opened(turn: Turn) -> list[Reply]:
    """``card:code[:list's arguments]``."""
    code, *back = turn.action.args if turn.action and turn.action.args else ("",)
    return await _shown(turn, code, back)


async def beside(turn: Turn) -> list[Reply]:
    """``card.beside:code``: below a message that stays, since more can be chosen in it."""
    return await _shown(turn, turn.word(), [], stays=True)


async def from_link(turn: Turn) -> list[Reply]:
    """``/start p_<code>``."""
    return await _shown(turn, turn.argument.removeprefix(LINK).strip().lower(), [])


async def on_map(turn: Turn) -> list[Reply]:
    """``card.map:code``: the place on the map."""
    producer = await _published(turn, turn.word())
    if producer is None:
        return _gone(turn)
    latitude, longitude = producer.latitude, producer.longitude
    if latitude is None or longitude is None:
        place = producer.village_place_id
        if place is None or place not in turn.discovery.gazetteer:
            return [Reply(turn.t("Tarkkaa paikkaa ei ole kerrottu. Kysy myyjältä."))]
        latitude, longitude = turn.discovery.gazetteer[place].latitude, turn.discovery.gazetteer[place].longitude
    village = str((producer.card or {}).get("village") or "")
    address = ", ".join(dict.fromkeys(name for name in (village, producer.municipality or "") if name))
    return [Reply(attachment=Venue(clip(producer.name, 100), address[:100], latitude, longitude))]


async def contact(turn: Turn) -> list[Reply]:
    """``card.contact:code``: the number to keep; counted, and asked about in a week by those who agreed."""
    producer = await _published(turn, turn.word())
    if producer is None or not producer.phone:
        return _gone(turn)
    await exposures.count_contact(turn.session, producer.id, turn.now.date())
    replies = [Reply(attachment=ContactCard(clip(producer.name, 60), producer.phone))]
    agreed = await consents.in_force(turn.session, turn.person.id)
    if "followup" in agreed:
        await follow_ups.plan(turn.session, turn.person.id, producer.id, turn.now, turn.now + ASK_AFTER)
    elif not turn.data.get("follow_up_asked") and not turn.message.group:
        turn.data["follow_up_asked"] = True
        replies.append(
            Reply(
                turn.t("Saanko kysyä viikon päästä, ostitko? Vastaukset auttavat hanketta, nimeäsi niihin ei jää."),
                (
                    (
                        Button.of(turn.t.line("Saat kysyä"), "bought.agree", producer.code),
                        Button.of(turn.t.line("Älä kysy"), "bought.refuse"),
                    ),
                ),
                silent=True,
            )
        )
    return replies


async def keep(turn: Turn) -> list[Reply]:
    """``card.keep:code[:list's arguments]``: among the favourites."""
    producer = await _published(turn, turn.word())
    if producer is None:
        return _gone(turn)
    await favourites.add(turn.session, turn.person.id, producer.id, turn.now)
    return await _shown(turn, producer.code, _back(turn), turn.t.line("Lisätty suosikkeihin. Ne löydät: /suosikit"))


async def drop(turn: Turn) -> list[Reply]:
    """``card.drop:code[:list's arguments]``: no longer among them."""
    producer = await _published(turn, turn.word())
    if producer is None:
        return _gone(turn)
    await favourites.remove(turn.session, turn.person.id, producer.id)
    return await _shown(turn, producer.code, _back(turn), turn.t.line("Poistettu suosikeista."))


async def _shown(
    turn: Turn, code: str, back: list[str], toast: str | None = None, *, stays: bool = False
) -> list[Reply]:
    edits = None if stays else pressed(turn.message)
    producer = await _published(turn, code)
    if producer is None:
        return [replace(gone, edits=edits) for gone in _gone(turn)]
    if toast is None:
        await exposures.count_shown(turn.session, [producer.id], turn.now.date())
    turn.data[OPEN_CARD] = code
    kept = await favourites.has(turn.session, turn.person.id, producer.id)
    reply = card_reply(producer, turn.t, turn.now, turn.discovery, kept=kept, back=back, edits=edits)
    return [reply] if toast is None else [Reply(reply.text, reply.rows, edits=reply.edits, toast=toast)]


async def _published(turn: Turn, code: str) -> Producer | None:
    producer = await producers.by_code(turn.session, code) if code else None
    return producer if producer is not None and producer.status == "published" else None


def _back(turn: Turn) -> list[str]:
    return list(turn.action.args[1:4]) if turn.action else []


def _gone(turn: Turn) -> list[Reply]:
    text = turn.t("Tätä myyjää ei enää ole luettelossa. Kysy uudestaan, niin katson, kuka nyt myy.")
    browse = Button.of(turn.t.line("Selaa, mitä lähellä myydään"), "browse")
    return [Reply(text, ((browse,),), edits=pressed(turn.message))]


BUTTONS: dict[str, Handler] = {
    "card": opened,
    "card.beside": beside,
    "card.map": on_map,
    "card.contact": contact,
    "card.keep": keep,
    "card.drop": drop,
}

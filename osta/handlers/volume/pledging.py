"""A seller's part of a need: how much, at what price, and whether to be introduced."""

from __future__ import annotations

from typing import Any

from osta.broadcasts.volume import draft, lifecycle, showing
from osta.broadcasts.volume.lifecycle import NeedOver
from osta.chat.messages import Button, Reply
from osta.handlers.turn import NotMine, Turn
from osta.handlers.volume.needs import card, gone
from osta.store import producers, volume
from osta.store.models import Need, Producer

AMOUNT = "volume.amount"  # the states that wait for words
PRICE = "volume.price"
CONSENT = "volume.consent"
_PLEDGE = "pledge"


async def begin(turn: Turn) -> list[Reply]:
    """``volume.pledge:need``: how much?"""
    need = await volume.get(turn.session, turn.number())
    if need is None or need.state != "open":
        return gone(turn)
    if await _producer(turn) is None:
        text = turn.t("Osan voi luvata, kun omat tuotteesi ovat luettelossa.")
        return [Reply(text, ((Button.of(turn.t.line("Tee ilmoitus"), "register"),),))]
    turn.state, turn.data[_PLEDGE] = AMOUNT, {"need": need.id}
    return await prompt(turn)


async def prompt(turn: Turn) -> list[Reply]:
    """The open question again."""
    t = turn.t
    need = await volume.get(turn.session, int(_kept(turn).get("need", 0)))
    if need is None:
        return gone(turn)
    if turn.state == PRICE:
        skip = Button.of(t.line("En kerro hintaa"), "volume.noprice")
        return [Reply(t("Millä hinnalla, €/{unit}? Esimerkiksi: 2–2,50", unit=need.unit), ((skip,),))]
    if turn.state == CONSENT:
        return [_ask_consent(turn)]
    amount = showing.wanted(need, t)
    return [Reply(t("Tarve on {amount}. Paljonko lupaat, {unit}?", amount=amount, unit=need.unit))]


async def told(turn: Turn) -> list[Reply] | None:
    """The amount, then the price."""
    kept = _kept(turn)
    need = await volume.get(turn.session, int(kept.get("need", 0)))
    if need is None or not turn.text.strip():
        raise NotMine
    t = turn.t
    if turn.state == AMOUNT:
        read = draft.amount(turn.text)
        if read is None:
            return [Reply(t("Kirjoita määrä lukuna, esimerkiksi: 100 {unit}", unit=need.unit))]
        if read[1] and read[1] != need.unit:
            return [Reply(t("Tarve lasketaan yksikössä {unit}. Kirjoita määrä siinä.", unit=need.unit))]
        turn.data[_PLEDGE] = kept | {"quantity": read[0]}
        turn.state = PRICE
        return await prompt(turn)
    if turn.state == PRICE:
        prices = draft.prices(turn.text)
        if prices is None:
            return [Reply(t("Kirjoita hinta lukuna, esimerkiksi: 2–2,50"))]
        turn.data[_PLEDGE] = kept | {"prices": list(prices)}
        turn.state = CONSENT
        return await prompt(turn)
    raise NotMine


async def no_price(turn: Turn) -> list[Reply]:
    """``volume.noprice``."""
    if turn.state != PRICE:
        return gone(turn)
    turn.state = CONSENT
    return await prompt(turn)


async def consent(turn: Turn) -> list[Reply]:
    """``volume.agree:yes|no``: the last question; the pledge is made."""
    kept = _kept(turn)
    producer = await _producer(turn)
    if turn.state != CONSENT or producer is None or "quantity" not in kept:
        return gone(turn)
    turn.state = None
    turn.data.pop(_PLEDGE, None)
    prices = kept.get("prices")
    try:
        need = await lifecycle.pledge(
            turn.session,
            int(kept["need"]),
            producer,
            turn.person.id,
            turn.now,
            quantity=float(kept["quantity"]),
            prices=(float(prices[0]), float(prices[1])) if prices else None,
            introduce=turn.word() == "yes",
        )
    except NeedOver:
        return gone(turn)
    return [Reply(turn.t("Kiitos, lupauksesi on kirjattu. Voit muuttaa sitä, kunnes tarve täyttyy tai päättyy.")),
            await _shown(turn, need)]  # fmt: skip


async def withdraw(turn: Turn) -> list[Reply]:
    """``volume.withdraw:need``."""
    try:
        await lifecycle.take_back(turn.session, turn.number(), turn.person.id, turn.now)
    except NeedOver:
        return gone(turn)
    need = await volume.get(turn.session, turn.number())
    return gone(turn) if need is None else [await _shown(turn, need)]


async def _shown(turn: Turn, need: Need) -> Reply:
    return await card(turn, need, edits=False)


def _ask_consent(turn: Turn) -> Reply:
    t = turn.t
    text = t(
        "Kun tarve täyttyy tai päättyy: saako yhteystietosi ja lupauksesi antaa ostajalle, järjestäjille ja muille, "
        "jotka suostuvat samaan?"
    )
    yes = Button.of(t.line("Saa antaa"), "volume.agree", "yes")
    no = Button.of(t.line("Ei saa"), "volume.agree", "no")
    return Reply(text, ((yes, no),))


def _kept(turn: Turn) -> dict[str, Any]:
    kept: dict[str, Any] = turn.data.get(_PLEDGE, {})
    return kept


async def _producer(turn: Turn) -> Producer | None:
    owned = await producers.owned_by(turn.session, turn.person.id)
    return next((producer for producer in owned if producer.status == "published"), None)

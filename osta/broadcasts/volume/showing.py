"""A need and how far it is filled, as each may see it. Nobody but staff sees what another has pledged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from osta.broadcasts.moments import moment
from osta.chat.figures import clip, number, percent, phone
from osta.chat.rich import Rich
from osta.chat.texts import Texts, marked
from osta.store.models import Need, NeedPeriod, Pledge, Producer
from osta.store.volume import Sum

STEPS = 10
"""The bar moves in tenths: from the exact sum and one's own pledge a second pledge could be reckoned."""
_PERIODS: dict[NeedPeriod, str] = {
    "once": marked("{amount} kerran"),
    "week": marked("{amount} viikossa"),
    "month": marked("{amount} kuussa"),
    "year": marked("{amount} vuodessa"),
}
_FULL, _EMPTY = "▓", "░"
_NAME = 100  # characters


def card(need: Need, together: Sum, t: Texts, now: datetime) -> Rich:
    """The need with its bar, for everybody."""
    return Rich.join(
        [
            t("*Yhteistarve:* {text}", text=need.text),
            wanted(need, t),
            bar(need, together, t),
            t("Päättyy {when}", when=moment(need.closes_at, t, now)),
        ]
    )


def wanted(need: Need, t: Texts) -> str:
    """``500 kg kuussa``."""
    return t.line(_PERIODS[need.period], amount=quantity(need.quantity, need.unit, t))


def bar(need: Need, together: Sum, t: Texts) -> Rich:
    """How far it is filled, in tenths; whole only when it really is."""
    filled = min(STEPS, int(together.quantity / need.quantity * STEPS))
    drawn = _FULL * filled + _EMPTY * (STEPS - filled)
    if filled == STEPS:
        return t("{bar} täynnä", bar=drawn)
    if not together.quantity:
        return t("{bar} vielä tyhjä", bar=drawn)
    return t("{bar} noin {percent} luvattu", bar=drawn, percent=percent(filled / STEPS, t.language))


def own(pledge: Pledge, need: Need, t: Texts) -> Rich:
    """A producer's own pledge, to the producer alone."""
    lines = [t("Oma lupauksesi: {amount}", amount=quantity(pledge.quantity, need.unit, t))]
    if pledge.price_low is not None and pledge.price_high is not None:
        lines.append(t("Hinta: {price}", price=price(pledge, need.unit, t)))
    lines.append(
        t("Yhteystietosi saa antaa ostajalle ja muille mukana oleville.")
        if pledge.introduce
        else t("Yhteystietojasi ei anneta kenellekään.")
    )
    return Rich.join(lines)


def outcome(need: Need, together: Sum, willing: Sequence[tuple[Pledge, Producer]], t: Texts, *, exactly: bool) -> Rich:
    """The summary for a market dialogue or a joint offer: the sum, and the contacts of those who agreed.

    ``exactly`` is for the buyer and staff: a seller could reckon from the exact sum what another has pledged.
    """
    head = (
        t("*Yhteistarve täyttyi:* {text}", text=need.text)
        if need.state == "reached"
        else t("*Yhteistarve päättyi:* {text}", text=need.text)
    )
    lines: list[Rich | str] = [
        head,
        t(
            "Tarve {needed}, luvattu yhteensä {pledged}.",
            needed=wanted(need, t),
            pledged=quantity(together.quantity, need.unit, t),
        )
        if exactly
        else Rich.join([t("Tarve {needed}:", needed=wanted(need, t)), bar(need, together, t)], between=" "),
        t.plural("{n} tuottaja lupasi osansa.", "{n} tuottajaa lupasi osansa.", together.pledges),
    ]
    if need.contact and willing:
        lines.append(t("Ostajan yhteystieto: {contact}", contact=clip(need.contact, _NAME)))
    contacts = [_contact(pledge, producer, need, t) for pledge, producer in willing]
    if contacts:
        lines += ["", Rich.bold(t.line("Yhteystietonsa antavat:")), *contacts]
    return _lines(lines)


def detail(need: Need, every: Sequence[tuple[Pledge, Producer]], t: Texts) -> Rich:
    """All pledges, for staff."""
    lines: list[Rich | str] = [
        f"• {clip(producer.name, _NAME)}: {_said(pledge, need, t)}"
        + ("" if pledge.introduce else f" ({t.line('ei halua yhteyttä')})")
        for pledge, producer in every
    ]
    return Rich.join(lines) or t("Kukaan ei ole vielä luvannut mitään.")


def quantity(value: float, unit: str, t: Texts) -> str:
    """An amount with its unit."""
    return f"{number(value, t.language, 0 if value == int(value) else 1)} {unit}"


def price(pledge: Pledge, unit: str, t: Texts) -> str:
    """The price range in euros a unit."""
    low, high = pledge.price_low or 0.0, pledge.price_high or 0.0
    spoken = (
        number(low, t.language, 2) if low == high else f"{number(low, t.language, 2)}–{number(high, t.language, 2)}"
    )
    return f"{spoken} €/{unit}"


def _contact(pledge: Pledge, producer: Producer, need: Need, t: Texts) -> str:
    reached = [phone(producer.phone, t.language)] if producer.phone else []
    reached += [producer.email] if producer.email else []
    parts = [clip(producer.name, _NAME), producer.municipality or "", _said(pledge, need, t), *reached]
    return "• " + ", ".join(part for part in parts if part)


def _said(pledge: Pledge, need: Need, t: Texts) -> str:
    amount = quantity(pledge.quantity, need.unit, t)
    return amount if pledge.price_low is None else f"{amount}, {price(pledge, need.unit, t)}"


def _lines(lines: Sequence[Rich | str]) -> Rich:
    """Lines with an empty one where an empty part stands."""
    groups: list[list[Rich | str]] = [[]]
    for line in lines:
        if line:
            groups[-1].append(line)
        else:
            groups.append([])
    return Rich.join([Rich.join(group) for group in groups], between="\n\n")

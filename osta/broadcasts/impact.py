"""What a local purchase does for the area: the local multiplier LM3, with its inputs and how unsure it is.

LM3 = (R1 + R2 + R3) / R1: what is spent (R1), what the sellers spend of it in the area (R2), and what of that is spent
in the area again (R3). It lies between 1 and 3. It says how money moves, not how much is earned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from osta.chat.figures import number
from osta.chat.rich import Rich
from osta.chat.texts import Texts

UNSURE_SHARE = 0.1
"""People guess shares to about ten hundredths."""
USUAL_AGAIN = (0.2, 0.45, 0.7)
"""The share that is spent in the area again where nobody knows it: at least, in the middle, at most. An assumption."""


@dataclass(frozen=True, slots=True)
class Group:
    """One use of the income in the area, such as wages or purchases: its share (0-1), and how much of it stays again.

    ``again`` None: nobody knows.
    """

    share: float
    again: float | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """LM3 and the range it may lie in; the euros are what the money does in the area in three rounds."""

    spent_eur: float
    groups: tuple[Group, ...]
    lm3: float
    low: float
    high: float

    @property
    def euros(self) -> tuple[float, float, float]:
        """At least, probably, at most."""
        return self.spent_eur * self.low, self.spent_eur * self.lm3, self.spent_eur * self.high


def lm3(groups: Sequence[tuple[float, float]]) -> float:
    """1 + Σ a + Σ a·b for groups of (a, b). Raises ValueError for shares outside 0-1 or above 1 together."""
    if any(not (0 <= a <= 1 and 0 <= b <= 1) for a, b in groups) or sum(a for a, _ in groups) > 1 + 1e-9:
        raise ValueError("shares lie between 0 and 1, and together make 1 at most")
    return 1 + sum(a + a * b for a, b in groups)


def estimate(spent_eur: float, groups: Sequence[Group]) -> Estimate:
    """The estimate for an amount. Raises ValueError for a negative one or for shares that cannot be."""
    if spent_eur < 0:
        raise ValueError("an amount of money cannot be negative here")
    least, middle, most = USUAL_AGAIN
    total = sum(group.share for group in groups)
    spare = (min(1.0, total + UNSURE_SHARE) - total) / len(groups) if groups else 0.0
    return Estimate(
        spent_eur,
        tuple(groups),
        lm3([(group.share, middle if group.again is None else group.again) for group in groups]),
        lm3([(max(0.0, group.share - UNSURE_SHARE), _less(group.again, least)) for group in groups]),
        lm3([(min(1.0, group.share + max(0.0, spare)), _more(group.again, most)) for group in groups]),
    )


def told(estimate: Estimate, t: Texts) -> Rich:
    """The estimate with its inputs and its limits, for people who are not economists."""
    low, probable, high = (_euros(amount, t) for amount in estimate.euros)
    shares = [number(100 * group.share, t.language) for group in estimate.groups]
    known = [group.again for group in estimate.groups if group.again is not None]
    again = (
        t.line("{percent} % taas paikallisesti", percent=number(100 * known[0], t.language))
        if known
        else t.line("kuinka paljon siitä taas paikallisesti: ei tiedossa, oletettu 20–70 %")
    )
    return Rich.join(
        [
            t(
                "*{spent}* voi tehdä seudulla noin *{probable}* työn (vaihteluväli {low}–{high}).",
                spent=_euros(estimate.spent_eur, t),
                probable=probable,
                low=low,
                high=high,
            ),
            t(
                "Paikalliskerroin LM3: {lm3} ({least}–{most}).",
                lm3=number(estimate.lm3, t.language, 2),
                least=number(estimate.low, t.language, 2),
                most=number(estimate.high, t.language, 2),
            ),
            t(
                "Lähtötiedot: ostos {spent}; myyjä käyttää siitä paikallisesti {shares} %; {again}.",
                spent=_euros(estimate.spent_eur, t),
                shares=" + ".join(shares),
                again=again,
            ),
            t(
                "_Tämä on karkea arvio kolmesta rahan kierroksesta, ei mittaus. Se kertoo, miten raha liikkuu, ei "
                "paljonko jää voittoa tai syntyykö työpaikkoja._"
            ),
        ],
        between="\n\n",
    )


def _less(again: float | None, least: float) -> float:
    return least if again is None else max(0.0, again - UNSURE_SHARE)


def _more(again: float | None, most: float) -> float:
    return most if again is None else min(1.0, again + UNSURE_SHARE)


def _euros(amount: float, t: Texts) -> str:
    return f"{number(amount, t.language)} €"

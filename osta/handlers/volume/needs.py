"""The open needs, and each of them with its bar."""

from __future__ import annotations

from osta.broadcasts.volume import showing
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.discovery.showing.replies import pressed
from osta.handlers.turn import Turn
from osta.store import volume
from osta.store.models import Need

SHOWN = 8  # needs of a list


async def show(turn: Turn) -> list[Reply]:
    """``/yhdessa``: the open needs."""
    t = turn.t
    found = await volume.in_state(turn.session, "open", SHOWN)
    post = (Button.of(t.line("Ilmoita tarve"), "volume.post"),)
    intro = t(
        "*Yhdessä enemmän.* Tähän ilmoitetaan tarpeet, joita yksi tuottaja ei täytä. "
        "Jokainen lupaa osan; muut näkevät vain, paljonko on koossa."
    )
    if not found:
        text = Rich.join([intro, t("Avoimia tarpeita ei nyt ole.")], between="\n\n")
        return [Reply(text, (post,), edits=pressed(turn.message))]
    entries = []
    for need in found:
        together = await volume.total(turn.session, need.id)
        entries.append(Rich.join([Rich.bold(clip(need.text, 100)), showing.bar(need, together, t)]))
    rows = [(Button.of(clip(need.text, 50), "volume", need.id),) for need in found]
    return [Reply(Rich.join([intro, *entries], between="\n\n"), (*rows, post), edits=pressed(turn.message))]


async def opened(turn: Turn) -> list[Reply]:
    """``volume:need``."""
    need = await volume.get(turn.session, turn.number())
    if need is None or need.state in ("pending", "cancelled"):
        return gone(turn)
    return [await card(turn, need)]


async def card(turn: Turn, need: Need, *, edits: bool = True) -> Reply:
    """The need, one's own pledge, and what one can do."""
    t = turn.t
    parts = [showing.card(need, await volume.total(turn.session, need.id), t, turn.now)]
    own = await volume.of_person(turn.session, need.id, turn.person.id)
    if own is not None:
        parts.append(showing.own(own, need, t))
    rows: list[tuple[Button, ...]] = []
    if need.state == "open" and need.closes_at > turn.now:
        label = t.line("Lupaan osan") if own is None else t.line("Muuta lupaustani")
        rows.append((Button.of(label, "volume.pledge", need.id),))
        if own is not None:
            rows.append((Button.of(t.line("Perun lupaukseni"), "volume.withdraw", need.id),))
    rows.append((Button.of(t.line("Kaikki tarpeet"), "volume.all"),))
    return Reply(Rich.join(parts, between="\n\n"), tuple(rows), edits=pressed(turn.message) if edits else None)


def gone(turn: Turn) -> list[Reply]:
    """For a need that is no more, or takes no pledges."""
    turn.state = None
    return [Reply(turn.t("Tämä tarve on täyttynyt tai päättynyt. Avoimet näet: /yhdessa"))]

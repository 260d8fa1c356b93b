"""The project's figures for staff: who sells, what is asked, what came of it."""

from __future__ import annotations

from datetime import timedelta

from osta.chat.messages import Reply
from osta.chat.rich import Rich
from osta.handlers.staff.scope import area_of
from osta.handlers.turn import Turn
from osta.store import project_figures

COUNTED = timedelta(days=30)


async def show(turn: Turn) -> list[Reply]:
    """``/luvut``: of the last 30 days."""
    t = turn.t
    if await area_of(turn) is not None:
        return [Reply(t("Luvut ovat koko alueen ylläpidolle."))]
    found = await project_figures.since(turn.session, turn.now - COUNTED)
    bought = found.bought
    lines: list[Rich | str] = [
        Rich.bold(t.line("Viimeiset 30 päivää")),
        t("Ilmoituksia näkyvissä: {n}, joista vahvistettuja {confirmed}", n=found.listings, confirmed=found.confirmed),
        t("Hakuja: {n}, joista ilman myyjää jäi {vain}", n=found.questions, vain=found.in_vain),
        t("Ilmoituksia näytetty: {shown}, yhteystieto otettu: {taken}", shown=found.shown, taken=found.contacts),
        t(
            "Ostitko? Vastauksia {n}: kyllä {yes}, ei {no}, ei vielä {later}",
            n=sum(bought.values()),
            yes=bought.get("yes", 0),
            no=bought.get("no", 0),
            later=bought.get("not_yet", 0),
        ),
    ]
    return [Reply(Rich.join(lines))]

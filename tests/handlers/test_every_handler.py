"""Everything can be pressed and answered, in each language, also with the longest names and the strangest words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from osta.chat.messages import Action
from osta.chat.texts import LANGUAGES, Language
from osta.discovery.service import Discovery
from osta.handlers.route import covers
from osta.handlers.routes import ROUTES
from osta.handlers.staff import log
from osta.store import audit
from osta.store.engine import Database
from osta.store.models import AuditEntry
from tests.fakes.talk import Town
from tests.handlers.conftest import settled
from tests.handlers.walk import LONG, Walk, through_everything

ELSEWHERE = frozenset(
    "at bought.said notices.found broadcast.again broadcast.pause broadcast.resume broadcast.send claim.in "
    "claim.leave claim.take demand demand.agree demand.later demand.no demand.skip demand.yes link.no link.ok "
    "mine.open offer.see poll.open register.season unmet.offer unmet.offerno unmet.offerok volume.withdraw "
    "workshop.nowish workshop.rate workshops wsmake.came wsmake.material".split()
)
"""Buttons that take more than one person and a day: their own tests press them, and check each reply as well."""
STRANGE = (
    *("\0", "peruna\0 \ud83d\ufeff\x1b[2J \u202eaksup", "\n" * 4096, "ä" * 4096, "🐟" * 2048, "e" + "\u0301" * 4000),
    *("a\n" * 2048, "²", "1–" + "9" * 30, "9" * 19 + " kg perunaa", "31.2. klo 25", "10.10.10000 klo 12"),
    *("aika: \npaikka: \npaikkoja: -1\n", "(monta)\n- \n- \n", "http://[::1", "a@" * 2000, LONG),
)
"""What no question means to hear: unstorable, unseen and endless words; what is nearly a number, a date or a form."""
SELDOM = frozenset({"announce.time", "workshop.wish", "wsmake.material"})
"""Questions that take more than one person and a day."""


@pytest.mark.parametrize("language", LANGUAGES[1:])  # in Finnish: below
async def test_whatever_is_pressed_and_answered_the_reply_fits(town: Town, language: Language) -> None:
    walk = Walk(town, language)
    await through_everything(walk)
    names = {name for _, name, _ in walk.pressed}
    actions = {route.name for route in ROUTES.table if route.kind == "action"}
    assert actions - names <= ELSEWHERE, "lead the walk there, or test each reply elsewhere and name it in ELSEWHERE"
    assert {one.action for one in await done(town)} <= log.DONE.keys(), "what staff do stands in the log in words"
    for action in sorted(actions):  # old and forged ones
        await walk.person("aino").presses_action(Action(action))
        await walk.person("staff").presses_action(Action(action, ("kaikkea2", "999999")))
        walk.look()


async def done(town: Town) -> Sequence[AuditEntry]:
    async with town.database.reading() as session:
        return await audit.latest(session, 10_000)


async def test_no_question_falls_over_a_strange_answer(database: Database, discovery: Discovery) -> None:
    walk = Walk(await settled(database, discovery), "fi", STRANGE)
    await through_everything(walk)
    asked = {route.name for route in ROUTES.table if route.kind == "state"} - SELDOM
    assert {name for name in asked if not any(covers(name, state) for state in walk.reached)} == set()

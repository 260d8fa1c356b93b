"""Did you buy? Asked a week after a contact was taken, of those who agreed to it, once."""

from __future__ import annotations

from datetime import timedelta

from osta.chat.messages import Button, Reply
from osta.discovery.showing.replies import pressed
from osta.handlers.turn import Handler, Turn
from osta.store import consents, follow_ups, producers
from osta.store.models.residents import FollowUpAnswer

CONSENT_TEXT = "2026-1"
ASK_AFTER = timedelta(days=7)
ANSWERS: tuple[FollowUpAnswer, ...] = ("yes", "no", "not_yet")


async def agree(turn: Turn) -> list[Reply]:
    """``bought.agree:code``: the question may be asked."""
    await consents.give(turn.session, turn.person.id, "followup", CONSENT_TEXT, turn.now)
    code = turn.word()
    producer = await producers.by_code(turn.session, code)
    if producer is not None:
        await follow_ups.plan(turn.session, turn.person.id, producer.id, turn.now, turn.now + ASK_AFTER)
    return [Reply(turn.t("Kiitos! Kysyn kerran, viikon päästä."), edits=pressed(turn.message))]


async def refuse(turn: Turn) -> list[Reply]:
    """``bought.refuse``."""
    await consents.withdraw(turn.session, turn.person.id, turn.now, ["followup"])
    return [Reply(turn.t("Selvä, en kysy."), edits=pressed(turn.message))]


async def said(turn: Turn) -> list[Reply]:
    """``bought.said:number:answer``."""
    known = next((one for one in ANSWERS if one == turn.word(1)), None)
    question = turn.number()
    if known is None or not await follow_ups.answer(turn.session, question, turn.person.id, known, turn.now):
        return [Reply(turn.t("Tämä kysymys ei ole enää auki."), edits=pressed(turn.message))]
    stop = Button.of(turn.t.line("Älä kysy enää"), "bought.refuse")
    return [Reply(turn.t("Kiitos vastauksesta!"), ((stop,),), edits=pressed(turn.message))]


BUTTONS: dict[str, Handler] = {"bought.agree": agree, "bought.refuse": refuse, "bought.said": said}

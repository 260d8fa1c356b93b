"""Taking over a listing that staff imported, with a code that works once."""

from __future__ import annotations

from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.handlers.turn import NotMine, Turn
from osta.store import audit, consents, invitations, producers
from osta.store.models import Producer

LINK = "claim_"
CONSENT_TEXT = "2026-2"


async def from_link(turn: Turn) -> list[Reply]:
    """``/start claim_<code>``."""
    if not turn.argument.startswith(LINK):
        raise NotMine
    return await _claimed(turn, turn.argument.removeprefix(LINK))


async def typed(turn: Turn) -> list[Reply]:
    """``/lunasta <code>``."""
    if not turn.argument.strip():
        return [Reply(turn.t("Kirjoita koodi samaan viestiin: /lunasta koodi"))]
    return await _claimed(turn, turn.argument)


async def _claimed(turn: Turn, code: str) -> list[Reply]:
    t = turn.t
    used = await invitations.use(turn.session, code, "claim", turn.person.id, turn.now)
    producer = None if used is None or used.producer_id is None else await producers.get(turn.session, used.producer_id)
    if producer is None:
        again = await _already_own(turn, code)
        return again or [
            Reply(t("Koodi ei kelpaa: se on käytetty, vanhentunut tai väärin kirjoitettu. Pyydä ylläpidolta uusi."))
        ]
    producer.owner_person_id = turn.person.id
    producer.confirmed_at, producer.confirmed_by = turn.now, "owner"
    await consents.give(turn.session, turn.person.id, "listing", CONSENT_TEXT, turn.now)
    await audit.note(turn.session, turn.person.id, "claimed", "producer", producer.id, turn.now)
    text = t(
        "*{name}* on nyt sinun ilmoituksesi. Tarkista tiedot ja muuta, jos jokin on pielessä.\n"
        "Tiedot ovat julkisia tässä palvelussa; voit poistaa ne milloin vain. Ennen kautta kysyn, onko kaikki ajan "
        "tasalla.",
        name=clip(producer.name, 100),
    )
    return [Reply(text, (_open(turn, producer),))]


async def _already_own(turn: Turn, code: str) -> list[Reply] | None:
    """For who uses their own code a second time: nothing is wrong."""
    used = await invitations.used_by(turn.session, code, "claim", turn.person.id)
    producer = None if used is None or used.producer_id is None else await producers.get(turn.session, used.producer_id)
    if producer is None or producer.owner_person_id != turn.person.id:
        return None
    text = turn.t("Olet jo käyttänyt tämän koodin: *{name}* on sinun ilmoituksesi.", name=clip(producer.name, 100))
    return [Reply(text, (_open(turn, producer),))]


def _open(turn: Turn, producer: Producer) -> tuple[Button, ...]:
    return (Button.of(turn.t.line("Avaa ilmoitus"), "mine.open", producer.code),)

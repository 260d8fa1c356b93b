"""Taking over a listing that staff imported, with a code that works once: seen first, then agreed to with a tap."""

from __future__ import annotations

from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.texts import LANGUAGES, OFFERED_AS
from osta.discovery.showing.card import card
from osta.discovery.showing.replies import pressed
from osta.handlers.turn import Handler, Turn
from osta.store import audit, consents, invitations, producers
from osta.store.models import Invitation, Producer

LINK = "claim_"
CONSENT_TEXT = "2026-3"  # raise with every change of what is agreed to in the offer


async def from_link(turn: Turn) -> list[Reply]:
    """``/start claim_<code>``."""
    return await _offered(turn, turn.argument.removeprefix(LINK))


async def typed(turn: Turn) -> list[Reply]:
    """``/lunasta <code>``."""
    if not turn.argument.strip():
        return [Reply(turn.t("Kirjoita koodi samaan viestiin: /lunasta koodi"))]
    return await _offered(turn, turn.argument)


async def take(turn: Turn) -> list[Reply]:
    """``claim.take:code``: it is theirs from now on."""
    code, t = turn.word(), turn.t
    producer = await _producer(turn, await invitations.use(turn.session, code, "claim", turn.person.id, turn.now))
    if producer is None:
        return await _no_good(turn, code)
    producer.owner_person_id = turn.person.id
    producer.confirmed_at, producer.confirmed_by = turn.now, "owner"
    await consents.give(turn.session, turn.person.id, "listing", CONSENT_TEXT, turn.now)
    await audit.note(turn.session, turn.person.id, "claimed", "producer", producer.id, turn.now)
    text = t(
        "*{name}* on nyt sinun ilmoituksesi. Tarkista tiedot ja muuta, jos jokin on pielessä.",
        name=clip(producer.name, 100),
    )
    return [Reply(text, (_open(turn, producer),), edits=pressed(turn.message))]


async def offered_in(turn: Turn) -> list[Reply]:
    """``claim.in:language:code``: the same in another language."""
    for language in LANGUAGES:
        if language == turn.word():
            turn.person.language = language
    return await _offered(turn, turn.word(1), new=True)


async def leave(turn: Turn) -> list[Reply]:
    """``claim.leave``: the code stays good."""
    text = turn.t("Selvä, ilmoitusta ei otettu. Koodi on edelleen voimassa. Jos jokin on väärin, kysy ylläpidolta.")
    return [Reply(text, edits=pressed(turn.message))]


async def _offered(turn: Turn, code: str, *, new: bool = False) -> list[Reply]:
    """The listing as everybody sees it, and what taking it means. Who is ``new`` may choose the language first."""
    producer = await _producer(turn, await invitations.good(turn.session, code, "claim", turn.now))
    if producer is None:
        return await _no_good(turn, code)
    t = turn.t
    text = t(
        "Onko tämä sinun ilmoituksesi? Kun otat sen, hyväksyt, että tiedot ovat julkisia tässä palvelussa. Voit "
        "muuttaa tai poistaa sen milloin vain. Ennen kautta kysyn, onko kaikki ajan tasalla."
    )
    code = code.strip().lower()
    rows: list[tuple[Button, ...]] = [
        (Button.of(t.line("Otan ilmoituksen"), "claim.take", code),),
        (Button.of(t.line("Ei ole minun"), "claim.leave"),),
    ]
    if new or turn.new_person:
        others = (language for language in LANGUAGES if language != turn.language)
        rows.append(tuple(Button.of(OFFERED_AS[language], "claim.in", language, code) for language in others))
    shown = card(producer, producer.offerings, t, turn.now, turn.discovery)
    return [Reply(shown), Reply(text, tuple(rows))]


async def _no_good(turn: Turn, code: str) -> list[Reply]:
    """The code cannot be used; for who uses their own a second time nothing is wrong."""
    t, edits = turn.t, pressed(turn.message)
    own = await _producer(turn, await invitations.used_by(turn.session, code, "claim", turn.person.id))
    if own is not None and own.owner_person_id == turn.person.id:
        text = t("Olet jo käyttänyt tämän koodin: *{name}* on sinun ilmoituksesi.", name=clip(own.name, 100))
        return [Reply(text, (_open(turn, own),), edits=edits)]
    text = t("Koodi ei kelpaa: se on käytetty, vanhentunut tai väärin kirjoitettu. Pyydä ylläpidolta uusi.")
    return [Reply(text, edits=edits)]


async def _producer(turn: Turn, invitation: Invitation | None) -> Producer | None:
    if invitation is None or invitation.producer_id is None:
        return None
    return await producers.get(turn.session, invitation.producer_id)


def _open(turn: Turn, producer: Producer) -> tuple[Button, ...]:
    return (Button.of(turn.t.line("Avaa ilmoitus"), "mine.open", producer.code),)


BUTTONS: dict[str, Handler] = {"claim.take": take, "claim.leave": leave, "claim.in": offered_in}

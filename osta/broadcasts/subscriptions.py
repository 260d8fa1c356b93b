"""What a person may be told unasked: topics with a consent each, areas, interests, how often; one word ends it all."""

from __future__ import annotations

from datetime import datetime

from osta.broadcasts.broadcast_rows import MOST_A_WEEK
from osta.broadcasts.kinds import UNSOLICITED
from osta.chat.texts import marked
from osta.store import alerts, consents, contact_limits, outbox, subscriptions
from osta.store.engine import Session
from osta.store.models import ConsentTopic, Person, Role, SubscriptionKind

CONSENT_TEXT = "2026-1"
"""The version of the words below: raise it with every change of what the topics are called."""
TOPICS: dict[ConsentTopic, str] = {
    "digest": marked("Tuore paikallinen: viikon uutuudet ja kauden tuotteet"),
    "polls": marked("Kyselyt: mitä alueella tarvitaan"),
    "workshops": marked("Työpajat ja tapahtumat"),
    "announcements": marked("Hankkeen tiedotteet"),
    "alerts": marked("Vahdit: kerro, kun löytyy"),
    "followup": marked("Kysymys viikon päästä: löytyikö?"),
}
"""What may be switched on and off."""
INTERESTS: dict[str, str] = {
    "ruoka": marked("ruoka"),
    "palvelut": marked("palvelut"),
    "kasityot": marked("käsityöt"),
    "hankinnat": marked("hankinnat ja kilpailutus"),
    "digitaidot": marked("digitaidot"),
    "markkinointi": marked("viestintä ja markkinointi"),
    "verkostoituminen": marked("verkostoituminen"),
}
"""Subjects to choose from; broadcasts name those that they are about."""
ROLES: dict[Role, str] = {
    "entrepreneur": marked("olen yrittäjä"),
    "community_buyer": marked("ostan kunnalle, koululle tai muulle yhteisölle"),
}
FREQUENCIES = (1, MOST_A_WEEK, 7)
"""How many messages a week may be chosen; the middle one is the usual."""
STOP_WORDS = frozenset(
    {"stop", "seis", "lopeta", "lopeta kaikki", "peru tilaus", "sluta", "stopp", "unsubscribe", "quit"}
)


def is_stop_word(text: str) -> bool:
    """Whether a message is a wish for silence: ``STOP``, ``lopeta.``, ``Sluta!``."""
    return " ".join(text.split()).strip(" .!").casefold() in STOP_WORDS


async def switch_topic(session: Session, person: Person, topic: ConsentTopic, text_version: str, now: datetime) -> bool:
    """One tap: agree to a topic, or no more. Returns whether it is on now. ``text_version`` names the words shown."""
    if topic in await consents.in_force(session, person.id):
        await consents.withdraw(session, person.id, now, [topic])
        if topic == "alerts":
            await alerts.end_all(session, person.id, now)
        return False
    person.paused = False
    await consents.give(session, person.id, topic, text_version, now)
    return True


async def switch_choice(session: Session, person: Person, kind: SubscriptionKind, value: str) -> bool:
    """One tap: hear of an area or interest, or no more. Returns whether it is chosen now."""
    if value in await subscriptions.of_person(session, person.id, kind):
        await subscriptions.remove(session, person.id, kind, [value])
        return False
    await subscriptions.add(session, person.id, kind, [value])
    return True


async def switch_role(session: Session, person: Person, role: Role, now: datetime) -> bool:
    """One tap: be an entrepreneur or a community buyer, or no more. Returns whether it is set now."""
    if role in await subscriptions.roles(session, person.id):
        await subscriptions.remove_role(session, person.id, role)
        return False
    await subscriptions.add_role(session, person.id, role, now)
    return True


async def limit(session: Session, person: Person, most_a_week: int) -> None:
    """Let the person have at most so many unsolicited messages a week. Raises ValueError for none: that is STOP."""
    if most_a_week < 1:
        raise ValueError("at least one message a week")
    await contact_limits.put(session, person.id, None if most_a_week == MOST_A_WEEK else most_a_week)


async def stop_everything(session: Session, person: Person, now: datetime) -> None:
    """STOP: all consents and alerts end, and nothing that waits is sent; questions are still answered."""
    await consents.withdraw(session, person.id, now, UNSOLICITED)
    await alerts.end_all(session, person.id, now)
    await outbox.stop_person(session, person.id, now, keep_answers=True)
    person.paused = True

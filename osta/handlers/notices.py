"""What the bot may tell a person by itself: topics, areas, subjects, alerts; a tap each, and one word ends it all."""

from __future__ import annotations

from collections.abc import Collection

from osta.broadcasts import subscriptions
from osta.broadcasts.broadcast_rows import MOST_A_WEEK
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.discovery.showing.places import full_name, municipalities, rows, title
from osta.discovery.showing.replies import pressed
from osta.discovery.showing.wants import either
from osta.handlers.turn import Handler, NotMine, Turn
from osta.store import alerts, consents, contact_limits, producers
from osta.store import subscriptions as chosen
from osta.store.models import Alert

LISTED = 10  # alerts that are shown; nobody keeps more in mind


async def show(turn: Turn) -> list[Reply]:
    """``/tilaukset``: everything at a glance, with a switch for each."""
    t = turn.t
    person = turn.person.id
    agreed = await consents.in_force(turn.session, person)
    kept = (await alerts.of_person(turn.session, person))[:LISTED]
    areas = sorted(await chosen.of_person(turn.session, person, "area"))
    subjects = await chosen.of_person(turn.session, person, "interest")
    most = (await contact_limits.of_people(turn.session, [person])).get(person, MOST_A_WEEK)
    named = ", ".join(t.line(label) for name, label in subscriptions.INTERESTS.items() if name in subjects)
    parts: list[Rich | str] = [
        Rich.bold(t.line("Mistä saan kertoa sinulle")),
        Rich.join(
            [
                t("Alueet: {areas}", areas=", ".join(areas) or t.line("kotikuntasi")),
                t("Aiheet: {subjects}", subjects=named or t.line("kaikki")),
                t("Viestejä viikossa enintään {n}, ei öisin.", n=most),
            ]
        ),
    ]
    if kept:
        wishes = "\n".join(f"• {_wish(turn, alert)}" for alert in kept)
        parts.append(Rich.join([Rich.bold(t.line("Vahdit")), wishes]))
    keyboard: list[tuple[Button, ...]] = [
        (Button.of(_mark(topic in agreed) + t.line(label), "notices.topic", topic),)
        for topic, label in subscriptions.TOPICS.items()
    ]
    keyboard.append((Button.of(t.line("Alueet"), "notices.areas"), Button.of(t.line("Aiheet"), "notices.subjects")))
    keyboard.append(
        (Button.of(t.line("Kuka olen"), "notices.roles"), Button.of(t.line("Kuinka usein"), "notices.often"))
    )
    keyboard += [
        (Button.of(t.line("Lopeta: {wish}", wish=_wish(turn, alert)), "notices.end", alert.id),) for alert in kept
    ]
    if agreed or kept:
        keyboard.append((Button.of(t.line("Lopeta kaikki"), "notices.stop"),))
    return [Reply(Rich.join(parts, between="\n\n"), tuple(keyboard), edits=pressed(turn.message))]


async def switch_topic(turn: Turn) -> list[Reply]:
    """``notices.topic:topic``."""
    for topic in subscriptions.TOPICS:
        if topic == turn.word():
            await subscriptions.switch_topic(turn.session, turn.person, topic, subscriptions.CONSENT_TEXT, turn.now)
    return await show(turn)


async def areas(turn: Turn) -> list[Reply]:
    """``notices.areas[:municipality]``: of which municipalities to hear; none chosen means one's own."""
    t = turn.t
    names = [place.municipality for place in municipalities(turn.discovery.gazetteer)]
    if turn.word() in names:
        await subscriptions.switch_choice(turn.session, turn.person, "area", turn.word())
    on = await chosen.of_person(turn.session, turn.person.id, "area")
    return _page(
        turn,
        t("Minkä kuntien asioista kerron? Jos et valitse, kerron kotikunnastasi."),
        [Button.of(_mark(name in on) + name, "notices.areas", name) for name in names],
    )


async def subjects(turn: Turn) -> list[Reply]:
    """``notices.subjects[:interest]``: of which subjects to hear; none chosen means all."""
    t = turn.t
    if turn.word() in subscriptions.INTERESTS:
        await subscriptions.switch_choice(turn.session, turn.person, "interest", turn.word())
    on = await chosen.of_person(turn.session, turn.person.id, "interest")
    return _page(
        turn,
        t("Mistä aiheista kerron? Jos et valitse, kerron kaikista."),
        [
            Button.of(_mark(name in on) + title(t.line(label)), "notices.subjects", name)
            for name, label in subscriptions.INTERESTS.items()
        ],
    )


async def roles(turn: Turn) -> list[Reply]:
    """``notices.roles[:role]``: an entrepreneur, a buyer for a community."""
    t = turn.t
    for role in subscriptions.ROLES:
        if role == turn.word():
            await subscriptions.switch_role(turn.session, turn.person, role, turn.now)
    on: Collection[str] = await chosen.roles(turn.session, turn.person.id)
    return _page(
        turn,
        t("Kerro, jos jompikumpi pitää paikkansa: osa viesteistä on vain heille."),
        [
            Button.of(_mark(role in on) + title(t.line(label)), "notices.roles", role)
            for role, label in subscriptions.ROLES.items()
        ],
    )


async def often(turn: Turn) -> list[Reply]:
    """``notices.often[:n]``: at most so many messages a week."""
    t = turn.t
    for most in subscriptions.FREQUENCIES:
        if str(most) == turn.word():
            await subscriptions.limit(turn.session, turn.person, most)
            return await show(turn)
    buttons = [Button.of(str(most), "notices.often", most) for most in subscriptions.FREQUENCIES]
    return _page(turn, t("Montako viestiä viikossa enintään? Pyytämäsi vahdit tulevat silti heti."), buttons, width=3)


async def end_alert(turn: Turn) -> list[Reply]:
    """``notices.end:alert``."""
    await alerts.end(turn.session, turn.number(), turn.person.id, turn.now)
    return await show(turn)


async def found(turn: Turn) -> list[Reply]:
    """``notices.found:producer``: the wish that brought word of that producer has come true."""
    producer = await producers.by_code(turn.session, turn.word())
    ended = [] if producer is None else await alerts.end_told(turn.session, turn.person.id, producer.id, turn.now)
    if not ended:
        return await show(turn)
    wishes = "; ".join(_wish(turn, alert) for alert in ended)
    text = turn.t("Mukavaa, että löytyi! Tästä en enää kerro: {wish}.", wish=wishes)
    return [Reply(text, ((Button.of(turn.t.line("Näytä, mistä kerron"), "notices"),),))]


async def stop(turn: Turn) -> list[Reply]:
    """``/stop`` and its button: nothing by itself any more; questions are still answered."""
    await subscriptions.stop_everything(turn.session, turn.person, turn.now)
    text = turn.t("Selvä, en enää kirjoita oma-aloitteisesti. Kysymyksiisi vastaan edelleen.")
    return [Reply(text, ((Button.of(turn.t.line("Valitse, mistä saan kertoa"), "notices"),),))]


async def stop_word(turn: Turn) -> list[Reply]:
    """STOP, written as a word."""
    if not subscriptions.is_stop_word(turn.text):
        raise NotMine
    return await stop(turn)


def _page(turn: Turn, text: Rich, buttons: list[Button], width: int = 2) -> list[Reply]:
    back = (Button.of(turn.t.line("Takaisin"), "notices"),)
    return [Reply(text, (*rows(buttons, width), back), edits=pressed(turn.message))]


def _mark(on: bool) -> str:
    return "✓ " if on else ""


def _wish(turn: Turn, alert: Alert) -> str:
    names = [turn.discovery.label(slug, turn.language) for slug in alert.concepts] or list(alert.terms)
    what = either(names, turn.t)
    place = alert.place_id
    if place is not None and place in turn.discovery.gazetteer:
        what = f"{what}, {full_name(turn.discovery.gazetteer[place])}"
    return clip(what, 50)


BUTTONS: dict[str, Handler] = {
    "notices": show,
    "notices.topic": switch_topic,
    "notices.areas": areas,
    "notices.subjects": subjects,
    "notices.roles": roles,
    "notices.often": often,
    "notices.end": end_alert,
    "notices.found": found,
    "notices.stop": stop,
}

"""The home village: typed in any spelling, picked from a list, taken from a position, or left out."""

from __future__ import annotations

from osta.chat.figures import clip
from osta.chat.messages import Button, Location, Reply
from osta.chat.steering import steered
from osta.discovery.answered_places import places_answered
from osta.discovery.places.model import Place
from osta.discovery.places.stored import stored
from osta.discovery.showing.places import from_near, full_name, municipalities, rows, village_rows
from osta.discovery.showing.replies import pressed
from osta.handlers.turn import Handler, Turn

ASKED = "home.place"  # the state that waits for a village
TRIES = 2  # after so many unknown names the list is offered
_TRIES = "home_tries"  # where the conversation counts the unknown names
_PUT_AGAIN = "home_again"  # where it keeps that the question was put once more
FAR_KM = 150.0  # a position farther than this from every place is not in the area


async def start(turn: Turn) -> list[Reply]:
    """``/koti`` and the button: ask for the village."""
    turn.state = ASKED
    _fresh(turn)
    return await prompt(turn)


async def prompt(turn: Turn) -> list[Reply]:
    """The question for the village."""
    t = turn.t
    now = _home(turn)
    text = (
        t("Missä kylässä asut? Kirjoita kylän nimi tai jaa sijaintisi.")
        if now is None
        else t("Kotikyläsi on {place}. Kirjoita uusi kylä, tai jätä ennalleen.", place=full_name(now))
    )
    keyboard = [_choices(turn)]
    if now is not None:
        keyboard.append((Button.of(t.line("Unohda kotikylä"), "home.forget"),))
    return [Reply(text, tuple(keyboard), ask_location=t.line("Jaa sijaintini"))]


async def again(turn: Turn) -> list[Reply]:
    """The same after something else was done instead: once. Who goes on with other things has no wish to tell."""
    if turn.data.pop(_PUT_AGAIN, False):
        turn.state = None
        return []
    turn.data[_PUT_AGAIN] = True
    return await prompt(turn)


async def told(turn: Turn) -> list[Reply] | None:
    """The answer: a name in any spelling, or a position. A search is left to others."""
    content = turn.message.content
    if isinstance(content, Location):
        return await _at(turn, content)
    steer = steered(turn.text)
    if steer == "unsure":
        return [_municipalities(turn)]
    if steer is not None:
        return await skipped(turn)
    places = places_answered(turn.discovery, turn.text)
    if len(places) == 1:
        return await _keep(turn, places[0])
    if len(places) > 1:
        buttons = [Button.of(full_name(place), "home.set", place.id) for place in places[:6]]
        return [Reply(turn.t("Sen nimisiä on useampi. Missä niistä asut?"), rows(buttons, 1))]
    if turn.discovery.read(turn.text[:200], turn.language).wants:
        return None
    return await _unknown(turn)


async def chosen(turn: Turn) -> list[Reply]:
    """``home.set:place``."""
    name = turn.word()
    if name not in turn.discovery.gazetteer:
        return await start(turn)
    return await _keep(turn, turn.discovery.gazetteer[name])


async def listed(turn: Turn) -> list[Reply]:
    """``home.list[:municipality[:offset]]``: villages without typing."""
    turn.state = ASKED
    gazetteer = turn.discovery.gazetteer
    area = turn.word()
    if area not in gazetteer:
        return [_municipalities(turn)]
    start_at = turn.number(1)
    name = gazetteer[area].municipality
    keyboard = village_rows(gazetteer, name, start_at, turn.t, choose="home.set", browse="home.list")
    back = (Button.of(turn.t.line("Toinen kunta"), "home.list"),)
    return [Reply(turn.t("Missä kylässä?"), (*keyboard, back), edits=pressed(turn.message))]


async def skipped(turn: Turn) -> list[Reply]:
    """``home.skip``: ask without a home village."""
    turn.state = None
    _fresh(turn)
    return [Reply(turn.t("Hyvä. Mitä etsit? Kirjoita vaikka ”kuka myy perunoita Kursun lähellä”."))]


async def forgotten(turn: Turn) -> list[Reply]:
    """``home.forget``."""
    turn.state = None
    turn.person.home_place_id = None
    return [Reply(turn.t("Kotikyläsi on unohdettu. Uuden voit kertoa komennolla /koti."), edits=pressed(turn.message))]


async def _at(turn: Turn, content: Location) -> list[Reply]:
    nearest = turn.discovery.gazetteer.nearest(content.latitude, content.longitude)
    served = [
        place.distance_km(content.latitude, content.longitude) for place in turn.discovery.gazetteer if place.inside
    ]
    if not nearest or min(served, default=FAR_KM + 1) > FAR_KM:
        text = turn.t("Sijaintisi on kaukana Itä-Lapista. Kirjoita kylä, jonka läheltä etsit, tai ohita.")
        return [Reply(text, ((Button.of(turn.t.line("Ohita"), "home.skip"),),))]
    return await _keep(turn, nearest[0][1])


async def _keep(turn: Turn, place: Place) -> list[Reply]:
    turn.person.home_place_id = await stored(turn.session, place)
    turn.state = None
    _fresh(turn)
    t = turn.t
    text = t(
        "Selvä, katson ensin {from_near}. Voit vaihtaa kotikylän milloin vain: /koti\n\n"
        "Mitä etsit? Kirjoita vaikka ”perunoita” tai ”kuka leikkaa hiukset”.",
        from_near=from_near([place], t),
    )
    return [Reply(text, edits=pressed(turn.message))]


async def _unknown(turn: Turn) -> list[Reply]:
    tries = int(turn.data.get(_TRIES, 0)) + 1
    turn.data[_TRIES] = tries
    if tries >= TRIES:
        return [_municipalities(turn)]
    typed = clip(turn.text, 40)
    text = turn.t("En tunne kylää ”{typed}”. Kirjoita nimi toisella tavalla, tai lähin isompi kylä.", typed=typed)
    return [Reply(text, (_choices(turn),))]


def _fresh(turn: Turn) -> None:
    turn.data.pop(_TRIES, None)
    turn.data.pop(_PUT_AGAIN, None)


def _municipalities(turn: Turn) -> Reply:
    buttons = [Button.of(place.name, "home.list", place.id) for place in municipalities(turn.discovery.gazetteer)]
    return Reply(turn.t("Valitse ensin kunta:"), (*rows(buttons), (_skip(turn),)), edits=pressed(turn.message))


def _choices(turn: Turn) -> tuple[Button, ...]:
    return (Button.of(turn.t.line("Valitse luettelosta"), "home.list"), _skip(turn))


def _skip(turn: Turn) -> Button:
    label = turn.t.line("Ohita") if _home(turn) is None else turn.t.line("Jätä ennalleen")
    return Button.of(label, "home.skip")


def _home(turn: Turn) -> Place | None:
    name = turn.person.home_place_id
    return turn.discovery.gazetteer[name] if name is not None and name in turn.discovery.gazetteer else None


BUTTONS: dict[str, Handler] = {
    "home": start,
    "home.set": chosen,
    "home.list": listed,
    "home.skip": skipped,
    "home.forget": forgotten,
}

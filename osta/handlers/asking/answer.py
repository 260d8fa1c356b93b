"""Answering a question: find, count, and say honestly what was found and what was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.discovery.keys import Match
from osta.discovery.places.stored import stored
from osta.discovery.question.model import Question, Want
from osta.discovery.search import Page
from osta.discovery.showing.places import from_near, inside, rows, title
from osta.discovery.showing.replies import pressed
from osta.discovery.showing.results import listed
from osta.discovery.showing.wants import LONGEST, asked_for, narrowed, offered
from osta.handlers.asking import honest
from osta.handlers.asking.here import here, home, position
from osta.handlers.asking.recall import remember
from osta.handlers.asking.sellers import names_anybody
from osta.handlers.turn import IN_VAIN, Turn
from osta.store import exposures, questions, words

PAGE = 5  # producers a message
_LONGEST_WORD = 40  # characters; longer "words" are addresses and keyboards slept on


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the answers is shown: from ``offset`` on; of one municipality, or wherever they are."""

    offset: int = 0
    municipality: str = ""
    wide: bool = False

    @classmethod
    def of(cls, offset: str = "0", scope: str = "") -> View:
        """The view that a button's arguments name."""
        start = int(offset) if offset.isascii() and offset.isdecimal() and len(offset) <= 6 else 0  # noqa: PLR2004
        return cls(start, "" if scope in ("", "all") else scope, scope == "all")

    def within(self, question: Question) -> float | None:
        """The radius in km that holds here: who looks at one municipality, or wherever, asks for none any more."""
        return None if self.wide or self.municipality else question.radius_km

    @property
    def args(self) -> tuple[str, ...]:
        """The view as a button's arguments."""
        scope = "all" if self.wide else self.municipality
        return (str(self.offset), scope) if scope else (str(self.offset),)


async def ask(turn: Turn, question: Question, view: View | None = None, notes: Sequence[Rich] = ()) -> list[Reply]:
    """Search, log the question under a new number, and answer."""
    view = view or View()
    page = await _find(turn, question, view)
    number = await _log(turn, question, page)
    return [await _shown(turn, number, question, view, page, notes)]


async def show(turn: Turn, number: int, question: Question, view: View, notes: Sequence[Rich] = ()) -> list[Reply]:
    """Another part of the answers to a question that has its number already."""
    return [await _shown(turn, number, question, view, await _find(turn, question, view), notes)]


async def _find(turn: Turn, question: Question, view: View) -> Page:
    municipality = turn.discovery.gazetteer[view.municipality].municipality if _is_place(turn, view) else None
    asked = replace(question, radius_km=view.within(question))
    return await turn.discovery.find(
        turn.session, asked, here(turn), now=turn.now, limit=PAGE, offset=view.offset, municipality=municipality
    )


def _is_place(turn: Turn, view: View) -> bool:
    return bool(view.municipality) and view.municipality in turn.discovery.gazetteer


async def _log(turn: Turn, question: Question, page: Page) -> int:
    disappears = turn.message.expires_at is not None
    of_a_name = bool(question.unknown) and await names_anybody(turn)
    for word in () if disappears or of_a_name else question.unknown:
        if word.replace("-", "").isalpha() and len(word) <= _LONGEST_WORD:
            await words.note_unknown(turn.session, word.lower(), "question", turn.now)
    place = question.place
    return await questions.log(
        turn.session,
        turn.now,
        channel=turn.message.address.channel,
        language=question.language,
        text=None if disappears else question.text or None,
        intent=question.intent.value,
        concepts=[slug for want in question.wants for slug in want.concepts],
        place_id=turn.person.home_place_id if place is None else await stored(turn.session, place),
        result_count=len(page.results),
        widened_km=page.widened_to_km,
        person_id=turn.person.id,
    )


async def _shown(turn: Turn, number: int, question: Question, view: View, page: Page, notes: Sequence[Rich]) -> Reply:
    remember(turn, number, question, view.offset)
    turn.data.pop(IN_VAIN, None)
    if page.results:
        day = turn.now.date()
        await exposures.count_shown(turn.session, [result.producer_id for result in page.results], day)
        return _list(turn, number, question, view, page, notes)
    if view.offset or view.municipality:
        return await _no_more(turn, number, question, view)
    return await _nothing(turn, number, question, notes)


def _list(turn: Turn, number: int, question: Question, view: View, page: Page, notes: Sequence[Rich]) -> Reply:
    t = turn.t
    start = view.offset + 1
    parts = [
        *notes,
        *honest.before(turn, question, page, first=view.offset == 0 and not notes, within=view.within(question)),
        Rich.bold(heading(turn, question, view)),
        listed(page.results, t, turn.discovery, start),
        *honest.after(turn, question),
    ]
    cards = tuple(
        Button.of(str(at), "card", result.code, number, *view.args) for at, result in enumerate(page.results, start)
    )
    turning = []
    if view.offset:
        turning.append(Button.of(t.line("Edelliset"), "list", number, *_moved(view, -PAGE).args))
    if page.more:
        turning.append(Button.of(t.line("Lisää"), "list", number, *_moved(view, PAGE).args))
    keyboard = [cards, tuple(turning), *_scopes(turn, number, question, view, page), *_meanings(turn, number, question)]
    if min(result.match for result in page.results) >= Match.MENTION:
        keyboard.append((Button.of(t.line("Kerro minulle, kun löytyy"), "alert", number),))
    elif _out_of_season(turn, question):
        keyboard.append((Button.of(t.line("Kerro minulle, kun kausi alkaa"), "alert", number),))
    if here(turn) is None and not question.places and not turn.message.group:
        keyboard.append((Button.of(t.line("Kerro kotikylä"), "home"),))
    return Reply(Rich.join(parts, between="\n\n"), tuple(row for row in keyboard if row), edits=pressed(turn.message))


def heading(turn: Turn, question: Question, view: View) -> str:
    """What is shown: ``Perunoita Kursun läheltä``."""
    t = turn.t
    things = title(asked_for(question, turn.discovery, t)) or t.line("Myyjiä")
    if _is_place(turn, view):
        area = turn.discovery.gazetteer[view.municipality]
        return t.line("{things}: vain {municipality}", things=things, municipality=area.municipality)
    if question.places:
        return t.line("{things} {from_near}", things=things, from_near=from_near(question.places, t))
    if position(turn) is not None:
        return t.line("{things} läheltäsi", things=things)
    lives = home(turn)
    if lives is not None and lives.place is not None:
        return t.line("{things} {from_near}", things=things, from_near=from_near([lives.place], t))
    return things


def _out_of_season(turn: Turn, question: Question) -> bool:
    """Whether all that is asked for is fresh at another time of the year."""
    concepts = [turn.discovery.concept(slug) for want in question.wants for slug in want.concepts]
    months = [concept.months for concept in concepts if concept is not None]
    return bool(months) and all(fresh and turn.now.month not in fresh for fresh in months)


def _moved(view: View, by: int) -> View:
    return replace(view, offset=max(0, view.offset + by))


def _scopes(turn: Turn, number: int, question: Question, view: View, page: Page) -> list[tuple[Button, ...]]:
    """Buttons for only one municipality, or for a wider area than is shown."""
    t = turn.t
    # Where nobody is within the radius, those beyond it are shown already.
    if view.municipality or (view.within(question) is not None and page.widened_to_km is None):
        return [(Button.of(t.line("Laajemmalta alueelta"), "list", number, *View(wide=True).args),)]
    lives = home(turn)
    place = question.place or (lives.place if lives is not None and position(turn) is None else None)
    area = turn.discovery.gazetteer.municipality(place.municipality) if place is not None and place.inside else None
    if area is None or len(question.places) > 1:
        return []
    label = t.line("Vain {municipality}", municipality=area.municipality)
    return [(Button.of(label, "list", number, *View(municipality=area.id).args),)]


def _meanings(turn: Turn, number: int, question: Question) -> list[tuple[Button, ...]]:
    """Buttons that settle what words alone could not: which thing, which place of the name."""
    things = [slug for want in question.wants if len(want.concepts) > 1 for slug in want.concepts]
    language = turn.language
    kept = rows(Button.of(turn.discovery.label(slug, language), "mean", number, slug) for slug in things[:4])
    choices = question.place_choices[:4]
    named = rows(
        Button.of(f"{place.name}, {place.municipality}" if place.municipality else place.name, "at", number, place.id)
        for place in choices
    )
    return [*kept, *named]


async def _no_more(turn: Turn, number: int, question: Question, view: View) -> Reply:
    t = turn.t
    if _is_place(turn, view):
        area = turn.discovery.gazetteer[view.municipality]
        place = title(inside(area, t))
        things = asked_for(question, turn.discovery, t) or t.line("sitä")
        text = (
            t("{place} ei vielä tarjoa kukaan {things}.", place=place, things=things)
            if offered(question, turn.discovery)
            else t("{place} ei vielä myy kukaan {things}.", place=place, things=things)
        )
    else:
        text = t("Siinä olivat kaikki.")
    wider = Button.of(t.line("Laajemmalta alueelta"), "list", number, *View(wide=True).args)
    first = Button.of(t.line("Alkuun"), "list", number, *View().args)
    return Reply(text, ((wider if view.municipality else first,),), edits=pressed(turn.message))


async def _nothing(turn: Turn, number: int, question: Question, notes: Sequence[Rich]) -> Reply:
    """Nobody sells it: say so, offer what is nearest to it, and to tell when somebody does."""
    t = turn.t
    things = asked_for(question, turn.discovery, t)
    parts = [*notes, *(honest.misspelt(turn, question) if question.wants else ())]
    known = bool(question.wants) and not any(narrowed(want) for want in question.wants)
    if not known:
        sought = things or clip(question.text, LONGEST)
        parts.append(
            t("En löytänyt myyjää haulle ”{words}”.", words=sought) if sought else t("En löytänyt sopivaa myyjää.")
        )
    elif offered(question, turn.discovery):
        parts.append(t("Kukaan ei vielä tarjoa {things} Itä-Lapissa.", things=things))
    else:
        parts.append(t("Kukaan ei vielä myy {things} Itä-Lapissa.", things=things))
    turn.data[IN_VAIN] = number
    relative, page = await _nearest_kind(turn, question)
    keyboard: list[tuple[Button, ...]] = []
    if relative is not None and page.results:
        parts.append(t("Lähin, mitä löytyy: {things}.", things=turn.discovery.label(relative.concepts[0], t.language)))
        parts.append(listed(page.results, t, turn.discovery))
        keyboard.append(tuple(Button.of(str(at), "card", result.code) for at, result in enumerate(page.results, 1)))
    parts.append(t("Kysyntä jää talteen nimettömänä: siitä voi syntyä uusi myyjä."))
    keyboard.append((Button.of(t.line("Kerro minulle, kun löytyy"), "alert", number),))
    keyboard.extend(_meanings(turn, number, question))
    keyboard.append((Button.of(t.line("Selaa, mitä lähellä myydään"), "browse"),))
    return Reply(Rich.join(parts, between="\n\n"), tuple(keyboard), edits=pressed(turn.message))


async def _nearest_kind(turn: Turn, question: Question) -> tuple[Want | None, Page]:
    """What others of the same kind are sold: the nearest of the first kind that anybody sells something of."""
    for want in question.wants:
        for wider, steps in turn.discovery.lexicon.above(want.concepts[0]).items():
            concept = turn.discovery.concept(wider)
            if concept is None or not concept.parents or steps > 1:
                continue  # a kind of a kind, and "food" in general, are no second best for anything
            near = Want((wider,), want.said)
            page = await turn.discovery.find(
                turn.session,
                replace(question, wants=(near,), terms=(), radius_km=None),
                here(turn),
                now=turn.now,
                limit=3,
            )
            sold = tuple(result for result in page.results if result.match <= Match.KIND)
            if sold:
                return near, replace(page, results=sold)
    return None, Page(())

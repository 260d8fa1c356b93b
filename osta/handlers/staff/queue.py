"""The queue: registrations, edits, reports; each decided with one tap, the reason sent to the owner."""

from __future__ import annotations

from dataclasses import replace

from osta.broadcasts import staff_notices
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import Texts, marked
from osta.discovery.drafts import LABELS, Draft
from osta.discovery.producers import catalogue
from osta.discovery.showing.card import card
from osta.discovery.showing.replies import pressed
from osta.handlers.staff import vocabulary
from osta.handlers.staff.scope import area_of, tell
from osta.handlers.turn import NotMine, Turn
from osta.store import audit, producers, reports, reviews
from osta.store.models import Producer, Review
from osta.store.models.staff import ReviewDecision

REASONS = {
    "unclear": marked("Tiedoista puuttuu jotain olennaista: täydennä ja lähetä uudestaan."),
    "outside": marked("Palvelu on vain Itä-Lapin myyjille."),
    "twice": marked("Sama ilmoitus on jo luettelossa."),
    "unfit": marked("Sisältö ei sovi tähän palveluun."),
}
_KINDS = {
    "registration": marked("Uusi ilmoitus"),
    "edit": marked("Muutos ilmoitukseen"),
    "report": marked("Asukas kertoi: tiedot eivät pidä paikkaansa"),
    "word": marked("Uusi sana"),
}
_REASON = "queue.reason"  # the state that waits for a reason in own words
_LONGEST_REASON = 500  # characters


async def show(turn: Turn) -> list[Reply]:
    """``/jono`` and ``queue[:after]``: the oldest that waits; when none does, the words nobody could read."""
    await staff_notices.seen(turn.session, turn.person.id, turn.now)
    review = await reviews.next_open(turn.session, await area_of(turn), turn.number())
    if review is None and turn.number():
        review = await reviews.next_open(turn.session, await area_of(turn))
    if review is None:
        return await vocabulary.next_word(turn)
    return [await _shown(turn, review)]


async def approve(turn: Turn) -> list[Reply]:
    """``queue.ok:number``."""
    review = await _taken(turn, "approved")
    if review is None:
        return await _decided_already(turn)
    producer = await _producer(turn, review)
    if producer is not None and review.kind == "registration":
        await catalogue.publish(turn.session, turn.discovery, producer, now=turn.now)
    elif producer is not None and review.kind == "edit":
        await Draft.from_json(review.payload).save(turn.session, turn.discovery, producer, turn.now)
        producer.confirmed_at, producer.confirmed_by = turn.now, "owner"
    elif producer is not None and review.kind == "report":
        await catalogue.unpublish(turn.session, turn.discovery, producer, now=turn.now)
        await reports.decide(turn.session, producer.id, turn.person.id, turn.now)
    if producer is not None:
        await tell(turn, producer.owner_person_id, lambda t: _approved(t, review, producer))
    return await _next(turn, turn.t.line("Hyväksytty."))


async def refuse(turn: Turn) -> list[Reply]:
    """``queue.no:number``: a report without ground is settled at once; for the rest, why?"""
    review = await reviews.get(turn.session, turn.number())
    if review is None or review.decided_at is not None:
        return await _decided_already(turn)
    if review.kind == "report":
        return await _refused(turn, None)
    t = turn.t
    rows = [(Button.of(clip(t.line(text), 60), "queue.because", review.id, key),) for key, text in REASONS.items()]
    rows.append((Button.of(t.line("Kirjoita syy itse"), "queue.write", review.id),))
    rows.append((Button.of(t.line("Takaisin"), "queue"),))
    return [Reply(t("Miksi? Syy lähtee myyjälle."), tuple(rows), edits=pressed(turn.message))]


async def because(turn: Turn) -> list[Reply]:
    """``queue.because:number:reason``."""
    key = turn.word(1)
    if key not in REASONS:
        return await refuse(turn)
    return await _refused(turn, key)


async def write(turn: Turn) -> list[Reply]:
    """``queue.write:number``: the next message is the reason."""
    turn.state = _REASON
    turn.data["refusing"] = turn.number()
    return await prompt(turn)


async def prompt(turn: Turn) -> list[Reply]:
    """The question for the reason."""
    return [Reply(turn.t("Kirjoita myyjälle, miksi ilmoitusta ei voi julkaista."))]


async def written(turn: Turn) -> list[Reply]:
    """The reason in own words."""
    number = turn.data.pop("refusing", 0)
    reason = clip(turn.text, _LONGEST_REASON)
    if not turn.staff or not reason:
        raise NotMine
    turn.state = None
    return await _refused(turn, reason, number)


async def _refused(turn: Turn, reason: str | None, number: int = 0) -> list[Reply]:
    review = await _taken(turn, "rejected", reason, number)
    if review is None:
        return await _decided_already(turn)
    producer = await _producer(turn, review)
    if producer is not None and review.kind == "report":
        await reports.decide(turn.session, producer.id, turn.person.id, turn.now)
    elif producer is not None and reason is not None:
        if review.kind == "registration":
            await catalogue.unpublish(turn.session, turn.discovery, producer, now=turn.now, status="draft")
        await tell(turn, producer.owner_person_id, lambda t: _refusal(t, review, producer, reason))
    return await _next(turn, turn.t.line("Hylätty."))


async def _taken(turn: Turn, decision: ReviewDecision, reason: str | None = None, named: int = 0) -> Review | None:
    """The review, decided by this staff member; None when it is not theirs to decide or somebody was faster."""
    review_id = named or turn.number()
    review = await reviews.get(turn.session, review_id)
    area = await area_of(turn)
    if review is None or (area is not None and review.municipality != area):
        return None
    if not await reviews.decide(turn.session, review_id, decision, turn.person.id, turn.now, reason):
        return None
    await staff_notices.decided(turn.session, turn.now)
    about = review.producer_id if review.producer_id is not None else review_id
    await audit.note(
        turn.session, turn.person.id, decision, "producer", about, turn.now, review=review_id, kind=review.kind
    )
    return review


async def _shown(turn: Turn, review: Review) -> Reply:
    t = turn.t
    waiting = await reviews.count_open(turn.session, await area_of(turn))
    title = t("*{kind}* ({n} jonossa)", kind=t.line(_KINDS[review.kind]), n=waiting)
    parts: list[Rich | str] = [title]
    producer = await _producer(turn, review)
    if producer is not None:
        shown, offered = producer, producer.offerings
        if review.kind == "edit":
            draft = Draft.from_json(review.payload)
            shown = draft.previewed(turn.discovery, turn.now)
            offered = shown.offerings
            changed = ", ".join(t.line(LABELS[name]) for name in draft.changes(producer))
            parts.append(t("Muuttuu: {fields}", fields=changed) if changed else t("Mikään ei muutu."))
        parts.append(card(shown, offered, t, turn.now, turn.discovery))
        if review.kind == "registration":
            alike = await producers.possible_duplicates(turn.session, producer)
            names = ", ".join(clip(f"{one.name} ({one.municipality or '–'})", 80) for one in alike[:3])
            parts.append(t("Huom. samankaltaisia: {names}", names=names) if names else "")
    number = review.id
    if review.kind == "report":
        rows = [(Button.of(t.line("Tiedot ovat kunnossa"), "queue.no", number),)]
        rows.append((Button.of(t.line("Poista luettelosta"), "queue.ok", number),))
        if producer is not None:
            rows.append((Button.of(t.line("Muokkaa"), "register.edit", producer.code),))
    else:
        rows = [(Button.of(t.line("Hyväksy"), "queue.ok", number),), (Button.of(t.line("Hylkää"), "queue.no", number),)]
    rows.append((Button.of(t.line("Seuraava"), "queue", number),))
    return Reply(Rich.join(parts, between="\n\n"), tuple(rows), edits=pressed(turn.message))


async def _producer(turn: Turn, review: Review) -> Producer | None:
    return None if review.producer_id is None else await producers.get(turn.session, review.producer_id)


async def _next(turn: Turn, done: str) -> list[Reply]:
    """What waits next, with a short notice of what was done."""
    turn.action = None
    first, *rest = await show(turn)
    return [replace(first, toast=done), *rest]


async def _decided_already(turn: Turn) -> list[Reply]:
    text = turn.t("Tästä on jo päätetty, tai se ei kuulu alueellesi.")
    return [Reply(text, ((Button.of(turn.t.line("Seuraava"), "queue"),),), edits=pressed(turn.message))]


def _approved(t: Texts, review: Review, producer: Producer) -> Reply:
    name = clip(producer.name, 100)
    if review.kind == "report":
        text = t("Ilmoituksesi *{name}* poistettiin näkyvistä, koska tietoja ei pidetty ajan tasalla.", name=name)
    elif review.kind == "edit" and producer.status != "published":
        text = t("Muutos ilmoitukseen *{name}* on hyväksytty. Ilmoitus ei ole nyt näkyvissä.", name=name)
    elif review.kind == "edit":
        text = t("Muutos ilmoitukseen *{name}* on nyt näkyvissä. Kiitos!", name=name)
    else:
        text = t("Ilmoituksesi *{name}* on nyt näkyvissä kaikille. Tervetuloa mukaan!", name=name)
    look = (Button.of(t.line("Avaa ilmoitus"), "mine.open", producer.code),)
    wanted = (Button.of(t.line("Mitä lähelläni etsitään?"), "demand"),)
    return Reply(text, (look,) if review.kind == "report" else (look, wanted))


def _refusal(t: Texts, review: Review, producer: Producer, reason: str) -> Reply:
    name, told = clip(producer.name, 100), t.line(REASONS[reason]) if reason in REASONS else reason
    if review.kind == "edit":
        text = t("Muutosta ilmoitukseen *{name}* ei voitu hyväksyä. Syy: {reason}", name=name, reason=told)
    else:
        text = t("Ilmoitusta *{name}* ei voitu julkaista tällaisena. Syy: {reason}", name=name, reason=told)
    return Reply(text, ((Button.of(t.line("Muokkaa"), "register.edit", producer.code),),))

"""How each step is asked: its words, its choices, what was understood so far."""

from __future__ import annotations

from osta.chat.figures import clip, months, phone
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, marked
from osta.discovery.drafts import Draft
from osta.discovery.showing.card import card
from osta.discovery.showing.places import full_name, municipalities
from osta.discovery.showing.places import rows as in_rows
from osta.discovery.showing.replies import pressed
from osta.handlers.register.steps import BY_NAME, FURTHER, REQUIRED, Step, round_of
from osta.handlers.turn import Turn

CONSENT_TEXT = "2026-2"  # raise with every change of the consent in the preview
REACHED = "register_reached"  # where the conversation keeps the step that the draft was left at
FOR_ANOTHER = "register_for_another"  # that staff change what is not theirs: stored at once, without consent
COMPLETE = "preview"  # in its place once everything was asked: from then on single fields are changed
MOST = 20  # understood products that are listed back
ALL_YEAR = 12  # months
CHIPS = 12  # understood products that get a button to take them out
_LANGUAGE_NAMES = {"fi": "suomi", "sv": "svenska", "en": "English"}
_SEND = marked("Lähetä hyväksyttäväksi")


def asked(turn: Turn, step: Step, draft: Draft, first: Rich | None = None) -> list[Reply]:
    """The step's question; the form waits for its answer."""
    turn.state = f"register.{step.name}"
    t = turn.t
    single = turn.data.get(REACHED) == COMPLETE
    number = Rich() if single else _number(turn, step, draft)
    parts: list[Rich | str] = [first or "", number + t(step.ask)]
    told = _told(turn, step, draft)
    if told:
        parts.append(t("Nyt: {told}", told=clip(told, 200)))
    rows = [*_choices(turn, step, draft), _ways(turn, step, draft, told=bool(told))]
    share = t.line("Jaa sijainti") if step.name == "village" else None
    return [Reply(Rich.join(parts, between="\n\n"), tuple(row for row in rows if row), ask_location=share)]


def needed(turn: Turn, step: Step, draft: Draft) -> list[Reply]:
    """A step that cannot be left empty, for who has no answer to it."""
    t = turn.t
    if step.name == "village":
        return [villages(turn)]
    first = (
        t("Nimi tarvitaan, jotta asiakas tietää, kenelle soittaa: pelkkä etunimikin käy. Lopetat sanalla ”peru”.")
        if step.name == "name"
        else t("Yksikin tuote tai palvelu riittää. Lopetat sanalla ”peru”.")
    )
    return asked(turn, step, draft, first)


def villages(turn: Turn) -> Reply:
    """The municipalities, to pick a village from without typing."""
    turn.state = "register.village"
    names = [Button.of(place.name, "register.places", place.id) for place in municipalities(turn.discovery.gazetteer)]
    return Reply(turn.t("Valitse ensin kunta:"), in_rows(names), edits=pressed(turn.message))


def understood(turn: Turn, draft: Draft) -> list[Reply]:
    """The products as they were read, each with a button to take it out."""
    turn.state = "register.products"
    t = turn.t
    listing = turn.discovery.listings.read(draft.products)
    lines = []
    for item in listing.items:
        label = turn.discovery.label(item.concept, t.language) if item.concept else ""
        text = clip(item.text, 60)
        lines.append(f"✓ {text}" + (f" = {label}" if label and label.casefold() != text.casefold() else ""))
    unread = ", ".join(listing.unread)
    parts: list[Rich | str] = [Rich.bold(t.line("Ymmärsin tuotteesi näin:")), "\n".join(dict.fromkeys(lines[:MOST]))]
    if unread:
        parts.append(t("Näitä en tunne, mutta ne löytyvät silti sanoinasi: {words}", words=clip(unread, 200)))
    parts.append(t("Jos jokin on väärin, poista se napista tai kirjoita koko luettelo uudestaan."))
    slugs = list(dict.fromkeys(item.concept for item in listing.items if item.concept))[:CHIPS]
    chips = [
        (Button.of(t.line("Poista: {product}", product=turn.discovery.label(slug, t.language)), "register.drop", slug),)
        for slug in slugs
        if len(slugs) > 1
    ]
    ahead = (Button.of(t.line("Oikein, jatka"), "register.next", "products"),)
    return [Reply(Rich.join(parts, between="\n\n"), (ahead, *chips), edits=pressed(turn.message))]


def preview(turn: Turn, draft: Draft, first: Rich | None = None) -> list[Reply]:
    """The card exactly as residents will see it, then what happens when it is sent."""
    turn.state = "register.preview"
    last = turn.data.get(REACHED) in {step.name for step in REQUIRED}
    turn.data[REACHED] = COMPLETE
    t = turn.t
    producer = draft.previewed(turn.discovery, turn.now)
    shown = Reply(card(producer, producer.offerings, t, turn.now, turn.discovery))
    missing = [] if draft.phone or draft.email or draft.website else [t.line("puhelin, sähköposti tai verkkosivu")]
    rows: list[tuple[Button, ...]] = []
    if missing:
        text = t("Tästä puuttuu vielä {missing}: muuten asiakas ei saa sinuun yhteyttä.", missing=", ".join(missing))
        rows.append(
            (
                Button.of(t.line("Lisää puhelin"), "register.field", "phone"),
                Button.of(t.line("Lisää sähköposti"), "register.field", "email"),
            )
        )
    else:
        text = (Rich.bold(f"{len(REQUIRED) + 1}/{len(REQUIRED) + 1} ") if last else Rich()) + t(
            "Näin ilmoituksesi näkyy kaikille. Kun lähetät sen, hyväksyt, että tiedot ovat julkisia tässä palvelussa. "
            "Ylläpito tarkistaa ilmoituksen, yleensä parissa päivässä. Voit muuttaa tai poistaa sen milloin vain. "
            "Ennen kautta kysyn, onko kaikki ajan tasalla."
        )
        if turn.data.get(FOR_ANOTHER):
            text = t("Näin ilmoitus näkyy kaikille. Muutos tulee voimaan heti, kun tallennat sen.")
        send = t.line("Tallenna") if turn.data.get(FOR_ANOTHER) else t.line(_SEND)
        rows.append((Button.of(send, "register.send"),))
    if not all(getattr(draft, step.name) for step in FURTHER if step.name != "kitchen"):
        rows.append((Button.of(t.line("Lisää tietoja"), "register.more"),))
    rows.append(
        (Button.of(t.line("Muuta jotain"), "register.fields"), Button.of(t.line("Jätä kesken"), "register.pause"))
    )
    rows.append((Button.of(t.line("Hylkää luonnos"), "register.discard"),))
    return [shown, Reply(Rich.join([first or "", text], between="\n\n"), tuple(rows))]


def field_list(turn: Turn) -> list[Reply]:
    """Which field to change."""
    t = turn.t
    buttons = [Button.of(t.line(step.label), "register.field", step.name) for step in BY_NAME.values()]
    rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    rows.append((Button.of(t.line("Takaisin"), "register.preview"),))
    return [Reply(t("Mitä muutetaan?"), tuple(rows), edits=pressed(turn.message))]


def _ways(turn: Turn, step: Step, draft: Draft, *, told: bool) -> tuple[Button, ...]:
    t = turn.t
    ways = []
    single = turn.data.get(REACHED) == COMPLETE
    if step is not REQUIRED[0] or single:
        ways.append(Button.of(t.line("Takaisin"), "register.back", step.name))
    told = told and step.name != "languages"  # those are switched, and gone on from with a button of their own
    if told:
        ways.append(Button.of(t.line("Jätä ennalleen"), "register.next", step.name))
    if step.optional and step.name != "languages":
        label = t.line("Jätä tyhjäksi") if told else t.line("Ohita")
        ways.append(Button.of(label, "register.skip", step.name))
    if step in FURTHER and not single:
        ways.append(Button.of(t.line("Valmis"), "register.preview"))
    return tuple(ways)


def _number(turn: Turn, step: Step, draft: Draft) -> Rich:
    """Which question this is, of how many; sending is the last of the required ones."""
    steps = round_of(turn, step, draft)
    many = len(steps) + (step in REQUIRED)
    return Rich.bold(f"{steps.index(step) + 1}/{many} ") if step in steps else Rich()


def _choices(turn: Turn, step: Step, draft: Draft) -> list[tuple[Button, ...]]:
    t = turn.t
    if step.name == "months":
        rows: list[tuple[Button, ...]] = [(Button.of(t.line("Ympäri vuoden"), "register.skip", "months"),)]
        fresh = suggested_months(turn, draft)
        if fresh:
            rows.insert(0, (Button.of(months(fresh, t), "register.season"),))
        return rows
    if step.name == "village":
        return [(Button.of(t.line("Valitse luettelosta"), "register.places"),)]
    if step.name == "languages":
        marks = [
            Button.of(
                ("✓ " if language in draft.languages else "") + _LANGUAGE_NAMES[language], "register.lang", language
            )
            for language in LANGUAGES
        ]
        return [tuple(marks), (Button.of(t.line("Jatka"), "register.next", "languages"),)]
    if step.name == "kitchen":
        return [(Button.of(t.line("Kyllä, määrä vaihtelee"), "register.kitchen"),)]
    return []


def suggested_months(turn: Turn, draft: Draft) -> list[int]:
    """When most things of the list are fresh, if that is not all year."""
    listing = turn.discovery.listings.read(draft.products)
    known = [turn.discovery.concept(item.concept) for item in listing.items if item.concept]
    fresh = [concept.months for concept in known if concept is not None]
    if not fresh or not all(fresh):
        return []
    together = sorted(frozenset().union(*fresh))
    return together if len(together) < ALL_YEAR else []


def _told(turn: Turn, step: Step, draft: Draft) -> str:
    """What the draft says of the step already, in words."""
    if step.name == "village":
        place = draft.village
        return full_name(turn.discovery.gazetteer[place]) if place and place in turn.discovery.gazetteer else ""
    if step.name == "months":
        return months(draft.months, turn.t) if draft.months else ""
    if step.name == "languages":
        return ", ".join(_LANGUAGE_NAMES.get(language, language) for language in draft.languages)
    if step.name == "phone" and draft.phone:
        return phone(draft.phone, turn.language)
    value = getattr(draft, step.name)
    return "" if value is None else str(value)

"""A poll as its readers see it: the invitation with the first question, each question, and in the end their answers."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from osta.broadcasts.moments import moment
from osta.broadcasts.quiet import HELSINKI
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Language, Texts, texts
from osta.store.models import Poll, PollOption, PollQuestion
from osta.store.models.polls import SCALE
from osta.store.polls import Given

_SHORT = 14  # characters of a label that leaves room for another beside it
_SHOWN_QUESTION = 150  # characters of a question in the summary
_SHOWN_ANSWER = 200  # characters of an answer that is shown back


def worded(wording: Mapping[str, str], language: Language) -> str:
    """The text in a language, or in Finnish where nobody has translated it."""
    return wording.get(language) or wording["fi"]


def invitation(poll: Poll) -> dict[Language, Reply]:
    """What goes out when the poll opens: why, how long it takes, and the first question to tap at once."""
    return {language: invited(poll, texts(language)) for language in LANGUAGES}


def reminder(poll: Poll, zone: ZoneInfo = HELSINKI) -> dict[Language, Reply]:
    """What those get who have not come to the end."""
    replies: dict[Language, Reply] = {}
    for language in LANGUAGES:
        t = texts(language)
        text = t(
            "Kysely *{title}* odottaa vielä vastaustasi. Ehdit vastata {until} asti.",
            title=clip(worded(poll.questions[0].wording, language), _SHOWN_QUESTION),
            until=ending(poll, t, zone),
        )
        go_on = (Button.of(t.line("Vastaa"), "poll.open", poll.id),)
        replies[language] = Reply(text, (go_on, (_leave_button(poll, t),)))
    return replies


def asked(
    poll: Poll,
    question: PollQuestion,
    t: Texts,
    given: Given | None = None,
    *,
    trial: bool = False,
    writing: bool = False,
    edits: str | None = None,
) -> Reply:
    """One question with its choices; what was chosen is ticked.

    ``trial`` is the preview: its buttons answer nothing. ``writing``: the next message is the answer, so that no button
    is needed to begin.
    """
    head = t("_Kysymys {number}/{of}_", number=question.position, of=len(poll.questions))
    text = Rich.join([head, Rich.bold(worded(question.wording, t.language)), *_hint(question, t, writing=writing)])
    rows = _trial_rows(poll, question, t) if trial else _rows(poll, question, t, given or Given(), writing=writing)
    return Reply(text, rows, edits=edits)


def summary(
    poll: Poll, given: Mapping[int, Given], t: Texts, *, changeable: bool, edits: str | None = None,
    zone: ZoneInfo = HELSINKI,
) -> Reply:  # fmt: skip
    """The person's own answers, with a button to change each as long as the poll is open."""
    lines: list[Rich | str] = []
    for question in poll.questions:
        answer = said(question, given.get(question.id), t)
        asked_for = clip(worded(question.wording, t.language), _SHOWN_QUESTION)
        lines.append(Rich.join([Rich.bold(f"{question.position}. {asked_for}"), answer]))
    head = t("Kiitos vastauksistasi! Tuloksissa ei näy, kuka vastasi.")
    parts: list[Rich | str] = [head, *lines]
    rows: list[tuple[Button, ...]] = []
    if changeable:
        parts.append(t("Voit muuttaa vastauksiasi {until} asti.", until=ending(poll, t, zone)))
        buttons = [
            Button.of(t.line("Muuta {number}", number=question.position), "poll.show", question.id)
            for question in poll.questions
        ]
        rows = [tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]
    return Reply(Rich.join(parts, between="\n\n"), tuple(rows), edits=edits)


def said(question: PollQuestion, given: Given | None, t: Texts) -> str:
    """An answer in words."""
    if given is None or given.skipped:
        return t.line("ei vastausta")
    if given.scale is not None:
        return f"{given.scale}/{SCALE[-1]}"
    if given.text is not None:
        return clip(given.text, _SHOWN_ANSWER)
    chosen = [worded(option.wording, t.language) for option in question.options if option.id in given.options]
    return clip(", ".join(chosen), _SHOWN_ANSWER) or t.line("ei vastausta")


def ending(poll: Poll, t: Texts, zone: ZoneInfo = HELSINKI) -> str:
    """The poll's end as people say it: ``to 15.10. klo 20``."""
    return "" if poll.closes_at is None else moment(poll.closes_at, t, poll.opens_at or poll.closes_at, zone)


def invited(poll: Poll, t: Texts, *, trial: bool = False) -> Reply:
    """The invitation in one language; ``trial``: with buttons that answer nothing."""
    question = asked(poll, poll.questions[0], t, trial=trial)
    intro = t.plural(
        "*Lyhyt kysely: yksi kysymys.* Kerro, mitä alueella tarvitaan. Tuloksissa ei näy, kuka vastasi.",
        "*Lyhyt kysely: {n} kysymystä.* Kerro, mitä alueella tarvitaan. Tuloksissa ei näy, kuka vastasi.",
        len(poll.questions),
    )
    return Reply(Rich.join([intro, question.text], between="\n\n"), question.rows)


def _hint(question: PollQuestion, t: Texts, *, writing: bool) -> list[Rich]:
    if question.kind == "several":
        return [t("Voit valita useita. Paina lopuksi Valmis.")]
    if question.kind == "scale":
        return [t("1 = ei lainkaan, 5 = erittäin paljon")]
    if question.kind == "text" and writing:
        return [t("Kirjoita vastauksesi viestinä.")]
    return []


def _rows(
    poll: Poll, question: PollQuestion, t: Texts, given: Given, *, writing: bool
) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    if question.kind == "scale":
        rows.append(
            tuple(
                Button.of(f"✓ {step}" if given.scale == step else str(step), "poll.rate", question.id, step)
                for step in SCALE
            )
        )
    elif question.kind == "text":
        if not writing:
            rows.append((Button.of(t.line("Kirjoita vastaus"), "poll.show", question.id),))
    else:
        rows += _packed([_choice(question, option, t, given) for option in question.options])
        if question.kind == "several":
            rows.append((Button.of(t.line("Valmis"), "poll.done", question.id),))
    turning = []
    if question.position > 1:
        before = poll.questions[question.position - 2]
        turning.append(Button.of(t.line("Edellinen"), "poll.show", before.id))
    turning.append(Button.of(t.line("Ohita"), "poll.skip", question.id))
    return (*rows, tuple(turning), (_leave_button(poll, t),))


def _choice(question: PollQuestion, option: PollOption, t: Texts, given: Given) -> Button:
    label = worded(option.wording, t.language)
    return Button.of(f"✓ {label}" if option.id in given.options else label, "poll.pick", question.id, option.position)


def _packed(buttons: list[Button]) -> list[tuple[Button, ...]]:
    """Two to a row where all labels are short."""
    if any(len(button.label) > _SHORT for button in buttons):
        return [(button,) for button in buttons]
    return [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


def _trial_rows(poll: Poll, question: PollQuestion, t: Texts) -> tuple[tuple[Button, ...], ...]:
    following = question.position + 1 if question.position < len(poll.questions) else 0
    labels = (
        [str(step) for step in SCALE]
        if question.kind == "scale"
        else [worded(option.wording, t.language) for option in question.options]
    )
    labels = labels or [t.line("Kirjoita vastaus")]
    buttons = [Button.of(label, "poll.try", poll.id, following, t.language) for label in labels]
    return (tuple(buttons),) if question.kind == "scale" else tuple(_packed(buttons))


def _leave_button(poll: Poll, t: Texts) -> Button:
    return Button.of(t.line("Poistu kyselystä"), "poll.leave", poll.id)

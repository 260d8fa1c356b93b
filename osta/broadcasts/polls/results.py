"""What a poll found: counts, shares, the response rate, by municipality.

Nobody but staff sees a figure of fewer than 5 answers.
A poll by message reaches the active: every figure stands beside its n, and none is called the population's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from osta.broadcasts.polls.asking import worded
from osta.chat.figures import number, percent
from osta.chat.rich import Rich
from osta.chat.texts import Language, Texts, texts
from osta.store import broadcasts, poll_figures, polls
from osta.store.engine import Session
from osta.store.models import Poll, PollQuestion
from osta.store.models.polls import SCALE
from osta.store.poll_figures import Counted

FLOOR = 5
"""Answers below which a figure is shown to staff only."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One option or step of a scale and how many gave it; None where too few did to be shown."""

    label: str
    n: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers to one question. ``by_municipality``: how many answered it from where, the most first."""

    position: int
    question: str
    kind: str
    n: int
    bars: tuple[Bar, ...]
    mean: float | None = None
    by_municipality: tuple[tuple[str, int, tuple[Bar, ...]], ...] = ()

    def share(self, bar: Bar) -> float | None:
        """The share of those who answered the question, 0-1."""
        return bar.n / self.n if bar.n is not None and self.n else None


@dataclass(frozen=True, slots=True)
class Results:
    """A whole poll. ``invited``: whom the message reached, or may have."""

    invited: int
    answered: int
    finished: int
    tallies: tuple[Tally, ...]

    @property
    def response_rate(self) -> float | None:
        """The share of those invited who answered anything, 0-1; None when nobody is known to have been invited."""
        return min(1.0, self.answered / self.invited) if self.invited else None


async def collect(session: Session, poll: Poll, language: Language) -> Results:
    """Count everything, for staff. Raises KeyError when the questions are not loaded."""
    answered, finished = await polls.count_taking_part(session, poll.id)
    n = await poll_figures.answered(session, poll.id)
    values = [*await poll_figures.chosen(session, poll.id), *await poll_figures.scaled(session, poll.id)]
    invited = await _invited(session, poll)
    tallies = [_tally(question, n, values, language) for question in poll.questions]
    return Results(invited, answered, finished, tuple(tallies))


async def _invited(session: Session, poll: Poll) -> int:
    broadcast = None if poll.broadcast_id is None else await broadcasts.get(session, poll.broadcast_id)
    if broadcast is None:
        return 0
    # A broadcast that is done keeps its figures; its rows are forgotten in time.
    kept = broadcast.figures
    if kept is not None:
        return kept.get("sent", 0) + kept.get("unknown", 0)
    figures = await broadcasts.figures(session, broadcast.id)
    return figures.get("sent", 0) + figures.get("unknown", 0)


def for_everybody(results: Results) -> Results:
    """The same without any figure of fewer than 5 answers, and without what would give such a figure away."""
    return replace(results, tallies=tuple(_public(tally) for tally in results.tallies))


def as_text(results: Results, t: Texts, *, staff: bool) -> Rich:
    """All figures in words."""
    return Rich.join([_head(results, t), *(_lines(tally, t, staff=staff) for tally in results.tallies)], between="\n\n")


def areas_as_text(results: Results, t: Texts) -> Rich:
    """The figures of each municipality, for staff."""
    parts = []
    for tally in results.tallies:
        lines = [
            t(
                "{municipality} (n = {n}): {figures}",
                municipality=name,
                n=n,
                figures=", ".join(_short(tally, bar) for bar in bars) or "–",
            )
            for name, n, bars in tally.by_municipality
        ]
        if lines:
            parts.append(Rich.join([Rich.bold(f"{tally.position}. {tally.question}"), *lines]))
    return Rich.join(parts, between="\n\n")


def _short(tally: Tally, bar: Bar) -> str:
    """A figure in a row of figures; the steps of a scale stand before a colon, two numbers side by side say nothing."""
    return f"{bar.label.partition(' ')[0]}: {bar.n}" if tally.kind == "scale" else f"{bar.label} {bar.n}"


def _head(results: Results, t: Texts) -> Rich:
    if results.response_rate is None:
        return t.plural("{n} vastaaja", "{n} vastaajaa", results.answered)
    return t.plural(
        "{n} vastaaja, {share} kutsutuista ({invited})",
        "{n} vastaajaa, {share} kutsutuista ({invited})",
        results.answered,
        share=percent(results.response_rate, t.language),
        invited=results.invited,
    )


def _lines(tally: Tally, t: Texts, *, staff: bool) -> Rich:
    lines: list[Rich | str] = [
        Rich.bold(f"{tally.position}. {tally.question}"),
        t("n = {n}", n=tally.n) if staff or tally.n >= FLOOR else t("alle 5 vastausta: lukuja ei näytetä"),
    ]
    lines += [f"• {bar.label}: {_figure(tally, bar, t)}" for bar in tally.bars]
    if tally.mean is not None:
        lines.append(t("Keskiarvo {mean}", mean=number(tally.mean, t.language, 1)))
    if tally.by_municipality:
        places = ", ".join(f"{name} {n}" for name, n, _ in tally.by_municipality)
        lines.append(t("Vastaajien kotikunnat: {places}", places=places))
    return Rich.join(lines)


def _figure(tally: Tally, bar: Bar, t: Texts) -> str:
    share = tally.share(bar)
    if bar.n is None or share is None:
        return t.line("alle 5") if bar.n is None else "0"
    return f"{bar.n} ({percent(share, t.language)})"


def _tally(question: PollQuestion, answered: Iterable[Counted], values: Iterable[Counted], language: Language) -> Tally:
    mine = [count for count in answered if count.question_id == question.id]
    given = [count for count in values if count.question_id == question.id]
    n = sum(count.n for count in mine)
    homes = [
        (name, sum(count.n for count in mine if count.municipality == name))
        for name in {count.municipality for count in mine if count.municipality}
    ]
    by_municipality = [
        (name, of_them, _bars(question, [count for count in given if count.municipality == name], language))
        for name, of_them in sorted(homes, key=lambda home: (-home[1], home[0]))
    ]
    mean = None
    if question.kind == "scale" and n:
        mean = sum(count.value * count.n for count in given) / n
    return Tally(
        question.position,
        worded(question.wording, language),
        question.kind,
        n,
        _bars(question, given, language),
        mean,
        tuple(by_municipality),
    )


def _bars(question: PollQuestion, given: Iterable[Counted], language: Language) -> tuple[Bar, ...]:
    counts = list(given)
    if question.kind == "scale":
        steps = [(step, _step(step, texts(language))) for step in SCALE]
    else:
        steps = [(option.id, worded(option.wording, language)) for option in question.options]
    return tuple(Bar(label, sum(count.n for count in counts if count.value == value)) for value, label in steps)


def _step(step: int, t: Texts) -> str:
    if step == SCALE[0]:
        return t.line("{step} (ei lainkaan)", step=step)
    return t.line("{step} (erittäin paljon)", step=step) if step == SCALE[-1] else str(step)


def _public(tally: Tally) -> Tally:
    if tally.n < FLOOR:
        return replace(tally, n=min(tally.n, FLOOR - 1), bars=(), mean=None, by_municipality=())
    adds_up = tally.kind in ("single", "scale")
    shown = tuple((name, n, _hidden(bars, adds_up=adds_up)) for name, n, bars in tally.by_municipality if n >= FLOOR)
    bars = _hidden(tally.bars, adds_up=adds_up)
    return replace(tally, bars=bars, by_municipality=shown)


def _hidden(bars: tuple[Bar, ...], *, adds_up: bool) -> tuple[Bar, ...]:
    """The bars without figures below the floor. Where they add up to n, one alone could be reckoned: hide a second."""
    small = {at for at, bar in enumerate(bars) if bar.n is not None and bar.n < FLOOR}
    if adds_up and len(small) == 1:
        others = [at for at in range(len(bars)) if at not in small]
        if others:
            small.add(min(others, key=lambda at: bars[at].n or 0))
    return tuple(replace(bar, n=None) if at in small else bar for at, bar in enumerate(bars))

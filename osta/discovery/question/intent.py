"""Whether somebody looks for something, by what was wanted and the small talk around it."""

from __future__ import annotations

from collections.abc import Sequence

from osta.discovery.index.lexemes import Kind
from osta.discovery.question.locate import Located
from osta.discovery.question.model import Intent, Want
from osta.discovery.question.scan import Span

NOT_FINDING = frozenset(
    "greeting thanks bye praise complaint yes no sorry smalltalk about selling workshop subscription privacy feedback"
    " poll chat help emergency stop-word".split()
)
CHATTER = frozenset(("praise", "complaint", "smalltalk", "about", "chat"))
ASKING = frozenset(("buy", "near", "near-me", "not", "followup-place", "units"))
STRONGER_THAN_WANTS = frozenset(("selling", "workshop", "subscription", "privacy", "poll", "emergency"))
_SHORT = 3  # words: a lone unknown word or two is taken for something looked for


def talk_of(spans: Sequence[Span]) -> frozenset[str]:
    """The kinds of talk heard. A word that is also a mere filler ("hyvä") means more only when it stands alone."""
    heard: set[str] = set()
    for span in spans:
        if _only_talk(span):
            kinds = {sense.name for sense in span.senses(Kind.TALK)}
            heard |= {"filler"} if "filler" in kinds and len(spans) > 1 else kinds
    return frozenset(heard)


def _only_talk(span: Span) -> bool:
    return not (span.senses(Kind.CONCEPT) or span.senses(Kind.CLASS)) or span.phrase is not None


def _opens_with_thanks(spans: Sequence[Span]) -> bool:
    return bool(spans) and any(sense.name in ("thanks", "bye") for sense in spans[0].senses(Kind.TALK))


def intent_of(
    wants: Sequence[Want],
    excluded: Sequence[str],
    talk: frozenset[str],
    located: Sequence[Located],
    unknown: Sequence[Span],
    spans: Sequence[Span],
) -> Intent:
    """Find when something is wanted or asked for; other for greetings, sellers, the service itself and nonsense."""
    if talk & STRONGER_THAN_WANTS and not ("buy" in talk and wants and "selling" not in talk):
        return Intent.OTHER
    if not talk & ASKING and not located and (talk & CHATTER or _opens_with_thanks(spans)):
        return Intent.OTHER
    if wants:
        return Intent.FIND
    if located and not talk & NOT_FINDING:
        return Intent.FIND
    if unknown and not excluded:
        if "buy" in talk or located:
            return Intent.FIND
        if len(spans) <= _SHORT and not talk & NOT_FINDING:
            return Intent.FIND
    return Intent.OTHER

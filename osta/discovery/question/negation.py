"""What a question says it does not want: the words that a *not*, *without* or *other than* covers."""

from __future__ import annotations

from collections.abc import Sequence

from osta.discovery.finnish.folding import Token
from osta.discovery.index.lexemes import Kind
from osta.discovery.question.scan import Span

OTHER = frozenset("muuta muita muu annat andra other else".split())
_BUT = frozenset("vaan utan but".split())  # after a refusal stands what is wanted: "inte vete utan råg"
_RATHER = frozenset("kun ku kuin mean meant".split())  # the same, unless *other* stands before: "ei ku kalaa"
_THAT = (" että", " att", " having to")
_THAN = frozenset("kuin ku ko än than".split())


def negated(spans: Sequence[Span], words: Sequence[Token]) -> set[int]:
    """The ids of the spans from a negation to the end of its clause; a new "who sells" ends it too."""
    covered: set[int] = set()
    active = other = False
    end = 0
    for span in spans:
        if any(not word.word for word in words[end : span.start]):
            active = False
        end = span.end
        kinds = {sense.name for sense in span.senses(Kind.TALK)}
        said = span.said.lower()
        other = other or said in OTHER
        refusal = "no" in kinds and span.phrase is not None  # "en halua", but not a mere "ei"
        if active and span.phrase is None and (said in _BUT or (said in _RATHER and not other)):
            active = False
        elif "not" in kinds or refusal or (other and said in _THAN):
            active = True
        elif "buy" in kinds:
            active = False
        elif active:
            covered.add(id(span))
    return covered


def follows_negation(span: Span, spans: Sequence[Span]) -> bool:
    """Whether a negation stands right before the span ("muualta kuin [Sallasta]"), or begins its clause.

    "Ilman että pitää lähteä [Kemijärvelle]" names where one does not want to go.
    """
    return any(
        any(sense.name == "not" for sense in before.senses(Kind.TALK))
        and (
            before.end == span.start
            or (before.said.lower().endswith(_THAT) and all(word.word for word in span.tokens[before.end : span.start]))
        )
        for before in spans
        if before.end <= span.start
    )

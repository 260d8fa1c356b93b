"""What a sentence does with the wares it names: asks how or when, tells what was, or offers to do it.

None of these looks for a seller: "miten keitän riisipuuron", "sain uuden koiran", "voisin leikata nurmikoita".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from osta.discovery.finnish.folding import Token
from osta.discovery.index.lexemes import Form, Kind
from osta.discovery.lexicon.model import Lexicon
from osta.discovery.question.model import Want
from osta.discovery.question.scan import Span

KNOWING = "knowing"
TALE = "tale"
FRAMES = frozenset((KNOWING, TALE))
_LOOKING = frozenset(("buy", "near", "near-me", "sold", "getting", "units"))
_FRAMING = frozenset(("able", "doing", "past", "copula", "how", "when"))
_REFUSING = frozenset(("not", "no"))
_AMOUNT = frozenset("paljon monta paljonko much many mycket många about".split())
_WHERE_OR_WHEN = frozenset(("near", "near-me", "time", "within", "for-sale"))
_FIRST = 2  # words of a sentence among which what somebody does stands: "mie leivon", "leivon"
_BETWEEN = 1  # words that may stand between "I can" and what is done: "voin myös leikata"


def frames_of(
    spans: Sequence[Span],
    words: Sequence[Token],
    wants: Sequence[Want],
    lexicon: Lexicon,
    is_act: Callable[[Span], bool],
) -> frozenset[str]:
    """Kinds of talk that the whole sentence is, beyond those of its words."""
    kinds = [_kinds(span) for span in spans]
    heard = frozenset[str]().union(*kinds)
    if not heard & _FRAMING:
        return frozenset()
    helped = any(want.told or lexicon.concepts[want.concepts[0]].service for want in wants)
    asked = any(word.typed == "?" for word in words)
    if "able" in heard and not (asked or heard & (_LOOKING | _REFUSING)) and _offers(spans, kinds, is_act):
        return frozenset(("selling",))
    if heard & _LOOKING:
        only_copula = all("copula" in kind for kind in kinds if kind & _LOOKING)
        return frozenset((TALE,)) if only_copula and not helped and _predicates(spans, kinds) else frozenset()
    if not asked and _does(spans, kinds, wants):
        return frozenset(("selling",))
    if helped:
        return frozenset()
    if ("past" in heard and not asked) or _predicates(spans, kinds):
        return frozenset((TALE,))
    if any(
        _opens(span, words) and _asks_to_know(span, kind, words, wants) for span, kind in zip(spans, kinds, strict=True)
    ):
        return frozenset((KNOWING,))
    return frozenset()


def _kinds(span: Span) -> frozenset[str]:
    """The kinds of talk of a span and of the words in it: "miten saisin" asks how, and to get."""
    if not span.inside:
        return frozenset([sense.name for sense in span.senses(Kind.TALK)])
    return frozenset(sense.name for part in (span, *span.inside) for sense in part.senses(Kind.TALK))


def _offers(spans: Sequence[Span], kinds: Sequence[frozenset[str]], is_act: Callable[[Span], bool]) -> bool:
    """Whether "I can" is followed by something that is done for people, in the infinitive."""
    return any(
        "able" in kind and any(_is_done(after, is_act) for after in spans[at + 1 : at + 2 + _BETWEEN])
        for at, kind in enumerate(kinds)
    )


def _is_done(span: Span, is_act: Callable[[Span], bool]) -> bool:
    infinitive = span.phrase is not None or any(hit.form & Form.NOMINATIVE for hit in span.hits)
    return infinitive and is_act(span)


def _does(spans: Sequence[Span], kinds: Sequence[frozenset[str]], wants: Sequence[Want]) -> bool:
    """Whether somebody tells what they do for people: "leivon kakkuja", but not "hoidan mummoa ja auto hajosi"."""
    doing = [span.said for span, kind in zip(spans[:_FIRST], kinds[:_FIRST], strict=False) if "doing" in kind]
    return bool(doing and wants) and all(not want.told or doing[0] in want.said for want in wants)


def _predicates(spans: Sequence[Span], kinds: Sequence[frozenset[str]]) -> bool:
    """Whether something is said or asked of a ware as such: "hillat on raakoja", "is reindeer meat healthy".

    What is looked for stands in the partitive ("onko poronlihaa"), or after *there*.
    """
    for at, kind in enumerate(kinds):
        if "copula" not in kind:
            continue
        before, after = spans[at - 1] if at else None, spans[at + 1 : at + 3]
        if before is not None and before.end == spans[at].start and _is_subject(before) and after:
            return True
        if at == 0 and len(after) > 1 and _is_subject(after[0]) and not kinds[at + 2] & _WHERE_OR_WHEN:
            return True
    return False


def _is_subject(span: Span) -> bool:
    """Whether a ware stands in the nominative: the base form, or a Finnish plural in -t."""
    if span.senses(Kind.TALK) or not span.concepts():
        return False
    last = span.inside[-1] if span.inside else span
    meant = [hit for hit in last.hits if hit.lexeme.senses] or list(last.hits)
    return any(hit.form & Form.NOMINATIVE for hit in meant) or (
        last.said.lower().endswith("t") and any(hit.lexeme.language == "fi" for hit in meant)
    )


def _opens(span: Span, words: Sequence[Token]) -> bool:
    """Whether a word begins the sentence, or what follows a greeting."""
    return span.start <= 1 or not words[span.start - 1].word


def _asks_to_know(span: Span, kinds: frozenset[str], words: Sequence[Token], wants: Sequence[Want]) -> bool:
    if "when" in kinds:
        return True
    amount = span.end < len(words) and words[span.end].lower in _AMOUNT
    return "how" in kinds and not (wants and amount)

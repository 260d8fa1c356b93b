"""What is only likened to: *luistinrata* of "piha on jäässä kuin luistinrata" is not looked for."""

from __future__ import annotations

from collections.abc import Sequence

from osta.discovery.finnish.folding import Token
from osta.discovery.index.lexemes import Kind
from osta.discovery.question.negation import OTHER
from osta.discovery.question.scan import Span

_LIKE = frozenset("kuin ku ko niinkuin niinku niinko".split())
# "Sellainen kuin kampaaja" asks for one; "muuta kuin" is a negation.
_SUCH = frozenset(
    "sellainen sellaista sellanen sellasta semmoinen semmoista semmonen semmosta samanlainen samanlaista samanlaisen"
    " jotain jotakin joku jokin jonkun jotaki esimerkiksi".split()
)
_NOT = frozenset("ei en eikä eiku".split())
_AND = frozenset("ja mutta että eikä joten siksi".split())  # begin another clause
_LONGEST = 2  # words of a likeness: "kuin karhun perse"


def _ends(word: Token) -> bool:
    return not word.word or word.lower in _AND


def likened(spans: Sequence[Span], words: Sequence[Token]) -> set[int]:
    """The ids of the spans that end a clause right after a *like*; one that opens the question likens nothing."""
    found: set[int] = set()
    if not any(word.lower in _LIKE for word in words):
        return found
    for number, span in enumerate(spans):
        at = span.end - 1
        if at < 1 or words[at].lower not in _LIKE or not words[at - 1].word:
            continue
        if words[at - 1].lower in _NOT or (
            spans[number - 1].senses(Kind.CONCEPT) and not _NOT.isdisjoint(word.lower for word in words[:at])
        ):
            continue  # "ei ku kalaa", "ei lihaa ku sieniä": what is meant instead
        if words[at - 1].lower in _SUCH or any(word.lower in OTHER for word in words[:at]):
            continue
        end = next((place for place in range(at + 1, len(words)) if _ends(words[place])), len(words))
        if 0 < end - at - 1 <= _LONGEST:
            found.update(id(other) for other in spans[number + 1 :] if other.end <= end)
    return found

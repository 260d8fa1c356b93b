"""Which of the three languages a question is written in: the words themselves vote."""

from __future__ import annotations

from collections.abc import Sequence

from osta.chat.texts import DEFAULT_LANGUAGE, LANGUAGES, Language
from osta.discovery.index.lexemes import Form
from osta.discovery.question.scan import Span

_AS_IT_STANDS = 0.02


def language_of(spans: Sequence[Span], hint: Language | None = None) -> Language:
    """The language most words speak for; the hint, then Finnish, decides a tie."""
    votes = dict.fromkeys(LANGUAGES, 0.0)
    for span in spans:
        spoken = _languages(span)
        for language in spoken:
            votes[language] += 1.0 / len(spoken) * (0.5 if span.corrected else 1.0)
            # "lingon" is Swedish as it stands, and Finnish only as some case of another word.
            if any(hit.lexeme.language == language and hit.form & Form.NOMINATIVE for hit in span.hits):
                votes[language] += _AS_IT_STANDS
    most = max(votes.values())
    if most == 0:
        return hint or DEFAULT_LANGUAGE
    best = [language for language in LANGUAGES if votes[language] >= most - 0.01]
    if hint in best:
        return hint
    return best[0]


def _languages(span: Span) -> set[Language]:
    if span.phrase is not None:
        found = {span.phrase.language}
    elif span.compound is not None:
        found = {"fi"}
    else:
        found = {hit.lexeme.language for hit in span.hits if hit.lexeme.senses}
    return {language for language in LANGUAGES if language in found}

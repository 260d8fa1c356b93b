"""What somebody asks for, in sentences: ``perunoita ja hillaa``."""

from __future__ import annotations

from collections.abc import Sequence

from osta.chat.figures import clip
from osta.chat.texts import Texts
from osta.discovery.question.model import Question, Want
from osta.discovery.service import Discovery

LONGEST_ENDING = 2  # letters of a case or plural; what follows the first part of a compound is longer
MOST_HELPERS = 2  # services that a heading names where any of several would help
LONGEST = 60  # characters of one thing that is shown back; more is somebody's whole message


def asked_for(question: Question, discovery: Discovery, t: Texts) -> str:
    """All that is asked for in the partitive, or in the person's own words where no concept is known."""
    named = [partitive(want, discovery, t) for want in question.wants]
    named = named or [clip(word, LONGEST) for word in question.unknown]
    return joined(named[:4], t)


def offered(question: Question, discovery: Discovery) -> bool:
    """Whether all that is asked for is done for people rather than sold to them: *tarjoaa*, not *myy*."""
    concepts = [discovery.concept(slug) for want in question.wants for slug in want.concepts]
    return bool(concepts) and all(concept is not None and concept.service for concept in concepts)


def narrowed(want: Want) -> bool:
    """Whether the want is a compound that nobody listed (*saunaklapi*), so that only the person's own word says it."""
    return want.narrow is not None and len(want.said) - len(want.narrow) > LONGEST_ENDING


def partitive(want: Want, discovery: Discovery, t: Texts) -> str:
    """One want as it stands after *myy*; a narrowed one in the person's own words."""
    if narrowed(want):
        return clip(want.said, LONGEST)
    shown = want.concepts[:MOST_HELPERS] if want.told else want.concepts
    return either([discovery.partitive(slug, t.language) for slug in shown], t)


def joined(names: Sequence[str], t: Texts) -> str:
    """``a, b ja c``."""
    every = list(dict.fromkeys(names))
    if len(every) < 2:
        return "".join(every)
    return t.line("{things} ja {last}", things=", ".join(every[:-1]), last=every[-1])


def either(names: Sequence[str], t: Texts) -> str:
    """``a tai b``; one name for two that read the same."""
    every = list(dict.fromkeys(names))
    if len(every) < 2:
        return "".join(every)
    return t.line("{places} tai {last}", places=", ".join(every[:-1]), last=every[-1])

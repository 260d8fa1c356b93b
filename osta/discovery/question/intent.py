"""Whether somebody looks for something, by what was wanted and the small talk around it."""

from __future__ import annotations

from collections.abc import Sequence

from osta.discovery.index.lexemes import Kind
from osta.discovery.question.frames import FRAMES
from osta.discovery.question.locate import Located
from osta.discovery.question.model import Intent, Want
from osta.discovery.question.scan import Span

NOT_FINDING = frozenset(
    "greeting thanks bye praise complaint yes no sorry smalltalk about selling workshop subscription privacy feedback"
    " poll chat help emergency stop-word wishes opinion news misunderstood seller nearer".split()
)
GOING_ON = frozenset(("followup-more", "followup-place", "followup-cheaper"))
CHATTER = frozenset(("praise", "complaint", "smalltalk", "about", "chat", "opinion", "news", "misunderstood"))
COMPLAINT = frozenset(("complaint",))
ASKING = frozenset(("buy", "near", "near-me", "not", "followup-place", "units"))
STRONGER_THAN_WANTS = frozenset(("selling", "workshop", "subscription", "privacy", "poll", "emergency"))
TOGETHER = (
    (frozenset(("own", "for-sale")), "selling"),
    (frozenset(("join", "listing")), "selling"),
    (frozenset(("advert",)), "selling"),
    (frozenset(("what", "sold")), "browse"),
)
"""Kinds of talk that say something only together: "meillä olisi [perunaa] myytävänä", "miten pääsen luetteloon"."""
_ALWAYS = frozenset(("selling", "opinion"))  # kinds of words that are heard though they may mean a need as well
_ASKS = frozenset(
    "onko oisko olisko olisiko kuka kukaan kenellä kenelläkään kellä kellään missä mistä mitä mitäs mikä"
    " who what anyone where vem vad var någon".split()
)
_AFTERWARDS = frozenset("jälkeen jälkheen jäljiltä jälkiä jäljet varalta".split())  # follow what is over
_AFTER = frozenset("after efter".split())  # stand before it
_SHORT = 3  # words: a lone unknown word or two is taken for something looked for


def talk_of(spans: Sequence[Span]) -> frozenset[str]:
    """The kinds of talk heard. A word that is also a mere filler ("hyvä") means more only when it stands alone."""
    heard: set[str] = set()
    parts: set[str] = set()
    for number, span in enumerate(spans):
        kinds = {sense.name for sense in span.senses(Kind.TALK)}
        if not kinds:
            continue
        if "emergency" in kinds and _is_over(spans, number):
            kinds.remove("emergency")
        parts |= kinds
        if not _only_talk(span) and (len(spans) > 1 or span.senses(Kind.CONCEPT)):
            heard |= kinds & _ALWAYS
        else:
            heard |= {"filler"} if "filler" in kinds and len(spans) > 1 else kinds
    said = {kind for together, kind in TOGETHER if together <= parts}
    if any(word in _ASKS for span in spans for word in span.said.lower().split()):
        said.discard("selling")
        heard.discard("opinion")  # "mikä on paras leipomo" asks
    return frozenset(heard | said)


def _is_over(spans: Sequence[Span], number: int) -> bool:
    """Whether an emergency is only told as past: "tulipalon jälkeen siivous" asks for a cleaner."""
    following = spans[number + 1].said.lower() if number + 1 < len(spans) else ""
    return following in _AFTERWARDS or any(span.said.lower() in _AFTER for span in spans[max(0, number - 2) : number])


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
    if talk & FRAMES:
        return Intent.OTHER
    # "Ei toimi" complains of the bot, unless something is named that does not work.
    chatter = talk & (CHATTER - COMPLAINT if wants else CHATTER)
    if not talk & ASKING and not located and (chatter or _opens_with_thanks(spans)):
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

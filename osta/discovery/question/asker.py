"""Who asks: *koulukeittiö* of "koulukeittiö tarvitsee perunaa" looks for something, and is not looked for."""

from __future__ import annotations

from collections.abc import Sequence

from osta.discovery.finnish.folding import Token
from osta.discovery.index.lexemes import Form, Kind
from osta.discovery.lexicon.model import Lexicon
from osta.discovery.question.naming import Named
from osta.discovery.question.scan import Span

_SEEKS = frozenset(
    "tarvitsee tarvitsevat tarvii tarvihtee etsii etsivät etsisi etsiskelee ettii ettis hakee hakevat hakisi haluaa"
    " haluavat haluaisi haluaisivat haluais halluu ostaa ostavat ostaisi ostaisivat ostais kaipaa kaipaavat kaipaisi"
    " kaipais tilaa tilaisi tilais hankkii hankkisi toivoo toivoisi ottaa ottaisi ottais"
    " behöver söker köper letar önskar saknar efterlyser vill skulle"
    " needs need wants want seeks seek buys buy requires require looks searches".split()
)
# Said of things as well: "talja tarttis" asks for a hide. Only who does business needs something so.
_MIGHT_SEEK = frozenset(
    "tarvitsisi tarvitsisivat tarttee tarttisi tarttis tartteis tarvihtis tarviis tarvis kelpaisi kelpais".split()
)
_WE_SEEK = frozenset(
    "tarvitsen tarvitsemme tarvitaan tarvittaisiin tarvittais tarvitsisimme tarvisin tarttemma etsin etsimme etsitään"
    " haen haemme haetaan haluan haluamme haluaisin haluaisimme ostan ostamme ostaisin ostaisimme kaipaan kaipaamme"
    " tilaamme tilaan behöver söker köper letar needing looking need want seek seeking".split()
)
_SEEKING = frozenset("looking searching asking hoping like".split())  # after a form of "to be", or "would"
_IS = frozenset("is are am was would".split())
_BETWEEN = frozenset("nyt kipeästi kiireesti jatkuvasti myös taas nu också även now also urgently".split())
_SUBJECT = ("mme", "ni", "nsa", "nsä", "t")  # one's own, or several
_WE_ARE = frozenset(
    "olemme olen ollaan pyöritän pyöritämme pidän pidämme vedän vedämme emännöin isännöin johdan".split()
    + "är driver har are run have own am".split()
)
_BUYERS = ("55", "56", "85", "87", "88")  # TOL 2008: accommodation, food service, education, care
_MOST_BETWEEN = 3  # words between "we are" and what we are: an article, an adjective


def asking(named: Sequence[Named], spans: Sequence[Span], words: Sequence[Token], lexicon: Lexicon) -> set[int]:
    """The ids of the named spans that are who asks, where something else is named: the subject that opens its clause,
    right before what it does ("the kitchen needs carrots"); what somebody says that they are before telling what they
    look for ("we run a café and need bread"); and the kitchen or school that goods are for ("ravintolaan kalaa").
    """
    return {
        id(one.span)
        for one in named
        if (
            ((_subject(one, words) and _opens(one.span, spans, words)) or _introduced(one, words))
            and any(other.span.start > one.span.end for other in named)
        )
        or (one.purpose and _buys(one, lexicon) and any(not other.service and not other.purpose for other in named))
    }


def _subject(one: Named, words: Sequence[Token]) -> bool:
    return _nominative(one.span) and _seeks(words, one.span.end, _SEEKS | _MIGHT_SEEK if one.service else _SEEKS)


def _buys(one: Named, lexicon: Lexicon) -> bool:
    """Whether it is a place that buys goods for many."""
    return one.service and lexicon.concepts[one.want.concepts[0]].industry.startswith(_BUYERS)


def _nominative(span: Span) -> bool:
    if span.phrase is not None or any(hit.lexeme.language != "fi" for hit in span.hits if hit.lexeme.senses):
        return True
    return any(hit.form & Form.NOMINATIVE for hit in span.hits) or span.said.lower().endswith(_SUBJECT)


def _seeks(words: Sequence[Token], at: int, verbs: frozenset[str]) -> bool:
    ahead = [word.lower for word in words[at : at + 3] if word.word]
    while ahead and ahead[0] in _BETWEEN:
        ahead = ahead[1:]
    return bool(ahead) and (ahead[0] in verbs or (ahead[0] in _IS and not _SEEKING.isdisjoint(ahead[1:])))


def _opens(span: Span, spans: Sequence[Span], words: Sequence[Token]) -> bool:
    """Whether nothing asks before it in its clause: in "mistä perunat ostaa" nobody is the subject."""
    begin = max((at + 1 for at in range(span.start) if not words[at].word), default=0)
    return not any(
        sense.name in ("buy", "what", "sold", "seller") and begin <= before.start < span.start
        for before in spans
        for sense in before.senses(Kind.TALK)
    )


def _introduced(one: Named, words: Sequence[Token]) -> bool:
    """Whether it is what we are or keep, and what we look for comes after it: "we run a café and need bread"."""
    before = {word.lower for word in words[max(0, one.span.start - _MOST_BETWEEN) : one.span.start] if word.word}
    after = {word.lower for word in words[one.span.end :] if word.word}
    return one.service and not _WE_ARE.isdisjoint(before) and not _WE_SEEK.isdisjoint(after)

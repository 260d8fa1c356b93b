"""Generates the inflected forms of every Finnish word of the lexicon: ``python -m osta.discovery.inflect``.

Runs when words were edited, never inside the bot: the analyser (pypykko) takes 840 MB. Its result, data/forms/*.txt, is
part of the repository, so that running and testing the bot needs no analyser; a check compares it with the lexicon.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from osta.discovery.finnish import paradigms
from osta.discovery.lexicon.load import load
from osta.discovery.lexicon.model import Lexicon

NOUN_CASES = ("nom", "gen", "par", "ine", "ela", "ill", "ade", "abl", "all", "ess", "tra")
NOUN_TAGS = tuple(f"+{number}+{case}" for number in ("sg", "pl") for case in NOUN_CASES)
PLURAL_ONLY_TAGS = tuple(f"+{case}" for case in NOUN_CASES)
VERB_TAGS = (
    *(f"+pres+{person}" for person in ("1sg", "2sg", "3sg", "1pl", "2pl", "3pl", "conneg")),
    *(f"+past+{person}" for person in ("1sg", "3sg", "3pl")),
    *(f"+cond+{person}" for person in ("1sg", "3sg", "3pl")),
    *("+inf1", "+inf3+ill", "+inf3+ine", "+inf3+ela"),
    *(f"+inf4+sg+{case}" for case in ("nom", "gen", "par", "ill", "ela")),
    *("+pass+pres", "+pass+past", "+pass+cond"),
    *("+part_pres+sg+nom", "+part_past+sg+nom", "+part_past+pl+nom"),
    *(f"+pass+part_past+sg+{case}" for case in ("nom", "gen", "par", "tra")),
    *("+pass+part_past+pl+nom", "+pass+part_past+pl+par"),
    *("+pass+part_pres+sg+nom", "+pass+part_pres+sg+par"),
)
SOURCES = ("Lexicon", "Lexicon|Pfx", "Lexicon|Hyp", "Guesser|Any", "Guesser")
SHORTEST_PART = 4
BASE_TAGS = {
    "+sg+nom": NOUN_TAGS,
    "+pl+nom": NOUN_TAGS,
    "+nom": PLURAL_ONLY_TAGS,
    "+inf1": VERB_TAGS,
    "+pres+conneg": VERB_TAGS,
    "+pass+part_past+sg+nom": NOUN_TAGS,
}


def finnish_words(lexicon: Lexicon) -> set[str]:
    """Every single Finnish word of concepts and need classes, phrases taken apart, in lower case."""
    phrases = [word.text for concept in lexicon.concepts.values() for word in concept.words if word.language == "fi"]
    phrases += [word.text for kind in lexicon.classes.values() for word in kind.words if word.language == "fi"]
    phrases += [word.text for word in lexicon.common if word.language == "fi"]
    return {part.lower() for phrase in phrases for part in paradigms.parts(phrase)}


def inflected(word: str) -> set[str]:
    """The forms of one word over all its readings as a base form; a compound unknown as a whole by its last part."""
    forms = {
        form for lemma, pos, base in _readings(word) for tag in BASE_TAGS[base] for form in _generate(lemma, pos, tag)
    }
    if forms:
        return {form.replace("|", "").lower() for form in forms}
    if _is_known(word):
        return set()  # a form that the lexicon uses as it is: auton, poikki
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART):
        ending = _readings(word[cut:])
        if any(pos in ("noun", "noun-pl") for _, pos, _ in ending):
            return {word[:cut] + form for form in inflected(word[cut:])}
    return set()


def _readings(word: str) -> list[tuple[str, str, str]]:
    """(lemma, part of speech, base tag) of the likeliest readings of a word in base form."""
    from pypykko.utils import analyze

    best: dict[tuple[str, str], tuple[str, float]] = {}
    for spelling in dict.fromkeys((word, word.capitalize())):
        for reading in analyze(spelling):
            if reading.morphtags in BASE_TAGS:
                best.setdefault((reading.lemma, reading.pos), (reading.morphtags, reading.weight))
    lightest = min((weight for _, weight in best.values()), default=0.0)
    return [(lemma, pos, tags) for (lemma, pos), (tags, weight) in best.items() if weight <= lightest]


def _is_known(word: str) -> bool:
    """Whether the analyser's own words make it up, in whatever form."""
    from pypykko.utils import analyze

    return any(reading.source.startswith("Lexicon") for reading in analyze(word))


def _generate(lemma: str, pos: str, tag: str) -> set[str]:
    """The forms of a lemma with a tag, by the first of the analyser's word sources that knows it."""
    from pypykko.generate import generate_wordform

    # A compound's lemma is written with bars, but known to the generator without; only its guesser wants them.
    for source in SOURCES:
        spelling = lemma if source.startswith("Guesser") else lemma.replace("|", "")
        forms: set[str] = generate_wordform(spelling, pos, tag, source=source)
        if forms:
            return forms
    return set()


def label_forms(label: str, plural: bool) -> tuple[str, str]:
    """The label's genitive and partitive as a sentence needs them; ``plural`` picks perunoita over perunaa."""
    number = "pl" if plural else "sg"
    return _label_in(label, f"+{number}+gen"), _label_in(label, f"+{number}+par")


def _label_in(label: str, tag: str) -> str:
    """Every nominative word of the label in the case of ``tag``; others (a genitive attribute, an adverb) stay."""
    return " ".join(_word_in(word, tag) for word in label.split(" "))


def _word_in(word: str, tag: str) -> str:
    for lemma, pos, base in _readings(word):
        if base in ("+sg+nom", "+pl+nom", "+nom"):
            forms = _generate(lemma, pos, "+" + tag.rpartition("+")[2] if base == "+nom" else tag)
            if forms:
                chosen = min(forms, key=lambda form: (len(form), form)).replace("|", "")
                return chosen[:1].upper() + chosen[1:] if word[:1].isupper() else chosen
    if _is_known(word):
        return word  # a genitive attribute, an adverb
    for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART):
        if any(pos in ("noun", "noun-pl") for _, pos, _ in _readings(word[cut:])):
            return word[:cut] + _word_in(word[cut:], tag)
    return word


def main() -> int:
    """Write data/forms/*.txt for the lexicon as it stands; words already there keep their forms unless --all."""
    lexicon = load()
    wanted = finnish_words(lexicon)
    known = {} if "--all" in sys.argv else paradigms.read()
    fresh = sorted(wanted - known.keys())
    for n, word in enumerate(fresh, 1):
        known[word] = frozenset(inflected(word)) | {word}
        if n % 2000 == 0:
            paradigms.write(known)  # a long first run is not lost when it is interrupted
        if n % 100 == 0 or n == len(fresh):
            print(f"\r{n}/{len(fresh)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    paradigms.write({word: forms for word, forms in known.items() if word in wanted})
    paradigms.write_labels(
        {
            concept.slug: (concept.labels["fi"], *label_forms(concept.labels["fi"], concept.plural))
            for concept in lexicon.concepts.values()
        }
    )
    lonely = sorted(word for word in wanted if len(known[word]) == 1)
    _report(lonely)
    return 0


def _report(lonely: Iterable[str]) -> None:
    for word in lonely:
        print(f"not inflected: {word}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())

"""Collects lexemes, their forms and the phrases from the lexicon and the gazetteer."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from osta.discovery import english, swedish
from osta.discovery.finnish import dialect
from osta.discovery.finnish.cases import is_oblique
from osta.discovery.index.lexemes import Form, Kind, Lexeme, Lexemes, Phrase, Sense
from osta.discovery.index.place_names import Readable, readable
from osta.discovery.lexicon.model import Lexicon, Word
from osta.discovery.places.forms import Case
from osta.discovery.places.gazetteer import Gazetteer

GAPPED_TALK = frozenset(("selling",))  # "minulla olisi [perunoita] myytävänä"
NEED_GAP = 2  # words that may stand inside a need phrase: "ei [meinaa] [enää] käynnisty"
_PART = re.compile(r"[\w:]+(?:['’-][\w:]+)*")
_NEGATIONS = {"ei": ("en", "et", "ei", "emme", "ette", "eivät", "eikä", "eipä", "eihän", "älä")}


class Collector:
    """Gathers lexemes one by one; `forms` yields every (form, lexeme number, what is known of the form)."""

    def __init__(self, paradigms: Mapping[str, Iterable[str]]) -> None:
        self.lexemes = Lexemes()
        self.unspelt: set[int] = set()  # lexemes that are only meant where they are spelt right
        self._paradigms = paradigms
        self._numbers: dict[tuple[str, str], int] = {}
        self._forms: dict[int, Callable[[], list[tuple[str, Form]]]] = {}

    def lexicon(self, lexicon: Lexicon) -> None:
        """Add the words of concepts, need classes and talk."""
        for concept in lexicon.concepts.values():
            labels = {label.lower() for label in concept.labels.values()}
            for word in self._distinct(concept.words, labels):
                self._term(word.text, word.language, Sense(Kind.CONCEPT, concept.slug, word.rank))
        for need in lexicon.classes.values():
            for word in self._distinct(need.words):
                self._term(word.text, word.language, Sense(Kind.CLASS, need.name), NEED_GAP)
        for word in lexicon.common:
            self._lexeme(word.text.lower(), word.language)
        for talk in lexicon.talk:
            gap = NEED_GAP if talk.kind in GAPPED_TALK else 0
            self._as_written(talk.text, talk.language, Sense(Kind.TALK, talk.kind), gap)

    def _distinct(self, words: Sequence[Word], kept: Collection[str] = ()) -> Iterator[Word]:
        """The words without those that are only a form of another one among them.

        Inflected again, *soraa* would be taken for a verb, and *verta* would make *verran* blood.
        """
        plain = [word for word in words if word.language == "fi" and " " not in word.text]
        bases = {
            word: [other for other in plain if other.rank == word.rank and self._is_form_of(word.text, other.text)]
            for word in plain
            if word.text.lower() not in kept
        }
        for word in words:
            if all(bases.get(base) for base in bases.get(word, ())):
                yield word  # also where what it is a form of is left out itself

    def _is_form_of(self, text: str, other: str) -> bool:
        """Whether a word is an inflected form of the other, and not a verb's noun (*rakentaminen*) or its plural."""
        one, base = text.lower(), other.lower()
        if one == base or one.endswith("minen") or one not in self._paradigms.get(base, ()):
            return False
        return base not in self._paradigms.get(one, ())

    def places(self, gazetteer: Gazetteer) -> None:
        """Add every name of every place with all its case forms."""
        for found in readable(gazetteer):
            self._place(found)

    def forms(self) -> Iterator[tuple[int, list[tuple[str, Form]]]]:
        """Each lexeme's number with all its forms, standard and spoken; made one lexeme at a time, a million in all."""
        for number, make in self._forms.items():
            yield number, make()

    def term(self, text: str, language: str, sense: Sense) -> None:
        """Add one more word or phrase, for example one that staff taught."""
        self._term(text, language, sense)

    def _term(self, text: str, language: str, sense: Sense, gap: int = 0) -> None:
        parts = [part.lower().replace("’", "'") for part in _PART.findall(text)]
        numbers = tuple(self._lexeme(part, language) for part in parts)
        self._mean(numbers, language, sense, gap)

    def _as_written(self, text: str, language: str, sense: Sense, gap: int = 0) -> None:
        parts = [part.lower().replace("’", "'") for part in _PART.findall(text)]
        numbers = tuple(self._number(part, language, "=", lambda part: [(part, Form.PLAIN)]) for part in parts)
        self._mean(numbers, language, sense, gap)

    def _place(self, found: Readable) -> None:
        place = found.place
        sense = Sense(Kind.PLACE, place.id)
        single: dict[str, Form] = {}
        for form, case in found.forms:
            parts = [part.lower().replace("’", "'") for part in _PART.findall(form)]
            if len(parts) == 1:
                single[parts[0]] = single.get(parts[0], Form.PLAIN) | _CASES.get(case, Form.LOCAL)
            else:
                self._as_written(form, "", sense)
        number = self._number(place.id, "", "p", lambda _: list(single.items()))
        self._mean((number,), "", sense, 0)
        if not found.spelt:
            self.unspelt.add(number)

    def _mean(self, numbers: tuple[int, ...], language: str, sense: Sense, gap: int) -> None:
        if not numbers:
            return
        if len(numbers) == 1:
            old = self.lexemes.entries[numbers[0]]
            if sense not in old.senses:
                self.lexemes.entries[numbers[0]] = Lexeme(old.text, old.language, (*old.senses, sense))
            return
        known = self.lexemes.phrases.setdefault(numbers[0], [])
        phrase = Phrase(numbers, language, sense, gap)
        if phrase not in known:
            known.append(phrase)

    def _lexeme(self, part: str, language: str) -> int:
        make = {"fi": self._finnish, "sv": _swedish, "en": _english}[language]
        return self._number(part, language, "", make)

    def _finnish(self, part: str) -> list[tuple[str, Form]]:
        if part in _NEGATIONS:
            return [(form, Form.PLAIN) for form in _NEGATIONS[part]]
        standard = {part, *self._paradigms.get(part, ())}
        forms: dict[str, Form] = {}
        for form in sorted(standard):
            case = Form.OBLIQUE if form != part and is_oblique(form, standard) else Form.PLAIN
            forms[form] = case | (Form.NOMINATIVE if form == part else Form.PLAIN)
            for variant in dialect.variants(form):
                if variant not in standard:
                    forms.setdefault(variant, Form.SPOKEN | case)
        return list(forms.items())

    def _number(self, part: str, language: str, how: str, make: Callable[[str], list[tuple[str, Form]]]) -> int:
        key = (part, language + how)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.lexemes.entries)
            self.lexemes.entries.append(Lexeme(part, language))
            self._forms[number] = partial(make, part)
        return number


_CASES = {
    Case.NOMINATIVE: Form.NOMINATIVE,
    Case.GENITIVE: Form.GENITIVE,
    Case.PARTITIVE: Form.PLAIN,
    Case.ESSIVE: Form.PLAIN,
}


def _swedish(part: str) -> list[tuple[str, Form]]:
    return [(form, Form.NOMINATIVE if form == part else Form.PLAIN) for form in dict.fromkeys(swedish.forms(part))]


def _english(part: str) -> list[tuple[str, Form]]:
    return [(form, Form.NOMINATIVE if form == part else Form.PLAIN) for form in dict.fromkeys(english.forms(part))]

"""Questions nobody has asked yet: words and villages in all their forms, needs, typos, no place at all."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from bench.generate import villages_of
from osta.discovery.finnish import paradigms
from osta.discovery.finnish.folding import fold
from osta.discovery.lexicon.model import Lexicon
from osta.discovery.places.forms import Case, Role, reading_forms_of, written
from osta.discovery.places.gazetteer import Gazetteer

SEED = 40_000
_WHERE = frozenset((Case.INESSIVE, Case.ADESSIVE, Case.ELATIVE, Case.ABLATIVE))
_ASKING = ("kuka myy", "mistä saa", "löytyykö", "onko", "ostaisin", "tarvin", "moi! oisko", "haluaisin ostaa")
_LETTERS = "aeiouyäöhjklmnprstv"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what kind it is: plain, two, need, typo, nowhere, swedish, english."""

    text: str
    kind: str


def questions(count: int, lexicon: Lexicon, gazetteer: Gazetteer, seed: int = SEED) -> list[Asked]:
    """So many questions, always the same, the kinds mixed as they would come in."""
    writer = _Writer(lexicon, gazetteer, random.Random(seed))
    kinds: dict[str, tuple[Callable[[], str], int]] = {
        "plain": (writer.plain, 40),
        "nowhere": (writer.nowhere, 12),
        "two": (writer.two, 10),
        "typo": (writer.typo, 12),
        "need": (writer.need, 12),
        "swedish": (writer.swedish, 7),
        "english": (writer.english, 7),
    }
    chosen = writer.chance.choices(list(kinds), [weight for _, weight in kinds.values()], k=count)
    return [Asked(kinds[kind][0](), kind) for kind in chosen]


class _Writer:
    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer, chance: random.Random) -> None:
        self.chance = chance
        self._concepts = list(lexicon.concepts.values())
        self._labels = paradigms.read_labels()
        self._villages = villages_of(gazetteer)
        self._rules = [rule for rule in lexicon.rules if rule.things and rule.acts]
        self._class_words = {
            name: [word.text for word in need.words if word.language == "fi"] for name, need in lexicon.classes.items()
        }

    def plain(self) -> str:
        return f"{self.chance.choice(_ASKING)} {self._thing()} {self._somewhere()}"

    def nowhere(self) -> str:
        return self.chance.choice((f"{self.chance.choice(_ASKING)} {self._thing()}", self._thing()))

    def two(self) -> str:
        return f"{self.chance.choice(_ASKING)} {self._thing()} ja {self._thing()} {self._somewhere()}"

    def typo(self) -> str:
        return f"{self.chance.choice(_ASKING)} {self._slip(self._thing())} {self._somewhere()}"

    def need(self) -> str:
        rule = self.chance.choice(self._rules)
        words = [self._class_words.get(self.chance.choice(sorted(side))) for side in (rule.things, rule.acts)]
        return " ".join(self.chance.choice(found) for found in words if found) + self.chance.choice((" ", " tarvis "))

    def swedish(self) -> str:
        label = self.chance.choice(self._concepts).labels["sv"]
        return f"vem säljer {label} i {self.chance.choice(self._villages).name}"

    def english(self) -> str:
        label = self.chance.choice(self._concepts).labels["en"]
        return f"where can I buy {label} near {self.chance.choice(self._villages).name}?"

    def _thing(self) -> str:
        concept = self.chance.choice(self._concepts)
        words = [word.text for word in concept.words if word.language == "fi" and word.rank == 1]
        label, _, partitive = self._labels.get(concept.slug, (concept.labels["fi"],) * 3)
        written = self.chance.choice((partitive, partitive, label, *words[:4]))
        return fold(written) if self.chance.random() < 0.15 else written

    def _somewhere(self) -> str:
        village = self.chance.choice(self._villages)
        if self.chance.random() < 0.2:
            return f"{village.name} lähellä"
        if self.chance.random() < 0.6:
            form = written(village, self.chance.choice((Role.IN, Role.IN, Role.FROM)))
            return form if self.chance.random() < 0.6 else form.lower()
        return self.chance.choice(
            [form for form, case in reading_forms_of(village) if case in _WHERE] or [village.name]
        )

    def _slip(self, text: str) -> str:
        """One letter left out, changed, or swapped with its neighbour, somewhere in a longer text."""
        if len(text) < 5:
            return text
        at = self.chance.randrange(1, len(text) - 1)
        how = self.chance.randrange(3)
        if how == 0:
            return text[:at] + text[at + 1 :]
        if how == 1:
            return text[:at] + self.chance.choice(_LETTERS) + text[at + 1 :]
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

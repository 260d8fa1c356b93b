"""Words that steer a form instead of answering its question, in every language."""

from __future__ import annotations

from typing import Literal

Steer = Literal["skip", "unsure", "none", "back", "done", "yes"]
"""``none`` says that there is nothing to tell, ``skip`` leaves things as they are, ``unsure`` knows no answer."""

_WORDS: dict[Steer, frozenset[str]] = {
    "skip": frozenset(
        {"ohita", "ohitetaan", "ohi", "seuraava", "myöhemmin", "jätä ennalleen", "hoppa över", "hoppa", "nästa"}
        | {"senare", "skip", "next", "later"}
    ),
    "unsure": frozenset(
        {"en tiedä", "en tiiä", "en tiä", "emmie tiiä", "mie en tiiä", "en mie tiiä", "en osaa sanoa", "en muista"}
        | {"en ossaa sannoo", "vet inte", "vet ej", "jag vet inte", "don't know", "dont know", "i don't know"}
        | {"i dont know", "not sure"}
    ),
    "none": frozenset(
        {"-", "–", "ei", "en", "ei ole", "ei oo", "eipä ole", "ei mitään", "ei mithään", "ei kiitos", "tyhjä"}
        | {"jätä tyhjäksi", "jätä pois", "nej", "nej tack", "inget", "ingen", "har ingen", "har inte", "lämna tom"}
        | {"no", "none", "nothing", "no thanks", "n/a", "leave empty"}
    ),
    "back": frozenset({"takaisin", "takasin", "edellinen", "tillbaka", "bakåt", "back", "previous"}),
    "done": frozenset({"valmis", "valmis nyt", "riittää", "se on siinä", "klar", "klart", "done", "ready", "finished"}),
    "yes": frozenset(
        {"oikein", "oikein jatka", "joo", "juu", "kyllä", "jatka", "jatketaan", "ok", "okei", "ookei", "hyvä"}
        | {"just niin", "ja", "rätt", "fortsätt", "yes", "right", "correct", "continue", "go on"}
    ),
}
NO = frozenset("ei en eipä emme emmie emmä nej inte ingen inget no not".split())
_NOT_THERE = frozenset({"ei ole", "ei oo", "ei löydy", "har jag inte", "finns inte"})  # after what there is not
_MOST_WORDS = 4  # of an answer that begins with a no and says no more than that


def steered(text: str) -> Steer | None:
    """What the words ask the form to do, if they do."""
    plain = " ".join(text.casefold().replace(",", " ").strip(" .!\t\n").split())
    return next((steer for steer, words in _WORDS.items() if plain in words), None)


def denies(text: str) -> bool:
    """Whether the answer says no and little else: *ei mitään toimitusta*, *ei sivuja*, *Y-tunnusta ei ole*."""
    words = text.casefold().strip(" .!").split()
    if not words or len(words) > _MOST_WORDS:
        return False
    return words[0].strip(",.!") in NO or (len(words) > 1 and " ".join(words[-2:]) in _NOT_THERE)

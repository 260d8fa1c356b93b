"""Answers that can be nobody's name, and those that are no answers at all."""

from __future__ import annotations

from osta.chat.steering import NO
from osta.chat.texts import marked
from osta.handlers.turn import Turn

_ASKING = frozenset(
    "mikä mitä miksi miten missä mistä kuka kenen koska milloin vad vem varför hur var när "
    "what who why how where".split()
)
_SELLING = frozenset("myyn myymme myydään haluan haluaisin säljer jag i i'm we selling".split())
_TALK = frozenset({"greeting", "thanks", "sorry", "help", "yes", "no", "chat", "selling", "bye", "complaint"})
_DIGITS_OF_A_NUMBER = 5
_LETTERS_OF_A_NAME = 3
_WARES_OF_A_LIST = 2


def no_name(turn: Turn, text: str) -> str | None:
    """Why the answer can be nobody's name, as a text to translate; None when it can."""
    letters, digits = sum(map(str.isalpha, text)), sum(map(str.isdecimal, text))
    if "@" in text or (digits >= _DIGITS_OF_A_NUMBER and letters < _LETTERS_OF_A_NAME):
        return marked("Tuo on yhteystieto, sen kysyn kohta. Ensin nimi, jonka asiakkaat näkevät:")
    words = [word.strip(",.!?…") for word in text.casefold().split()]
    written_low = text == text.lower()
    if words[0] in NO and (written_low or len(words) == 1):
        return marked("Jos et halua jatkaa, kirjoita ”peru”. Muuten kirjoita nimi, jonka asiakkaat näkevät:")
    if written_low and _lists_wares(turn, text):
        return marked("Tuotteet kysyn kohta. Ensin nimi, jonka asiakkaat näkevät:")
    asks = words[0] in _ASKING or (written_low and not _ASKING.isdisjoint(words))
    tells = len(words) > 1 and words[0] in _SELLING
    if asks or tells or (written_low and only_talks(turn, text)):
        return marked("Tuo ei näytä nimeltä. Kirjoita yrityksen nimi tai oma nimesi, niin kuin asiakkaat sen näkevät:")
    return None


def asks(text: str) -> bool:
    """Whether the words begin as a question does."""
    words = text.casefold().split()
    return bool(words) and words[0].strip(",.!?…") in _ASKING


def only_talks(turn: Turn, text: str) -> bool:
    """Whether the words greet, thank or ask for help, and name nothing."""
    read = turn.discovery.read(text[:100])
    return bool(read.talk & _TALK) and not (read.wants or read.unknown or read.places)


def _lists_wares(turn: Turn, text: str) -> bool:
    items = turn.discovery.listings.read(text[:200]).items if "," in text else ()
    return len({item.text for item in items if item.concept}) >= _WARES_OF_A_LIST

"""The language of the answers, once chosen; before that each question is answered in its own."""

from __future__ import annotations

from osta.chat.messages import Button, Reply
from osta.chat.texts import LANGUAGES
from osta.discovery.showing.replies import pressed
from osta.handlers.turn import Handler, Turn

NAMES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}


async def ask(turn: Turn) -> list[Reply]:
    """``/kieli``, ``/language``: three buttons, and one to follow the language of each question."""
    names = tuple(Button.of(NAMES[language], "language.set", language) for language in LANGUAGES)
    follow = Button.of(turn.t.line("Kysymyksen kielellä"), "language.set", "own")
    return [Reply(turn.t("Millä kielellä vastaan?"), (names, (follow,)))]


async def chosen(turn: Turn) -> list[Reply]:
    """``language.set:code``."""
    code = turn.word()
    turn.person.language = next((language for language in LANGUAGES if language == code), None)
    text = turn.t("Vastaan suomeksi.") if turn.person.language else turn.t("Vastaan sillä kielellä, jolla kysyt.")
    return [Reply(text, edits=pressed(turn.message))]


BUTTONS: dict[str, Handler] = {"language.set": chosen}

"""The first contact: what this is, the language, the home village. Two taps at most."""

from __future__ import annotations

from osta.chat.messages import Button, Reply
from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, OFFERED_AS
from osta.handlers.turn import Handler, Turn

HOME_ASKED = "home.place"


async def start(turn: Turn) -> list[Reply]:
    """``/start``: greet, and ask for the home village of those who have not told it."""
    return await _greeted(turn, None)


async def start_in(turn: Turn) -> list[Reply]:
    """``start.in:language``: the same in another language."""
    code = turn.word()
    for language in LANGUAGES:
        if language == code:
            turn.person.language = language
    edits = getattr(turn.message.content, "message_id", None)
    return await _greeted(turn, edits)


async def _greeted(turn: Turn, edits: str | None) -> list[Reply]:
    t = turn.t
    hello = t(
        "Hei! Olen *Osta paikallista*. Kerron, kuka lähelläsi myy mitä: perunoita, poroa, polttopuita, parturia.\n\n"
        "Kirjoita omin sanoin, esimerkiksi ”kuka myy hillaa Kursun lähellä”."
    )
    other = tuple(
        Button.of(OFFERED_AS[language], "start.in", language) for language in LANGUAGES if language != turn.language
    )
    if turn.message.group:
        return [Reply(hello, (other,), edits=edits)]
    if turn.person.home_place_id is not None:
        browse = Button.of(t.line("Selaa, mitä lähellä myydään"), "browse")
        return [Reply(hello, ((browse,), other), edits=edits)]
    turn.state = HOME_ASKED
    ask = t("Missä kylässä asut? Kirjoita kylän nimi tai jaa sijaintisi, niin näytän ensin lähimmät.")
    choices = (Button.of(t.line("Valitse luettelosta"), "home.list"), Button.of(t.line("Ohita"), "home.skip"))
    return [
        Reply(
            Rich.join([hello, ask], between="\n\n"),
            (choices, other),
            edits=edits,
            ask_location=None if edits else t.line("Jaa sijaintini"),
        )
    ]


BUTTONS: dict[str, Handler] = {"start.in": start_in}

"""Updates that people seldom cause, read without a server."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Update

from osta.bot.channels.telegram.inbound import Reader
from osta.chat.messages import Action, Location, Message, Press, Text, Unsupported

ANNA = {"id": 10, "is_bot": False, "first_name": "An\ud83dna"}
BOT = {"id": 1, "is_bot": True, "first_name": "Osta", "username": "OstaBot"}
PRIVATE = {"id": 10, "type": "private"}
GROUP = {"id": -5, "type": "supergroup", "title": "Kylä"}


def read(kind: str, **content: Any) -> Message | None:
    update = Update.de_json({"update_id": 7, kind: content})
    return Reader(1, "OstaBot").message_of(update)


def written(chat: dict[str, Any] = PRIVATE, sender: dict[str, Any] = ANNA, **content: Any) -> Message | None:
    return read("message", message_id=1, date=1_700_000_000, chat=chat, **{"from": sender}, **content)


def test_halves_of_signs_become_replacement_characters() -> None:
    message = written(text="peruna \ud83d")
    assert message is not None
    assert (message.content, message.sender_name) == (Text("peruna \ufffd"), "An\ufffdna")


def test_a_press_on_a_message_too_old_to_see() -> None:
    old = {"message_id": 3, "date": 0, "chat": PRIVATE}
    message = read("callback_query", id="9", chat_instance="1", data="1:card:4", message=old, **{"from": ANNA})
    assert message is not None
    assert message.content == Press(Action("card", ("4",)), "3", "9")


def test_a_place_is_a_position_and_a_game_s_press_is_none_of_ours() -> None:
    where = {"latitude": 67.0, "longitude": 28.0}
    place = written(location=where, venue={"location": where, "title": "Tori", "address": "Salla"})
    assert place is not None
    assert place.content == Location(67.0, 28.0)
    game = read(
        "callback_query", id="9", chat_instance="1", game_short_name="x", inline_message_id="i", **{"from": ANNA}
    )
    assert game is not None
    assert game.content == Press(None, "inline:i", "9")


@pytest.mark.parametrize(
    "content",
    [
        {"text": "hei", "sender": BOT},
        {"text": "hei", "via_bot": BOT},
        {"pinned_message": {"message_id": 1, "date": 0, "chat": PRIVATE}},
        {"text": "ihan muuta", "chat": GROUP},
        {"text": "/ohje@MuuBot", "chat": GROUP},
        {"new_chat_title": "Uusi", "chat": GROUP},
        {"text": "@OstaBot hei", "chat": GROUP, "sender": BOT | {"id": 2}},
    ],
    ids=str,
)
def test_what_the_bot_has_no_business_with(content: dict[str, Any]) -> None:
    assert written(**content) is None


def test_a_mention_by_id_and_a_kind_of_message_yet_to_come() -> None:
    entity = {"type": "text_mention", "offset": 0, "length": 5, "user": BOT}
    mention = written(GROUP, text="Osta! hilloja", entities=[entity])
    assert mention is not None
    assert mention.content == Text("hilloja")
    novelty = written(hologram={"id": 1})
    assert novelty is not None
    assert novelty.content == Unsupported("unknown")

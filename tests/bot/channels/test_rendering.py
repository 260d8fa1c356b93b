from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.bot.channels.rendering import as_text, choices_of, chosen
from osta.chat.messages import Action, Button, ContactCard, Document, Picture, Reply, Venue
from osta.chat.rich import Rich


def rows(*labels: str) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button.of(label, f"a{at}"),) for at, label in enumerate(labels))


def picked(text: str, *labels: str) -> str | None:
    action = chosen(text, choices_of(rows(*labels)))
    return labels[int(action.name[1:])] if action else None


def test_buttons_become_numbered_lines() -> None:
    reply = Reply(
        Rich.plain("Löytyi kaksi."), (*rows("Näytä tiedot", "Lisää"), (Button("Sivut", url="https://a.example"),))
    )
    assert str(as_text(reply)) == "Löytyi kaksi.\n\n1 Näytä tiedot\n2 Lisää\nSivut: https://a.example"


def test_a_label_keeps_the_number_it_begins_with() -> None:
    reply = Reply(Rich.plain("1. Mylly\n2. Tila"), rows("Lisää", "1", "2", "20 km", "Takaisin"))
    assert str(as_text(reply)) == "1. Mylly\n2. Tila\n\n3 Lisää\n20 km\n4 Takaisin"
    assert [choice.number for choice in choices_of(reply.rows)] == [3, 1, 2, 20, 4]


def test_numbers_that_are_all_of_their_labels_are_seen() -> None:
    often = Reply(Rich.plain("Montako viestiä viikossa?"), (rows("1", "3", "7", "Takaisin")))
    assert str(as_text(often)) == "Montako viestiä viikossa?\n\n1 · 3 · 7\n2 Takaisin"
    scale = Reply(Rich.plain("1 = ei lainkaan, 5 = erittäin paljon"), rows("1", "2", "3", "✓ 4", "5", "Ohita"))
    assert str(as_text(scale)).endswith("\n\n1 · 2 · 3 · ✓ 4 · 5\n6 Ohita")
    assert picked("4", "1", "2", "3", "✓ 4", "5", "Ohita") == "✓ 4"
    both = Reply(Rich.plain("1. Mylly\n2. Tila"), rows("1", "2", "10"))
    assert str(as_text(both)) == "1. Mylly\n2. Tila\n\n10"


@pytest.mark.parametrize(
    "text", ["2", " 2. ", "2)", "#2", "2️⃣", "\uff12", "lisää", "LISÄÄ", "Lisää!", "lisä", "2 lisää"]
)
def test_a_number_or_a_label_chooses(text: str) -> None:
    assert picked(text, "Näytä tiedot", "➕ Lisää") == "➕ Lisää"


@pytest.mark.parametrize("text", ["3", "0", "", "…", "perunaa Salla", "kylmä", "1 2"])
def test_anything_else_chooses_nothing(text: str) -> None:
    assert picked(text, "Näytä tiedot", "Lisää") is None


def test_a_slip_that_fits_two_labels_chooses_neither() -> None:
    assert picked("mylly c tila", "Mylly A tila", "Mylly B tila") is None
    assert picked("mylly b tila", "Mylly A tila", "Mylly B tila") == "Mylly B tila"


def test_places_contacts_and_files_as_text() -> None:
    venue = Venue("Tori", "Kuusamontie 1", 66.83241, 28.6672)
    assert str(as_text(Reply(attachment=venue))) == (
        "Tori\nKuusamontie 1\nhttps://www.openstreetmap.org/?mlat=66.83241&mlon=28.66720"
    )
    assert str(as_text(Reply(attachment=ContactCard("Mylly", "040 000 0001")))) == "Mylly\n040 000 0001"
    assert str(as_text(Reply(Rich.plain("Tässä"), attachment=Picture(b"", "kartta")))) == "Tässä\nkartta"
    file = Reply(Rich.plain("Tässä"), attachment=Document("a.json", b"{}", "application/json"))
    assert str(as_text(file)) == "Tässä\na.json"
    assert str(as_text(file, with_attachment=False)) == "Tässä"


def test_a_toast_is_said_first() -> None:
    assert str(as_text(Reply(toast="Lisätty"))) == "Lisätty"
    assert str(as_text(Reply(Rich.plain("Valmis"), toast="Lisätty"))) == "Lisätty\n\nValmis"


@given(st.lists(st.text(min_size=1, max_size=12), max_size=30))
def test_every_choice_has_its_own_number_and_is_found_by_it(labels: list[str]) -> None:
    buttons = tuple((Button(label, Action("go", (str(at),))),) for at, label in enumerate(labels))
    choices = choices_of(buttons)
    assert len({choice.number for choice in choices}) == len(labels)
    for at, choice in enumerate(choices):
        assert chosen(str(choice.number), choices) == Action("go", (str(at),))


def test_a_number_in_a_label_is_never_a_slip() -> None:
    choices = choices_of(rows("Lähetä nyt", "Huomenna klo 9"))
    assert chosen("huomena klo 9", choices) == Action("a1")
    assert chosen("huomenna klo 12", choices) is None

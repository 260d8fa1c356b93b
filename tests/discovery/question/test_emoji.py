"""Emoji are read as the words they stand for, in the person's language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.chat.texts import LANGUAGES, Language
from osta.discovery.question.emoji import in_words


@pytest.mark.parametrize(
    ("typed", "language", "read"),
    [
        ("🥔", "fi", "peruna"),
        ("🥔 Salla", "sv", "potatis Salla"),
        ("🐟🐟🐟", "en", "fish"),
        ("🥔🥕", "fi", "peruna porkkana"),
        ("☕️?", None, "kahvila ?"),
        ("💇🏻‍♀️ Posio", "fi", "kampaamo Posio"),
        ("👍🏽", "fi", "hienoa"),
        ("🙏", "en", "thanks"),
        ("perunoita 👍", "fi", "perunoita 👍"),  # a mood beside words changes nothing
        ("perunoita Kursusta", "fi", "perunoita Kursusta"),
        ("🪐", "fi", "🪐"),
    ],
)
def test_emoji_are_read_as_words(typed: str, language: Language | None, read: str) -> None:
    assert in_words(typed, language) == read


@given(st.text(max_size=200), st.sampled_from([None, *LANGUAGES]))
def test_any_text_can_be_given(text: str, language: Language | None) -> None:
    assert in_words(text, language) or not text.strip()

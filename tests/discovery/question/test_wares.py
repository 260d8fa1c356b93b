"""Sellers' own Finnish words in another reader's language."""

import pytest

from osta.chat.texts import Language
from osta.discovery.service import Discovery
from osta.discovery.showing.wares import ware


@pytest.mark.parametrize(
    ("text", "slugs", "language", "shown"),
    [
        ("poronliha", ("poronliha",), "en", "reindeer meat"),
        ("huskysafarit", ("huskysafari",), "en", "husky safari"),
        ("hilla", ("hilla",), "sv", "hjortron"),
        ("koivuklapit 60 €/motti", ("koivuklapit",), "en", "birch firewood (koivuklapit 60 €/motti)"),
        ("poronliha", ("poronliha",), "fi", "poronliha"),
        ("pöpperö", (), "en", "pöpperö"),
        ("fresh eggs from our own hens", ("kananmunat",), "en", "fresh eggs from our own hens"),
        ("poronliha", ("no-such-concept",), "en", "poronliha"),
    ],
)
def test_a_ware_is_shown_in_the_readers_language_beside_the_sellers(
    real: Discovery, text: str, slugs: tuple[str, ...], language: Language, shown: str
) -> None:
    assert ware(text, slugs, real, language) == shown

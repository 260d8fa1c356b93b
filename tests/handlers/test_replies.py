"""Whatever sellers wrote, in every language: what is shown fits the narrowest messenger."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.chat.messages import Reply
from osta.chat.texts import LANGUAGES, Language, texts
from osta.discovery.keys import Match
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.search import Result
from osta.discovery.service import Discovery
from osta.discovery.showing.card import card_reply
from osta.discovery.showing.places import from_near, full_name, inside, municipalities, near, village_rows
from osta.discovery.showing.results import listed
from osta.store.models import Offering, Producer
from tests.fakes.lexicon import open_small
from tests.fakes.talk import problems

NOW = datetime(2026, 9, 1, tzinfo=UTC)
GAZETTEER = Gazetteer.load()
names = st.text(min_size=1, max_size=300) | st.sampled_from(["🐟" * 400, "ä" * 5000, "*_{}<b>&amp;" * 50])
optional = st.none() | names
languages = st.sampled_from(LANGUAGES)
month_lists = st.lists(st.integers(1, 12), max_size=12)
places = st.sampled_from(list(GAZETTEER))


@st.composite
def producers(draw: st.DrawFn) -> Producer:
    """A published producer with any words in every column."""
    producer = Producer(
        code="abcdefgh",
        name=draw(names),
        description=draw(optional),
        municipality=draw(optional),
        phone=draw(st.sampled_from([None, "+358400001021", "+46701234567"])),
        email=draw(optional),
        website=draw(optional),
        months=draw(month_lists),
        opening_hours=draw(optional),
        delivery_area=draw(optional),
        minimum_order=draw(optional),
        languages=draw(st.lists(st.sampled_from(["fi", "sv", "en", "de"]))),
        emblem=draw(st.sampled_from([None, "kotoisin"])),
        public_kitchen_kg_month=draw(st.none() | st.integers(0, 10**6)),
        source="import",
        updated_at=NOW,
        confirmed_at=draw(st.sampled_from([None, NOW, NOW - timedelta(days=900)])),
        card={"village": draw(st.text(max_size=100))},
    )
    producer.offerings = [
        Offering(
            text=text, role="product", months=draw(month_lists), available=draw(st.sampled_from([None, True, False]))
        )
        for text in draw(st.lists(names, max_size=20))
    ]
    return producer


@pytest.fixture(scope="session")
def known(small_lexicon: Path) -> Discovery:
    return open_small(small_lexicon)


@given(producers(), languages, st.booleans())
def test_every_card_fits(known: Discovery, producer: Producer, language: Language, kept: bool) -> None:
    back = ("1234567890", "100000", "kemijarvi-kaupunki")
    assert problems(card_reply(producer, texts(language), NOW, known, kept=kept, back=back)) == []


@given(st.lists(names, min_size=5, max_size=5), languages, st.sampled_from(list(Match)))
def test_every_list_fits(known: Discovery, words: list[str], language: Language, match: Match) -> None:
    results = [
        Result(
            1, "abcdefgh", word, word, word, "+358400001021", match, (word, word), 12.3, frozenset({0}), sold_out=True
        )
        for word in words
    ]
    assert problems(Reply(listed(results, texts(language), known, 6))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_can_be_said_and_pressed(language: Language) -> None:
    t = texts(language)
    for place in GAZETTEER:
        assert str(place.name)[:3] in near([place], t)
        assert from_near([place, GAZETTEER["salla"]], t)
        assert inside(place, t)
        assert full_name(place)
    for area in municipalities(GAZETTEER):
        seen: set[str] = set()
        offset = 0
        while True:
            rows = village_rows(GAZETTEER, area.municipality, offset, t, choose="register.at", browse="register.places")
            assert problems(Reply(t("Missä kylässä?"), rows)) == []
            before = len(seen)
            actions = [button.action for row in rows for button in row if button.action]
            seen |= {action.args[0] for action in actions if action.name == "register.at"}
            if len(seen) == before:
                break
            offset = next((int(action.args[1]) for action in actions if action.name == "register.places"), 0)
        assert len(seen) == len([p for p in GAZETTEER.in_municipality(area.municipality) if not p.is_area])

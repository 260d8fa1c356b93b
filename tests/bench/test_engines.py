"""The search engines that answers are compared with find what has the same words."""

import pytest

pytest.importorskip("tantivy", reason="comes with the extra `bench`")

from bench.engines import Document, Engine, Fts5Trigram, Tantivy, words_of


@pytest.mark.parametrize("engine", [Tantivy(), Fts5Trigram(whole_words=True), Fts5Trigram(whole_words=False)])
def test_a_peer_finds_what_has_the_same_words(engine: Engine) -> None:
    engine.add([Document("Suon Helmi", "hilla, karpalo", "Salla"), Document("Kalakota", "siika, muikku", "Posio")])
    assert engine.find(words_of("Onko kellään hilla Salla?", frozenset({"onko"}))) == ["Suon Helmi"]
    assert engine.find([]) == []

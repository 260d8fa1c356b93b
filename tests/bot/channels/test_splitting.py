from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from osta.bot.channels.splitting import pieces, shortened, utf8_length, utf16_length
from osta.chat.rich import Rich, Span, Style

words = st.text(st.sampled_from("aä😀 \n.\u0301👩\u200d"), max_size=60)
spans = st.lists(st.builds(Span, words, st.sampled_from(Style)), max_size=6).map(tuple)


@given(spans, st.integers(8, 50), st.sampled_from([utf16_length, utf8_length]))
def test_pieces_fit_and_lose_nothing_but_white_space(parts: tuple[Span, ...], limit: int, measure: object) -> None:
    measured = utf16_length if measure is utf16_length else utf8_length
    found = pieces(Rich(parts), limit, measured)
    assert all(0 < measured(str(piece)) <= limit for piece in found)
    assert "".join("".join(map(str, found)).split()) == "".join(str(Rich(parts)).split())
    styled = [(sign, span.style) for span in parts for sign in span.text if not sign.isspace()]
    kept = [(s, span.style) for piece in found for span in piece.spans for s in span.text if not s.isspace()]
    assert kept == styled


def test_paragraphs_are_cut_before_lines_before_sentences_before_words() -> None:
    def cut(text: str) -> list[str]:
        return [str(piece) for piece in pieces(Rich.plain(text), 20)]

    assert cut("eka. toka kolmas\n\nneljäs viides") == ["eka. toka kolmas", "neljäs viides"]
    assert cut("eka toka. kolmas\nneljäs viides") == ["eka toka. kolmas", "neljäs viides"]
    assert cut("eka toka kolmas. neljäs viides") == ["eka toka kolmas.", "neljäs viides"]
    assert cut("eka toka kolmas neljäs") == ["eka toka kolmas", "neljäs"]
    assert cut("a" * 45) == ["a" * 20, "a" * 20, "a" * 5]


def test_emoji_stay_whole() -> None:
    family = "👩\u200d👩\u200d👧"
    found = [str(piece) for piece in pieces(Rich.plain(family * 3), 18)]
    assert found == [family * 2, family]


def test_shortened_counts_its_unit() -> None:
    assert shortened("abc", 3) == "abc"
    assert shortened("abcd", 3) == "ab…"
    assert shortened("😀😀", 3) == "😀…"
    assert shortened("ääää", 6, utf8_length) == "ä…"

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.broadcasts.polls import chart, results
from osta.broadcasts.polls.results import FLOOR, Bar, Results, Tally
from osta.chat.texts import LANGUAGES, Language, texts

counts = st.lists(st.integers(0, 30), min_size=2, max_size=10)


def tally(counted: list[int], kind: str = "single", question: str = "Mitä ostaisit?") -> Tally:
    bars = tuple(Bar(f"vaihtoehto {at}", n) for at, n in enumerate(counted))
    return Tally(1, question, kind, sum(counted) if kind != "several" else max(counted), bars)


@given(counts, st.sampled_from(["single", "several", "scale"]))
def test_no_figure_of_fewer_than_five_is_shown_or_can_be_reckoned(counted: list[int], kind: str) -> None:
    whole = tally(counted, kind)
    (public,) = results.for_everybody(Results(100, whole.n, whole.n, (whole,))).tallies
    if whole.n < FLOOR:
        assert public.bars == ()
        assert public.mean is None
        return
    shown = [bar.n for bar in public.bars if bar.n is not None]
    assert all(n >= FLOOR for n in shown)
    assert all(bar.n in (None, n) for bar, n in zip(public.bars, counted, strict=True))
    hidden = [n for bar, n in zip(public.bars, counted, strict=True) if bar.n is None]
    if kind != "several":
        assert len(hidden) != 1  # else n minus what is shown would be it


@given(counts)
def test_municipalities_with_few_answers_are_not_shown(counted: list[int]) -> None:
    places = tuple((f"kunta{at}", n, ()) for at, n in enumerate(counted))
    whole = Tally(1, "?", "single", 60, (Bar("a", 30), Bar("b", 30)), by_municipality=places)
    (public,) = results.for_everybody(Results(0, 60, 60, (whole,))).tallies
    assert all(n >= FLOOR for _, n, _ in public.by_municipality)


@given(counts)
def test_shares_of_a_single_choice_add_up(counted: list[int]) -> None:
    whole = tally(counted)
    if whole.n:
        assert sum(whole.share(bar) or 0 for bar in whole.bars) == pytest.approx(1)


def size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_is_as_wide_as_a_telephone_and_says_its_figures_in_words(language: Language) -> None:
    drawn = chart.picture(tally([9, 6, 5]), texts(language))
    assert drawn is not None
    assert size(drawn.png)[0] == chart.WIDTH_PX
    assert "vaihtoehto 0: 9" in drawn.alt
    assert "n = 20" in drawn.alt


@pytest.mark.parametrize("text", ["$x^2$ ja \\frac", "🐟🐟", "W" * 300, "", "\u202eabc\u200b", "a" * 60])
def test_any_words_can_be_drawn(text: str) -> None:
    bars = (Bar(text, 5), Bar("x", None))
    drawn = chart.picture(Tally(1, text, "several", 5, bars), texts("fi"))
    assert drawn is not None
    width, height = size(drawn.png)
    assert (width, height < 2 * chart.WIDTH_PX) == (chart.WIDTH_PX, True)


def test_free_words_and_hidden_figures_have_no_picture() -> None:
    assert chart.picture(Tally(1, "?", "text", 9, ()), texts("fi")) is None


def test_every_line_stands_at_its_own_height_whatever_its_letters() -> None:
    from io import BytesIO

    from matplotlib.image import imread

    feet = set()
    for label in ("on", "onj", "onÅ", "onÅj"):
        drawn = chart.picture(Tally(1, "?", "choice", 5, (Bar(label, 5),)), texts("fi"))
        assert drawn is not None
        rows = imread(BytesIO(drawn.png))[120:176, 48:66, 0].min(axis=1) < 0.5  # the label's first letter
        feet.add(max(at for at, dark in enumerate(rows) if dark))
    assert len(feet) == 1

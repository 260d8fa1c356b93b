"""A question's answers as a bar chart that can be read on a telephone: PNG, one question a picture."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from osta.broadcasts.polls.results import Tally
from osta.chat.figures import number as decimal
from osta.chat.figures import percent
from osta.chat.messages import Picture
from osta.chat.texts import Texts

WIDTH_PX = 1080  # the width of a telephone held upright
_DPI = 100
_TITLE_LINE_PX, _LABEL_LINE_PX, _BAR_PX, _GAP_PX, _EDGE_PX = 58, 46, 44, 26, 48
_TITLE_PT, _LABEL_PT, _FOOT_PT = 30, 24, 19
_TITLE_LINES, _LABEL_LINES = 8, 3  # what a question and an option of the longest kind take
_FIGURE_SHARE = 0.27  # of the width, kept free to the right of the longest bar
_TEXT_PX = WIDTH_PX - 2 * _EDGE_PX
_MIDDLE = 0.36  # of the font's size: how far the middle of its capitals lies above the baseline
_POINTS = 72  # to the inch
_ROUND_PX = 6  # of a bar's corners; a narrower bar than two of them has no shape
_FIXED_POINT = 64  # the font library measures in 64ths of a pixel
_INK, _QUIET, _BAR, _TRACK = "#1f2a30", "#5b6b73", "#1f6f5c", "#e6ecea"


def picture(tally: Tally, t: Texts) -> Picture | None:
    """The chart with a text alternative; None for a question of free words, or whose figures may not be shown.

    Takes some tenths of a second: call it in a thread of its own where people wait for answers.
    """
    if not tally.bars:
        return None
    return Picture(_png(tally, t), _alternative(tally, t))


def _alternative(tally: Tally, t: Texts) -> str:
    bars = "; ".join(f"{bar.label}: {_figure(tally, at, t)}" for at, bar in enumerate(tally.bars))
    return t.line("{question} {bars} (n = {n})", question=tally.question, bars=bars, n=tally.n)


def _figure(tally: Tally, at: int, t: Texts) -> str:
    bar = tally.bars[at]
    share = tally.share(bar)
    if bar.n is None:
        return t.line("alle 5")
    return f"{bar.n}  ·  {percent(share or 0.0, t.language)}"


def _png(tally: Tally, t: Texts) -> bytes:
    from matplotlib.figure import Figure  # heavy; only who draws waits for it
    from matplotlib.patches import FancyBboxPatch

    title = _wrapped(tally.question, _TITLE_PT, "bold")[:_TITLE_LINES]
    labels = [_wrapped(bar.label, _LABEL_PT, "normal")[:_LABEL_LINES] for bar in tally.bars]
    height = 2 * _EDGE_PX + len(title) * _TITLE_LINE_PX + _GAP_PX + _LABEL_LINE_PX
    height += sum(len(lines) * _LABEL_LINE_PX + _BAR_PX + _GAP_PX for lines in labels)
    figure = Figure(figsize=(WIDTH_PX / _DPI, height / _DPI), dpi=_DPI, facecolor="white")
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0, WIDTH_PX)
    axes.set_ylim(height, 0)
    axes.axis("off")

    def write(y: float, text: str, size: float, colour: str, weight: str = "normal", x: float = _EDGE_PX) -> None:
        # By the baseline: centred, a line without tall letters or with a ring or a tail stands higher or lower than its
        # neighbours. parse_math: what people wrote may hold dollar signs.
        below = _MIDDLE * size * _DPI / _POINTS
        axes.text(x, y + below, text, fontsize=size, color=colour, fontweight=weight, va="baseline", parse_math=False)

    def draw(y: float, width: float, colour: str) -> None:
        axes.add_patch(
            FancyBboxPatch(
                (_EDGE_PX, y), max(width, 2 * _ROUND_PX), _BAR_PX, linewidth=0,
                boxstyle=f"round,pad=0,rounding_size={_ROUND_PX}",
                facecolor=colour,
            )
        )  # fmt: skip

    at = float(_EDGE_PX)
    for line in title:
        write(at + _TITLE_LINE_PX / 2, line, _TITLE_PT, _INK, "bold")
        at += _TITLE_LINE_PX
    at += _GAP_PX
    room = WIDTH_PX * (1 - _FIGURE_SHARE) - 2 * _EDGE_PX
    for number, (bar, lines) in enumerate(zip(tally.bars, labels, strict=True)):
        for line in lines:
            write(at + _LABEL_LINE_PX / 2, line, _LABEL_PT, _INK)
            at += _LABEL_LINE_PX
        draw(at, room, _TRACK)
        if share := tally.share(bar):
            draw(at, room * share, _BAR)  # the grey track behind it is everybody who answered
        write(at + _BAR_PX / 2, _figure(tally, number, t), _LABEL_PT, _INK, "bold", _EDGE_PX + room + _GAP_PX)
        at += _BAR_PX + _GAP_PX
    foot = t.line("n = {n}. Vastaajat eivät ole otos kaikista asukkaista.", n=tally.n)
    if tally.mean is not None:
        mean = t.line("Keskiarvo {mean}", mean=decimal(tally.mean, t.language, 1))
        foot = f"{mean}. {foot}"
    write(at + _LABEL_LINE_PX / 2, foot, _FOOT_PT, _QUIET)
    png = BytesIO()
    figure.savefig(png, format="png", dpi=_DPI)
    return png.getvalue()


def _wrapped(text: str, size: float, weight: str) -> list[str]:
    """The text in lines that fit the picture, measured with the font; at least one line."""
    lines = [""]
    for word in _drawable(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer, size, weight) <= _TEXT_PX:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for char in word:  # a word that is wider than a line is cut anywhere
            if _width(lines[-1] + char, size, weight) > _TEXT_PX:
                lines.append("")
            lines[-1] += char
    return lines


def _width(text: str, size: float, weight: str) -> float:
    """The width of a line in pixels."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    font = get_font(findfont(FontProperties(weight=weight)))
    font.set_size(size, _DPI)
    font.set_text(text)
    width: float = font.get_width_height()[0] / _FIXED_POINT
    return width


def _drawable(text: str) -> str:
    """The text without what the font has no picture for, such as emoji."""
    known = _glyphs()
    return " ".join("".join(char for char in text if ord(char) in known or char.isspace()).split())


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return frozenset(get_font(findfont(FontProperties())).get_charmap())

"""The grammar of the scripts: what is for one messenger alone says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.scripts import lines

SCRIPT = """
# What goes on.
aino> hei
    Päivää
    @telegram: there are no venues on Signal
    {venue} Kirjasto
    @signal: there are no venues on Signal
    Kirjasto
boss> tiedote
    | toinen rivi
"""


def test_a_mark_is_about_the_next_line(tmp_path: Path) -> None:
    path = tmp_path / "script.txt"
    path.write_text(SCRIPT, encoding="utf-8")
    read = [(line.whole.strip(), line.alone) for line in lines(path)]
    assert read == [
        ("aino> hei", None),
        ("Päivää", None),
        ("{venue} Kirjasto", "telegram"),
        ("Kirjasto", "signal"),
        ("boss> tiedote\ntoinen rivi", None),
    ]


@pytest.mark.parametrize(
    "wrong",
    ["@telegram\nteksti", "@telegram: \nteksti", "@email: nobody writes\nteksti", "teksti\n@signal: about nothing",
     "@signal: one reason\n@telegram: and another\nteksti"],
)  # fmt: skip
def test_a_mark_without_a_reason_or_a_line_is_a_mistake(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "script.txt"
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(AssertionError, match=r"script\.txt"):
        list(lines(path))

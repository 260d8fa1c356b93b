"""The index is built once, whole, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from osta.discovery.index import build
from tests.fakes.lexicon import write_data


def test_what_a_killed_program_left_half_built_is_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSTA_INDEX_DIR", str(tmp_path / "index"))
    data = write_data(tmp_path / "data")
    target = build.folder(data)
    left = target.parent / f"building-{target.name}-killed"
    others = target.parent / "building-index-of-other-data"  # somebody may be at it
    for folder in (left, others):
        folder.mkdir(parents=True)
        (folder / "forms.trie").touch()
    assert build.ensure(data) == target
    assert {path.name for path in target.parent.iterdir() if path.is_dir()} == {target.name, others.name}
    steps: list[str] = []
    assert build.ensure(data, lambda step, share: steps.append(step)) == target
    assert steps == []

"""A small lexicon for what speaks of products."""

from pathlib import Path

import pytest

from osta.discovery.service import Discovery
from tests.fakes.lexicon import open_small, write_small


@pytest.fixture(scope="session")
def small_lexicon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small(tmp_path_factory.mktemp("lexicon"))


@pytest.fixture
def discovery(small_lexicon: Path) -> Discovery:
    return open_small(small_lexicon)

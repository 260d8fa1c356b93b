"""The real lexicon, opened once a test process; its index is built once for all of them."""

import pytest

from osta.discovery.service import Discovery


@pytest.fixture(scope="session")
def real() -> Discovery:
    return Discovery.open()

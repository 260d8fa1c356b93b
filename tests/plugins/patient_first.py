"""Conversations with a running program mostly wait: the tests' processes begin with them, and all else fills the time.

Left where chance puts them, some would be the last, with nothing beside them to do. The order among them stays random.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import islice
from typing import TypeVar

import pytest

Item = TypeVar("Item")
_PATIENT = "tests/acceptance/"


@pytest.hookimpl(trylast=True)  # after the order has been shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put them in front of each process's share."""
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = dealt(items, [item.nodeid.startswith(_PATIENT) for item in items], processes)


def dealt(items: Sequence[Item], patient: Sequence[bool], processes: int) -> list[Item]:
    """The items in as many equal stretches as there are processes, each of them with its part of the patient in front.

    That is how pytest-xdist shares them out to begin with (``--dist worksteal``).
    """
    waiting = [item for item, waits in zip(items, patient, strict=True) if waits]
    rest = iter([item for item, waits in zip(items, patient, strict=True) if not waits])
    share = len(items) // processes
    order: list[Item] = []
    for process in range(processes):
        own = waiting[process::processes]
        order += own
        order += islice(rest, max(0, share - len(own)))
    return [*order, *rest]

"""Values that stand in the SQL itself, for what an index or a plan depends on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam


def is_in(column: Any, values: Sequence[str]) -> ColumnElement[bool]:
    """Whether the column holds one of these values, which are the program's own words and never somebody's text.

    SQLite uses an index over a part of a table only where the query names that part, without parameters: with them a
    queue of 100,000 messages was read through for every answer.
    """
    found: ColumnElement[bool] = column.in_(bindparam(None, values, expanding=True, literal_execute=True))
    return found

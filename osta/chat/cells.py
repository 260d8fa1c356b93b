"""Cells that a spreadsheet would run as a formula: made harmless on the way out, restored on the way in.

What begins with ``= + - @`` or a tab gets an apostrophe in front, as OWASP advises against CSV injection. A cell that
already has apostrophes before such a sign gets one more, so that every text comes back as it was.
"""

from __future__ import annotations

import re

_RUN = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_HARMLESS = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def harmless(cell: str) -> str:
    """The cell as it may stand in a file."""
    return "'" + cell if _RUN.match(cell) else cell


def restored(cell: str) -> str:
    """The cell as it was before it was made harmless."""
    return cell[1:] if _HARMLESS.match(cell) else cell

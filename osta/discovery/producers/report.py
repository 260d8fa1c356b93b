"""What came of an import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from osta.discovery.places.rows import RowError

SHOWN_WORDS = 30


@dataclass(slots=True)
class Report:
    """How many rows were new, different, as before, or kept as their owner has them; what was refused, and why.

    Each refused row names file, line, column, the reason and the way out; warnings are about rows that were loaded.
    ``unread`` counts the words that nobody could read, ``unread_columns`` are headers that mean nothing here.
    """

    file: str
    dry_run: bool = False
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    claimed: int = 0
    refused: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)
    unread: Counter[str] = field(default_factory=Counter)
    unread_columns: tuple[str, ...] = ()

    @property
    def loaded(self) -> int:
        """The rows whose producers are stored now, or would be after a dry run."""
        return self.added + self.changed + self.unchanged + self.claimed

    def lines(self) -> Iterator[str]:
        """The report for people, the totals last."""
        yield from (f"refused: {error}" for error in self.refused)
        yield from (f"check: {warning}" for warning in self.warnings)
        if self.unread_columns:
            yield f"columns left unread: {', '.join(self.unread_columns)}"
        if self.unread:
            words = ", ".join(f"{word} ({n})" for word, n in self.unread.most_common(SHOWN_WORDS))
            more = len(self.unread) - SHOWN_WORDS
            yield f"words nobody could read: {words}" + (f" and {more} others" if more > 0 else "")
        yield self.totals()

    def totals(self) -> str:
        """One line of numbers."""
        counts = {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "kept as their owners have them": self.claimed,
            "refused": len(self.refused),
        }
        shown = ", ".join(f"{n} {what}" for what, n in counts.items() if n) or "no rows"
        return f"{self.file}: {shown}" + (" (dry run: nothing was changed)" if self.dry_run else "")

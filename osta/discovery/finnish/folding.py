"""Tokens and folding: how a typed text becomes comparable words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST_QUESTION = 1000  # characters read of a question; nobody asks longer, and work stays bounded
_TOKEN = re.compile(r"\d[^\W\d_]-\w+|\d+(?:[.,]\d+)?|\w+(?:['’:-]\w+)*|[,.;!?\n]")
_FOLDED = str.maketrans(
    {"ä": "a", "ö": "o", "å": "a", "æ": "a", "ø": "o", "š": "s", "ž": "z", "é": "e", "è": "e", "ü": "u"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or clause mark: as typed, in lower case, folded, and where it stood."""

    typed: str
    lower: str
    folded: str
    start: int

    @property
    def capital(self) -> bool:
        """Whether only its first letter is a capital, as in a name."""
        return self.typed[:1].isupper() and not self.typed[1:].isupper()

    @property
    def word(self) -> bool:
        """Whether it is a word or number, not a clause mark."""
        return self.typed[:1].isalnum()


def fold(text: str) -> str:
    """Lower case without the dots and rings that people leave out: ä→a, ö→o, å→a."""
    return text.lower().translate(_FOLDED)


def tokens(text: str) -> list[Token]:
    """The words and clause marks of a text, in order. Emoji, control and direction marks fall out."""
    normal = unicodedata.normalize("NFC", text[:LONGEST_QUESTION])
    found = []
    for match in _TOKEN.finditer(normal):
        typed = match.group().replace("’", "'")
        lower = typed.lower()
        found.append(Token(typed, lower, lower.translate(_FOLDED), match.start()))
    return found

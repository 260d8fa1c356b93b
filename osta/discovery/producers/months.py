"""Months as people write them: ``7-8``, ``6-9,12-4``, ``heinä-elokuu``, ``kesäisin``, ``ympäri vuoden``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from osta.discovery.finnish.folding import fold

Months = tuple[int, ...]

ALL_YEAR = frozenset(range(1, 13))
_FINNISH = "tammi helmi maalis huhti touko kesa heina elo syys loka marras joulu".split()
_SWEDISH = "januari februari mars april maj juni juli augusti september oktober november december".split()
_ENGLISH = "january february march april may june july august september october november december".split()
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii".split()
_BY_NAME = {
    name: number
    for names in (_ROMAN, _SWEDISH, _ENGLISH, _FINNISH)
    for number, full in enumerate(names, 1)
    for name in (full, full[:3] if names in (_SWEDISH, _ENGLISH) else full)
} | {"sept": 9}
_SEASONS = {
    "kesa": (6, 7, 8),
    "sommar": (6, 7, 8),
    "summer": (6, 7, 8),
    "syksy": (9, 10, 11),
    "host": (9, 10, 11),
    "autumn": (9, 10, 11),
    "talv": (11, 12, 1, 2, 3, 4),
    "vinter": (11, 12, 1, 2, 3, 4),
    "winter": (11, 12, 1, 2, 3, 4),
    "keva": (3, 4, 5),
    "var": (3, 4, 5),
    "spring": (3, 4, 5),
}
_WHOLE_YEAR = re.compile(
    r"ymp.ri\s*-?\s*vuo|vuoden\s+ymp|koko\s+vuo|all\s+year|year\s*-?\s*round|.ret\s+(?:om|runt)|hela\s+.ret|^aina$"
)
_ITEMS = re.compile(r"[,;/&+\n]|\b(?:ja|sekä|and|och)\b")
_WORDS = re.compile(r"\d+|[^\W\d_]+")
_TO = re.compile(r"[-–—]|\.\.|…|\b(?:to|till|until|asti|saakka)\b|kuusta\b|lähtien")
_SAID_BESIDES = frozenset("asti saakka to till until from fran n noin ca valilla kk kuu alku loppu puolivali".split())


class NotMonths(ValueError):
    """The text names no months."""


def read_months(text: str) -> Months:
    """The months named, in the order of the year; nothing for all the year. Raises NotMonths."""
    lower = text.lower().strip()
    if not lower or _WHOLE_YEAR.search(lower):
        return ()
    months: set[int] = set()
    for item in _ITEMS.split(lower):
        if item.strip():
            months.update(_item(item))
    return () if months == ALL_YEAR else tuple(sorted(months))


def write_months(months: Iterable[int]) -> str:
    """The months as ``6-9,12-4``; empty for all the year."""
    known = set(months)
    if known in (set(), ALL_YEAR):
        return ""
    starts = [month for month in sorted(known) if (month - 2) % 12 + 1 not in known]
    return ",".join(_span(start, known) for start in starts)


def _span(start: int, known: set[int]) -> str:
    end = start
    while end % 12 + 1 in known:
        end = end % 12 + 1
    return f"{start}" if end == start else f"{start}-{end}"


def _item(item: str) -> Iterator[int]:
    words = [word for word in _WORDS.findall(fold(item)) if not word.startswith("kuuka") and word not in _SAID_BESIDES]
    if len(words) == 1 and not words[0].startswith("kesakuu"):
        for season, span in _SEASONS.items():
            if words[0].startswith(season):
                yield from span
                return
    months = [_month(word) for word in words]
    if len(months) == 1:
        yield months[0]
    elif len(months) == 2 and _TO.search(item):
        first, last = months
        yield from range(first, last + 1) if first <= last else (*range(first, 13), *range(1, last + 1))
    elif months and not _TO.search(item):
        yield from months
    else:
        raise NotMonths(item.strip())


def _month(word: str) -> int:
    number = int(word) if word.isdecimal() and len(word) <= 2 else _BY_NAME.get(re.sub(r"kuu.*$", "", word))
    if number is None or number not in ALL_YEAR:
        raise NotMonths(word)
    return number

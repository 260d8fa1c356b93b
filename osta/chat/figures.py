"""Distances, dates, months and phone numbers as people of each language write them. Loads no locale library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from osta.chat.texts import Language, Texts, marked

EXACT_BELOW_KM = 10.0  # farther than this nobody cares for hundreds of metres
_MONTHS: dict[Language, list[str]] = {
    "fi": (
        "tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu joulukuu"
    ).split(),
    "sv": "januari februari mars april maj juni juli augusti september oktober november december".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_ALL_YEAR = marked("ympäri vuoden")
_COUNTRY = "+358"
_MONTHS_A_YEAR = 12


def number(value: float, language: Language, decimals: int = 0) -> str:
    """A number with the language's decimal mark and groups of three digits."""
    text = f"{value:,.{decimals}f}"
    if language == "en":
        return text
    return text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


def distance(km: float, t: Texts) -> str:
    """A distance in kilometres: ``alle 1 km``, ``4,2 km``, ``43 km``."""
    if km < 1:
        return t.line("alle 1 km")
    return f"{number(km, t.language, 1 if km < EXACT_BELOW_KM else 0)} km"


def day(when: date, language: Language, today: date) -> str:
    """A day without the year when it is the present one: ``12.7.``, ``12 July``."""
    if language == "en":
        name = _MONTHS["en"][when.month - 1]
        return f"{when.day} {name}" if when.year == today.year else f"{when.day} {name} {when.year}"
    return f"{when.day}.{when.month}." + ("" if when.year == today.year else str(when.year))


def months(numbers: Iterable[int], t: Texts) -> str:
    """Months 1-12 as ranges that may run over the new year: ``heinä–elokuu``; nothing or all of them: all year."""
    wanted = sorted({month for month in numbers if 1 <= month <= _MONTHS_A_YEAR})
    if len(wanted) in (0, _MONTHS_A_YEAR):
        return t.line(_ALL_YEAR)
    ranges: list[list[int]] = []
    for month in wanted:
        if ranges and month == ranges[-1][1] + 1:
            ranges[-1][1] = month
        else:
            ranges.append([month, month])
    if len(ranges) > 1 and ranges[0][0] == 1 and ranges[-1][1] == _MONTHS_A_YEAR:
        ranges[-1][1] = ranges.pop(0)[1]
    return ", ".join(_months(first, last, t.language) for first, last in ranges)


def phone(stored: str, language: Language) -> str:
    """A stored number (E.164) to read: as dialled in Finland, for readers of English with the country."""
    if not stored.startswith(_COUNTRY):
        return stored
    rest = stored.removeprefix(_COUNTRY)
    grouped = " ".join(part for part in (rest[2:5], rest[5:]) if part)
    start = f"{_COUNTRY} " if language == "en" else "0"
    return f"{start}{rest[:2]} {grouped}".strip()


def units(text: str) -> int:
    """The length as messengers count it: in UTF-16 units, an emoji being two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def within(text: str, limit: int) -> str:
    """The beginning of the text, its lines kept, that takes at most ``limit`` UTF-16 units."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * limit].decode("utf-16-le", "ignore")


def clip(text: str, limit: int) -> str:
    """The text on one line, cut to at most ``limit`` UTF-16 units with an ellipsis."""
    line = " ".join(text.split())
    if units(line) <= limit:
        return line
    cut = line[: limit - 1]
    while units(cut) > limit - 1:
        cut = cut[:-1]
    return cut.rstrip() + "…"


def _months(first: int, last: int, language: Language) -> str:
    names = _MONTHS[language]
    if first == last:
        return names[first - 1]
    start = names[first - 1]
    return f"{start.removesuffix('kuu') if language == 'fi' else start}–{names[last - 1]}"


def percent(share: float, language: Language) -> str:
    """A share of 0-1 as per cent: ``52 %``, in English ``52%``. Few of many are not none: ``<1 %``."""
    whole = "<1" if 0 < share * 200 < 1 else number(share * 100, language)
    return f"{whole}%" if language == "en" else f"{whole}\N{NO-BREAK SPACE}%"

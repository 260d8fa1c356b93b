"""A list of producers that answer a question: who, what, where, how far, which number."""

from __future__ import annotations

from collections.abc import Sequence

from osta.chat.figures import clip, distance, phone
from osta.chat.rich import Rich
from osta.chat.texts import Texts
from osta.discovery.keys import Match
from osta.discovery.search import Result

NAME = 80  # UTF-16 units of a name in a list
PRODUCTS = 160  # UTF-16 units of what matched in a list


def listed(results: Sequence[Result], t: Texts, start: int = 1) -> Rich:
    """The results, numbered from ``start``."""
    mixed = any(result.match < Match.MENTION for result in results) or start > 1
    return Rich.join(
        [entry(result, number, t, mixed=mixed) for number, result in enumerate(results, start)], between="\n\n"
    )


def entry(result: Result, number: int, t: Texts, *, mixed: bool = False) -> Rich:
    """One result: name, place, what matched, telephone. In a ``mixed`` list, second bests are marked as such."""
    lines: list[Rich | str] = [_head(result, number, t)]
    products = clip(", ".join(result.products), PRODUCTS)
    if result.sold_out and products:
        products = t.line("{products} (juuri nyt loppu)", products=products)
    if mixed and products and result.match >= Match.MENTION:
        products = t.line("liittyy tähän: {products}", products=products)
    lines.append(products)
    if result.phone:
        lines.append(phone(result.phone, t.language))
    return Rich.join(lines)


def where(result: Result, t: Texts) -> str:
    """The village, its municipality where that is another name, and the distance if one was measured."""
    parts = [result.village or result.municipality]
    if result.municipality and result.municipality != result.village:
        parts.append(result.municipality)
    if result.distance_km is not None:
        parts.append(distance(result.distance_km, t))
    return ", ".join(clip(part, NAME) for part in parts if part)


def _head(result: Result, number: int, t: Texts) -> Rich:
    place = where(result, t)
    return Rich.plain(f"{number}. ") + Rich.bold(clip(result.name, NAME)) + (f"\n{place}" if place else "")

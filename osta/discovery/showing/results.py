"""A list of producers that answer a question: who, what, where, how far, which number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from osta.chat.figures import clip, distance, phone
from osta.chat.rich import Rich
from osta.chat.texts import Texts
from osta.discovery.keys import Match
from osta.discovery.search import Result
from osta.discovery.service import Discovery
from osta.discovery.showing.wares import ware

NAME = 80  # UTF-16 units of a name in a list
PRODUCTS = 160  # UTF-16 units of what matched in a list


def listed(results: Sequence[Result], t: Texts, discovery: Discovery, start: int = 1) -> Rich:
    """The results, numbered from ``start``."""
    mixed = any(result.match < Match.MENTION for result in results) or start > 1
    entries = [entry(result, number, t, discovery, mixed=mixed) for number, result in enumerate(results, start)]
    return Rich.join(entries, between="\n\n")


def entry(result: Result, number: int, t: Texts, discovery: Discovery, *, mixed: bool = False) -> Rich:
    """One result: name, place, what matched, telephone. In a ``mixed`` list, second bests are marked as such."""
    lines: list[Rich | str] = [_head(result, number, t)]
    products = clip(", ".join(wares(result, discovery, t)), PRODUCTS)
    if result.sold_out and products:
        products = t.line("{products} (juuri nyt loppu)", products=products)
    if mixed and products and result.match >= Match.MENTION:
        products = t.line("liittyy tähän: {products}", products=products)
    lines.append(products)
    if result.phone:
        lines.append(phone(result.phone, t.language))
    return Rich.join(lines)


def wares(result: Result, discovery: Discovery, t: Texts) -> list[str]:
    """What matched, in the reader's language."""
    read_as = zip_longest(result.products, result.concepts[: len(result.products)], fillvalue=())
    return list(dict.fromkeys(ware(str(text), slugs, discovery, t.language) for text, slugs in read_as))


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

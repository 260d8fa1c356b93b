"""Short facts on what a local purchase does, each with its source; a new one every week."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from osta.chat.rich import Rich
from osta.chat.texts import LANGUAGES, Language, Texts

BUILT_IN = Path(__file__).parent / "data" / "facts.csv"
COLUMNS = ("id", *LANGUAGES, "source")
_LONGEST = 320  # characters: a fact is read in passing


class FactsFileError(ValueError):
    """The file of facts has a row that cannot be shown."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact in each language, and where it comes from."""

    id: str
    texts: dict[Language, str]
    source: str


def read(path: Path = BUILT_IN) -> tuple[Fact, ...]:
    """The facts of a CSV file with the columns id, fi, sv, en, source.

    Raises FactsFileError, with file and line, for a row that lacks a text or its source, is too long, or comes twice.
    """
    found: dict[str, Fact] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise FactsFileError(f"{path}: the columns must be {', '.join(COLUMNS)}")
        for row in rows:
            where = f"{path}:{rows.line_num}"
            missing = [name for name in COLUMNS if not (row[name] or "").strip()]
            if missing:
                raise FactsFileError(f"{where}: {', '.join(missing)} must not be empty")
            if row["id"] in found:
                raise FactsFileError(f"{where}: {row['id']} is there twice")
            texts: dict[Language, str] = {language: row[language].strip() for language in LANGUAGES}
            if max(map(len, texts.values())) > _LONGEST:
                raise FactsFileError(f"{where}: longer than {_LONGEST} characters")
            found[row["id"]] = Fact(row["id"], texts, row["source"].strip())
    return tuple(found.values())


@cache
def built_in() -> tuple[Fact, ...]:
    """The project's own facts."""
    return read()


def of_week(facts: Sequence[Fact], day: date, skip: int = 0) -> Fact:
    """The fact of a day's week: every fact in its turn, whatever the year. ``skip`` gives the ones after it."""
    return facts[(day.toordinal() // 7 + skip) % len(facts)]


def told(fact: Fact, t: Texts) -> Rich:
    """The fact with its source."""
    return Rich.join([Rich.plain(fact.texts[t.language]), t("_Lähde: {source}_", source=fact.source)])

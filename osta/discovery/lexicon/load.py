"""Reads the lexicon's CSV files. Mistakes are named with file, line and what to do about them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from osta.chat.errors import OstaError
from osta.discovery.lexicon.model import Concept, Lexicon, NeedClass, NeedRule, TalkWord, Word

DATA = Path(__file__).parent.parent / "data"
CONCEPT_COLUMNS = (
    "id,fi,sv,en,parents,made_of,type,category,number,fi_words,fi_dialect,sv_words,en_words,industry,months".split(",")
)
CLASS_COLUMNS = ["class", "fi", "fi_dialect", "sv", "en"]
RULE_COLUMNS = ["concept", "things", "acts"]
TALK_COLUMNS = ["kind", "fi", "fi_dialect", "sv", "en"]
COMMON_COLUMNS = ["language", "words"]
MONTHS = range(1, 13)


class LexiconError(OstaError):
    """The lexicon's files have a mistake."""


def load(data: Path = DATA) -> Lexicon:
    """All concepts, needs and talk words below ``data``. Raises LexiconError at the first row that cannot be read."""
    concepts: dict[str, Concept] = {}
    for path in sorted((data / "concepts").glob("*.csv")):
        for where, row in _rows(path, CONCEPT_COLUMNS):
            concept = _concept(where, row)
            if concept.slug in concepts:
                raise LexiconError(f"{where}: the id {concept.slug} is already used: choose another or merge the two")
            concepts[concept.slug] = concept
    classes: dict[str, NeedClass] = {}
    for path in sorted((data / "needs").glob("classes-*.csv")):
        for where, row in _rows(path, CLASS_COLUMNS):
            name = row["class"]
            words = tuple(_words(where, row, {"fi": "fi", "fi_dialect": "fi", "sv": "sv", "en": "en"}))
            earlier = classes.get(name)
            classes[name] = NeedClass(name, (earlier.words if earlier else ()) + words)
    rules = tuple(
        NeedRule(tuple(_list(row["concept"])), frozenset(_list(row["things"])), frozenset(_list(row["acts"])))
        for path in sorted((data / "needs").glob("rules-*.csv"))
        for _, row in _rows(path, RULE_COLUMNS)
    )
    talk = tuple(
        TalkWord(row["kind"], text, column.partition("_")[0])
        for _, row in _rows(data / "talk.csv", TALK_COLUMNS)
        for column in TALK_COLUMNS[1:]
        for text in _list(row[column])
    )
    common = tuple(
        Word(text, row["language"])
        for path in sorted(data.glob("common.csv"))
        for _, row in _rows(path, COMMON_COLUMNS)
        for text in _list(row["words"])
    )
    return Lexicon(concepts, classes, rules, talk, common)


def _rows(path: Path, columns: list[str]) -> Iterator[tuple[str, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames != columns:
            raise LexiconError(f"{path.name}: the header must be {','.join(columns)}")
        for row in reader:
            where = f"{path.name}:{reader.line_num}"
            if None in row or None in row.values():
                raise LexiconError(f"{where}: {len(columns)} columns are needed; is a comma missing or too many?")
            yield where, {column: value.strip() for column, value in row.items()}


def _concept(where: str, row: dict[str, str]) -> Concept:
    labels = {language: row[language] for language in ("fi", "sv", "en")}
    if not row["id"] or not all(labels.values()):
        raise LexiconError(f"{where}: id and labels in fi, sv and en are needed")
    if row["type"] not in ("goods", "service"):
        raise LexiconError(f"{where}: type must be goods or service, not {row['type']!r}")
    if row["category"] not in ("", "x", "q"):
        raise LexiconError(f"{where}: category must be x, q or empty, not {row['category']!r}")
    if row["number"] not in ("sg", "pl"):
        raise LexiconError(f"{where}: number must be sg or pl, not {row['number']!r}")
    columns = {"fi_words": "fi", "fi_dialect": "fi", "sv_words": "sv", "en_words": "en"}
    own = tuple(Word(text, language) for language, text in labels.items())
    ranked = {(word.text, word.language): word for word in _words(where, row, columns)}
    words = [ranked.pop((word.text, word.language), word) for word in own]
    return Concept(
        slug=row["id"],
        labels=labels,
        parents=tuple(_list(row["parents"])),
        made_of=tuple(_list(row["made_of"])),
        service=row["type"] == "service",
        category=bool(row["category"]),
        quality=row["category"] == "q",
        plural=row["number"] == "pl",
        words=(*words, *ranked.values()),
        industry=row["industry"],
        months=_months(where, row["months"]),
    )


def _words(where: str, row: dict[str, str], columns: dict[str, str]) -> Iterator[Word]:
    for column, language in columns.items():
        dialect = column.endswith("_dialect")
        for item in _list(row[column]):
            if "/" not in item:
                yield Word(item, language, 1, dialect)
                continue
            text, _, rank = item.partition("/")
            if rank and not rank.isdigit():
                raise LexiconError(f"{where}: {item!r}: after the / stands a number, the rank of the reading")
            yield Word(text.strip(), language, int(rank or 1), dialect, ranked=bool(rank))


def _list(cell: str) -> list[str]:
    return [item.strip() for item in cell.split(";") if item.strip()]


def _months(where: str, cell: str) -> frozenset[int]:
    months: set[int] = set()
    for item in _list(cell):
        first, dash, last = item.partition("-")
        if not first.isdigit() or (dash and not last.isdigit()):
            raise LexiconError(f"{where}: months are numbers such as 7-8 or 8-10; 12, not {item!r}")
        begin, end = int(first), int(last or first)
        if begin not in MONTHS or end not in MONTHS:
            raise LexiconError(f"{where}: a month is 1 to 12, not {item!r}")
        span = range(begin, end + 1) if begin <= end else [*range(begin, 13), *range(1, end + 1)]
        months.update(span)
    return frozenset(months)

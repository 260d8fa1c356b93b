"""The generated forms of the lexicon's Finnish words, kept as text: a word, then suffixes after a common start.

One line is ``word<TAB>start<TAB>suffix suffix …``; the suffix ``-`` is the bare start.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

FORMS = Path(__file__).parent.parent / "data" / "forms"
LABELS = Path(__file__).parent.parent / "data" / "labels.csv"
_PART = re.compile(r"[\w:]+(?:['’-][\w:]+)*")


def parts(phrase: str) -> list[str]:
    """The words of a phrase, hyphenated ones whole."""
    return _PART.findall(phrase)


def read(folder: Path = FORMS) -> dict[str, frozenset[str]]:
    """Word → its forms (the word itself among them)."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            word, start, suffixes = line.split("\t")
            found[word] = frozenset(start + ("" if suffix == "-" else suffix) for suffix in suffixes.split(" "))
    return found


def write(forms: Mapping[str, Iterable[str]], folder: Path = FORMS) -> None:
    """Write the table, one file a first letter so that a change stays small."""
    folder.mkdir(parents=True, exist_ok=True)
    by_letter: dict[str, list[str]] = {}
    for word in sorted(forms):
        every = sorted(set(forms[word]) | {word})
        start = os.path.commonprefix(every)  # noqa: RUF071 - words, not paths
        suffixes = " ".join(form[len(start) :] or "-" for form in every)
        letter = word[0] if word[0].isascii() and word[0].isalpha() else "_"
        by_letter.setdefault(letter, []).append(f"{word}\t{start}\t{suffixes}\n")
    for stale in set(folder.glob("*.txt")) - {folder / f"{letter}.txt" for letter in by_letter}:
        stale.unlink()
    for letter, lines in by_letter.items():
        (folder / f"{letter}.txt").write_text("".join(lines), encoding="utf-8")


def read_labels(path: Path = LABELS) -> dict[str, tuple[str, str, str]]:
    """Concept → its Finnish label, the label's genitive and its partitive."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: (row["label"], row["genitive"], row["partitive"]) for row in csv.DictReader(file)}


def write_labels(labels: Mapping[str, tuple[str, str, str]], path: Path = LABELS) -> None:
    """Write the labels' forms, one concept a line."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("id", "label", "genitive", "partitive"))
        table.writerows((slug, *forms) for slug, forms in sorted(labels.items()))

"""The labelled questions and the answers to them: what their files hold, and reading them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

CUTOFF = 5
"""Results that count: what a person sees without asking for more."""

T = TypeVar("T")


class BadInput(Exception):
    """A file cannot be read or holds something else than it should; the message names file and line."""


@dataclass(frozen=True)
class Place:
    """A place by name and, where known, municipality; compared without regard to letter case."""

    name: str
    municipality: str | None = None

    def is_right(self, wanted: Place) -> bool:
        """Whether this answer means the wanted place; an answer without a municipality is judged by name alone."""
        if self.name.casefold() != wanted.name.casefold():
            return False
        return (
            self.municipality is None
            or wanted.municipality is None
            or self.municipality.casefold() == wanted.municipality.casefold()
        )


@dataclass(frozen=True)
class Question:
    """What somebody asked, and who should be named in the answer."""

    id: str
    text: str
    lang: str
    kinds: tuple[str, ...]
    places: tuple[Place, ...]
    is_find: bool
    relevant: tuple[str, ...]
    best: int
    acceptable: frozenset[str]

    @property
    def nobody_sells(self) -> bool:
        """Whether the right answer is an empty one."""
        return self.is_find and not self.relevant and not self.acceptable

    def rank_of(self, name: str) -> int | None:
        """0 for a relevant producer of the best kind, 1 for another relevant one, None for the rest."""
        if name not in self.relevant:
            return None
        return 0 if self.relevant.index(name) < self.best else 1


@dataclass(frozen=True)
class Result:
    """One producer of an answer, by name, and how far it is from the place asked about."""

    name: str
    distance_km: float | None


@dataclass(frozen=True)
class Answer:
    """What a program answered to one question; a producer named twice counts where it stands first."""

    is_find: bool
    place: Place | None
    results: tuple[Result, ...]
    elapsed_ms: float | None

    @property
    def shown(self) -> tuple[Result, ...]:
        """The results that count; an answer that found no question to search for has none."""
        return self.results[:CUTOFF] if self.is_find else ()


def read_questions(path: Path) -> list[Question]:
    """The labelled questions of a file in its order; raises `BadInput`."""
    questions = [question for _, question in _read_lines(path, _question)]
    if not questions:
        raise BadInput(f"{path}: no questions")
    if len({question.id for question in questions}) != len(questions):
        raise BadInput(f"{path}: an id is used twice")
    return questions


def read_answers(path: Path, questions: Sequence[Question]) -> list[Answer]:
    """One answer a question, in the questions' order, found by id or by line; raises `BadInput`."""
    by_id = {question.id: number for number, question in enumerate(questions)}
    found: dict[int, Answer] = {}
    for number, (line, row) in enumerate(_read_lines(path, dict)):
        if "id" in row and row["id"] not in by_id:
            raise BadInput(f"{path}:{line}: no question has the id {row['id']!r}")
        index = by_id[row["id"]] if "id" in row else number
        if index >= len(questions):
            raise BadInput(f"{path}:{line}: more answers than the {len(questions)} questions")
        if index in found:
            raise BadInput(f"{path}:{line}: {questions[index].id} is answered twice")
        if row.get("query") != questions[index].text:
            raise BadInput(f"{path}:{line}: answers {row.get('query')!r}, but {questions[index].id} asks otherwise")
        found[index] = _located(path, line, _answer, row)
    missing = [question.id for number, question in enumerate(questions) if number not in found]
    if missing:
        raise BadInput(f"{path}: {len(missing)} questions have no answer, the first is {missing[0]}")
    return [found[number] for number in range(len(questions))]


def _read_lines(path: Path, build: Callable[[dict[str, Any]], T]) -> Iterator[tuple[int, T]]:
    """Line number and object of each line that is not empty."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: cannot be read: {error}") from error
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except ValueError as error:
            raise BadInput(f"{path}:{number}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise BadInput(f"{path}:{number}: not a JSON object")
        yield number, _located(path, number, build, row)


def _located(path: Path, number: int, build: Callable[[dict[str, Any]], T], row: dict[str, Any]) -> T:
    """What `build` makes of the row; its complaint gets file and line."""
    try:
        return build(row)
    except KeyError as error:
        raise BadInput(f"{path}:{number}: {error.args[0]} is missing") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{path}:{number}: {error}") from error


def _question(row: dict[str, Any]) -> Question:
    relevant = tuple(_names(row, "relevant"))
    best = row.get("best", len(relevant))
    if not isinstance(best, int) or not 0 <= best <= len(relevant):
        raise ValueError(f"best is {best!r}, with {len(relevant)} relevant names")
    first = _place(row["place"])
    others = [_place(other) for other in row.get("place_also", [])]
    return Question(
        id=str(row["id"]),
        text=str(row["text"]),
        lang=str(row["lang"]),
        kinds=tuple(_names(row, "kind")),
        places=tuple(place for place in (first, *others) if place is not None),
        is_find=_is_find(row),
        relevant=relevant,
        best=best,
        acceptable=frozenset(_names(row, "acceptable")) - set(relevant),
    )


def _answer(row: dict[str, Any]) -> Answer:
    results: dict[str, Result] = {}
    for result in row["results"]:
        distance = _number(result.get("distance_km"), "distance_km")
        results.setdefault(str(result["name"]), Result(str(result["name"]), distance))
    return Answer(
        is_find=_is_find(row),
        place=_place(row["place"]),
        results=tuple(results.values()),
        elapsed_ms=_number(row.get("elapsed_ms"), "elapsed_ms"),
    )


def _is_find(row: dict[str, Any]) -> bool:
    if row["intent"] not in ("find", "other"):
        raise ValueError(f"intent is {row['intent']!r}, not find or other")
    return bool(row["intent"] == "find")


def _place(value: dict[str, Any] | None) -> Place | None:
    if value is None:
        return None
    municipality = value.get("municipality")
    return Place(str(value["name"]), None if municipality is None else str(municipality))


def _names(row: dict[str, Any], key: str) -> list[str]:
    names = row[key]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{key} is not a list of texts")
    return names


def _number(value: Any, key: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{key} is {value!r}, not a number")
    return float(value)

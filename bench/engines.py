"""Two search engines that know nothing of Finnish sellers, set up as their manuals advise.

Both get the same texts (products, description, name, village, municipality) and the question without the small words
that our own lexicon lists, which is more help than they would have by themselves.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import tantivy

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Document:
    """A producer as text."""

    name: str
    text: str
    where: str


class Engine(Protocol):
    """Something that finds producers' names for a question."""

    name: str

    def add(self, documents: Iterable[Document]) -> None:
        """Index these; called once."""

    def find(self, words: Iterable[str], limit: int = 5) -> list[str]:
        """The names that fit best, best first."""


class Tantivy:
    """Tantivy with its Finnish stemmer, BM25 over all fields, any word may match."""

    name = "tantivy, Finnish stemmer"

    def __init__(self, folder: Path | None = None) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("name", stored=True, tokenizer_name="finnish")
        builder.add_text_field("text", tokenizer_name="finnish")
        builder.add_text_field("where", tokenizer_name="finnish")
        self._index = tantivy.Index(builder.build(), path=str(folder) if folder else None)
        stemming = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        stemming = stemming.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("finnish"))
        self._index.register_tokenizer("finnish", stemming.build())

    def add(self, documents: Iterable[Document]) -> None:
        """Index these."""
        writer = self._index.writer(heap_size=200_000_000, num_threads=1)
        for one in documents:
            writer.add_document(tantivy.Document(name=one.name, text=one.text, where=one.where))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def find(self, words: Iterable[str], limit: int = 5) -> list[str]:
        """The names that fit best."""
        asked = " ".join(words)
        if not asked:
            return []
        query = self._index.parse_query(asked, ["text", "where", "name"])
        hits = self._searcher.search(query, limit, count=False).hits
        return [str(self._searcher.doc(address)["name"][0]) for _, address in hits]


class Fts5Trigram:
    """SQLite's FTS5 with trigrams and its BM25: any word may stand in any place of a text, or any three letters."""

    def __init__(self, path: Path | None = None, *, whole_words: bool) -> None:
        self.name = "SQLite FTS5, trigram, " + ("words" if whole_words else "any three letters")
        self._whole_words = whole_words
        self._connection = sqlite3.connect(path or ":memory:")
        self._connection.execute(
            "CREATE VIRTUAL TABLE producer USING fts5(name, text, place, tokenize='trigram remove_diacritics 1')"
            if sqlite3.sqlite_version_info >= (3, 45)
            else "CREATE VIRTUAL TABLE producer USING fts5(name, text, place, tokenize='trigram')"
        )

    def add(self, documents: Iterable[Document]) -> None:
        """Index these."""
        rows = ((one.name, one.text, one.where) for one in documents)
        self._connection.executemany("INSERT INTO producer VALUES (?, ?, ?)", rows)
        self._connection.execute("INSERT INTO producer(producer) VALUES ('optimize')")
        self._connection.commit()

    def find(self, words: Iterable[str], limit: int = 5) -> list[str]:
        """The names that fit best."""
        long = [word for word in words if len(word) > 2]
        grams = dict.fromkeys(
            long if self._whole_words else (word[at : at + 3] for word in long for at in range(len(word) - 2))
        )
        if not grams:
            return []
        asked = " OR ".join(f'"{gram}"' for gram in grams)
        found = self._connection.execute(
            "SELECT name FROM producer WHERE producer MATCH ? ORDER BY rank LIMIT ?", (asked, limit)
        )
        return [str(name) for (name,) in found]


def words_of(question: str, small: frozenset[str]) -> list[str]:
    """The words of a question that say something."""
    return [word for word in _WORD.findall(question.lower()) if word not in small]

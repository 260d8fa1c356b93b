"""Builds the index's files from the data, into a folder named by the digest of the data."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path

import marisa_trie
import platformdirs

from osta.discovery.finnish import paradigms
from osta.discovery.finnish.folding import fold
from osta.discovery.index import table
from osta.discovery.index.collect import Collector
from osta.discovery.index.lexemes import Form
from osta.discovery.lexicon.load import DATA
from osta.discovery.lexicon.load import load as load_lexicon
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.places.imported import Imported

FORMAT = "9"  # raise when the files' layout or the rules that make forms change
RECORD = "<IHB"  # lexeme number, check of the unfolded form, Form flags
PREFIX = 7  # letters of a form that the spelling index looks at (SymSpell's prefix length, Garbe 2017)
LAST_FILE = table.LINES  # written last: where it is, the index is whole
Progress = Callable[[str, float], None]


def exact_check(form: str) -> int:
    """Sixteen bits that tell whether a folded form was typed with its own dots."""
    return zlib.crc32(form.encode()) & 0xFFFF


def edits_allowed(length: int) -> int:
    """How many slips a word of this many letters may have: 0 under 4, 1 under 7, else 2 (measured on typed typos)."""
    return 0 if length < 4 else 1 if length < 7 else 2


def deletes(word: str, edits: int) -> Iterator[str]:
    """The word's first letters with up to so many of them left out."""
    start = word[:PREFIX]
    for count in range(edits + 1):
        for left_out in combinations(range(len(start)), count):
            yield "".join(letter for at, letter in enumerate(start) if at not in left_out)


def digest(data: Path = DATA, imported: Imported | None = None) -> str:
    """The fingerprint of everything the index is made from: the data, and the places that were imported."""
    state = hashlib.blake2b(FORMAT.encode(), digest_size=10)
    for path in sorted([*data.rglob("*.csv"), *data.rglob("*.txt")]):
        if path.parent.name != "demo":
            state.update(path.name.encode())
            state.update(path.read_bytes())
    if imported is not None:
        state.update(imported.edition.encode())
    return state.hexdigest()


def folder(data: Path = DATA, imported: Imported | None = None) -> Path:
    """Where the index of this data is kept: OSTA_INDEX_DIR, or the user's cache.

    Also in the cache where OSTA_INDEX_DIR has an index of other data and nobody may write there, as in the container.
    """
    name = f"index-{digest(data, imported)}"
    cache = Path(platformdirs.user_cache_dir("osta-paikallista"))
    base = Path(os.environ.get("OSTA_INDEX_DIR") or cache)
    writable = not base.exists() or os.access(base, os.W_OK)
    return (base if writable or is_ready(base / name) else cache) / name


def is_ready(target: Path) -> bool:
    """Whether the index in this folder is there, whole."""
    return (target / LAST_FILE).exists()


def ensure(data: Path = DATA, progress: Progress | None = None, imported: Imported | None = None) -> Path:
    """The folder of the current index, built first when it is missing; a second process waits for the first one."""
    target = folder(data, imported)
    if is_ready(target):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with _lock(target.with_suffix(".lock")):
        if not is_ready(target):
            for left in target.parent.glob(f"building-{target.name}-*"):  # by a program that was killed at it
                shutil.rmtree(left, ignore_errors=True)
            draft = Path(tempfile.mkdtemp(prefix=f"building-{target.name}-", dir=target.parent))
            try:
                write(draft, data, progress or (lambda step, share: None), imported)
                draft.chmod(0o755)
                shutil.rmtree(target, ignore_errors=True)  # what an older program may have left half done
                draft.rename(target)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    return target


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def write(target: Path, data: Path, progress: Progress, imported: Imported | None = None) -> None:
    """Build the tries and the lexeme table into ``target``."""
    progress("words", 0.0)
    collector = Collector(paradigms.read(data / "forms"))
    collector.lexicon(load_lexicon(data))
    progress("words", 0.3)
    gazetteer = Gazetteer.load(data / "places.csv")
    collector.places(imported.gazetteer(gazetteer) if imported else gazetteer)
    progress("forms", 0.5)
    standard: set[str] = set()
    marisa_trie.RecordTrie(RECORD, _rows(collector.forms(), standard, collector.unspelt)).save(
        str(target / "forms.trie")
    )
    progress("spelling", 0.7)
    _write_spelling(target, standard)
    table.write(target, collector.lexemes)
    progress("ready", 1.0)


def _rows(
    forms: Iterable[tuple[int, list[tuple[str, Form]]]], standard: set[str], unspelt: Collection[int]
) -> Iterator[tuple[str, tuple[int, int, int]]]:
    """The records of all forms, one by one since they are many. Puts the folded standard forms into ``standard``,
    but not those of ``unspelt`` lexemes.
    """
    for number, known_forms in forms:
        rows: dict[tuple[str, int], int] = {}
        for form, known in known_forms:
            folded = fold(form)
            key = (folded, exact_check(form))
            # A standard form that is also another's spoken form keeps the better mark.
            rows[key] = min(rows.get(key, 255), int(known))
            if not known & Form.SPOKEN and number not in unspelt:
                standard.add(folded)
        yield from ((folded, (number, check, known)) for (folded, check), known in rows.items())


def _write_spelling(target: Path, standard: set[str]) -> None:
    words = marisa_trie.Trie(sorted(standard))
    starts: set[str] = {word[:PREFIX] for word in standard if len(word) >= 4}
    prefixes = marisa_trie.Trie(sorted(starts))
    rows = (
        (left, (prefixes[start],))
        for start in sorted(starts)
        for left in set(deletes(start, edits_allowed(len(start))))
    )
    words.save(str(target / "words.trie"))
    prefixes.save(str(target / "prefixes.trie"))
    marisa_trie.RecordTrie("<I", rows).save(str(target / "deletes.trie"))

"""Taking over a file of producers: good rows load, bad ones are reported, and the same file again changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from osta.discovery.index.build import Progress
from osta.discovery.places.rows import RowError
from osta.discovery.producers import catalogue
from osta.discovery.producers.catalogue import BATCH
from osta.discovery.producers.derived import LONGEST_WORD, Written, listed, write
from osta.discovery.producers.identity import key_of, keys_of, outlet_key, where_of
from osta.discovery.producers.locating import Located, Locator
from osta.discovery.producers.reading import Entry, EntryReader
from osta.discovery.producers.report import Report
from osta.discovery.producers.tables import open_table
from osta.discovery.service import Discovery
from osta.store import listings, producers
from osta.store.engine import Database, Session
from osta.store.models import Producer, name_key

_PLACE = frozenset({"village", "municipality"})
_COPIED = (
    "name description postal_code latitude longitude phone email website business_id industry opening_hours"
    " delivery_area emblem"
).split()
_LISTS = ("months", "languages")


@dataclass(frozen=True, slots=True)
class _Keyed:
    """An entry with the key of its listing and the place that it means."""

    entry: Entry
    key: str
    located: Located


async def import_producers(
    database: Database,
    discovery: Discovery,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    now: datetime,
) -> Report:
    """Load a CSV or XLSX file of producers. Raises ProducersFileError when the file as a whole cannot be read.

    Rows go in by batches, each kept whole or not at all: an import that was interrupted is simply run again. A column
    that the file does not have stays as it is in the listings that are there already. ``progress`` hears how much of
    the file has been read, from 0 to 1. A dry run reports the same and changes nothing.
    """
    report = Report(str(path), dry_run=dry_run)
    table = open_table(path)
    with closing(table):
        reader = EntryReader(path, table, report.refused.append, report.warnings.append)
        keyed = _keyed(reader.entries(), Locator(discovery), report)
        async with database.reading() as session:
            fresh = not await listings.any_stored(session)
        while batch := list(islice(keyed, BATCH)):
            async with database.reading() if dry_run else database.transaction() as session:
                await _load(session, discovery, batch, report, now, fresh=fresh)
            if progress:
                progress("rows", table.share())
        report.unread_columns = reader.unread_columns
        report.warnings.sort(key=lambda warning: warning.line)
    if progress:
        progress("ready", 1.0)
    return report


def _keyed(entries: Iterable[Entry], locator: Locator, report: Report) -> Iterator[_Keyed]:
    """The entries with their keys; one that says the same producer again is refused."""
    lines: dict[str, int] = {}
    for entry in entries:
        located = locator.locate(entry.village, entry.municipality)
        report.warnings.extend(RowError(report.file, entry.line, *doubt) for doubt in located.doubts)
        where = where_of(located.village.id if located.village else None, entry.village, located.municipality)
        key = key_of(entry.business_id, entry.name, where)
        if key in lines and entry.business_id:
            key = outlet_key(entry.name, where)
        if key in lines:
            reason = f"the same producer is in line {lines[key]}: join the two rows, or let their names differ"
            report.refused.append(RowError(report.file, entry.line, "name", reason))
            continue
        lines[key] = entry.line
        yield _Keyed(entry, key, located)


async def _load(
    session: Session, discovery: Discovery, batch: Sequence[_Keyed], report: Report, now: datetime, *, fresh: bool
) -> None:
    known = {} if fresh else await _known(session, batch)
    new: list[tuple[Producer, Written]] = []
    changed: list[tuple[Producer, Written]] = []
    unread: Counter[str] = Counter()
    for keyed in batch:
        producer = known.get(keyed.key)
        if producer is None:
            report.added += 1
            producer = Producer(
                name=keyed.entry.name,
                source="import",
                status="published",
                import_key=keyed.key,
                created_at=now,
                card={},
            )
        else:
            changes = _changes(producer, keyed)
            if not changes:
                report.unchanged += 1
                continue
            if producer.owner_person_id is not None:
                report.claimed += 1
                what = ", ".join(sorted(changes))
                reason = f"its owner keeps this listing up, which differs in {what}: nothing was changed; ask the owner"
                report.warnings.append(RowError(report.file, keyed.entry.line, "name", reason))
                continue
            report.changed += 1
        if report.dry_run:
            entry = keyed.entry
            words = discovery.listings.read(entry.products, entry.description or "").unread
            report.unread.update(word.lower() for word in words if len(word) <= LONGEST_WORD)
            continue
        written = _apply(discovery, producer, keyed, now)
        unread.update(written.unread)
        (changed if keyed.key in known else new).append((producer, written))
    await catalogue.store(session, discovery, changed)
    await catalogue.store_new(session, discovery, new)
    await listings.note_unknown(session, unread, "listing", now)
    report.unread.update(unread)


async def _known(session: Session, batch: Sequence[_Keyed]) -> dict[str, Producer]:
    """The stored producers that entries of the batch mean: by import key, else by what they are called now."""
    found = await producers.by_import_keys(session, [keyed.key for keyed in batch])
    missing = [keyed for keyed in batch if keyed.key not in found]
    if missing:
        wanted = {keyed.key for keyed in missing}
        taken = {producer.id for producer in found.values()}
        names = list({name_key(keyed.entry.name) for keyed in missing})
        ids = list({keyed.entry.business_id for keyed in missing if keyed.entry.business_id})
        for producer in await listings.alike(session, names, ids):
            key = next((key for key in keys_of(producer) if key in wanted and key not in found), None)
            if key is not None and producer.id not in taken:
                found[key] = producer
                taken.add(producer.id)
    return found


def _values(keyed: _Keyed) -> dict[str, Any]:
    """What the entry says of a producer's columns, those that the file has."""
    entry, located = keyed.entry, keyed.located
    values: dict[str, Any] = {name: getattr(entry, name) for name in _COPIED if name in entry.given}
    values |= {name: list(getattr(entry, name)) for name in _LISTS if name in entry.given}
    if "industry" in entry.given:
        values["industry_version"] = entry.industry_version
    if entry.given & _PLACE:
        values["village_place_id"] = located.village.id if located.village else None
        values["municipality"] = located.municipality
    return values


def _listing(producer: Producer, keyed: _Keyed) -> tuple[str, str]:
    """The product list and the village to show that the producer has after this entry."""
    entry, located = keyed.entry, keyed.located
    products = entry.products if "products" in entry.given else listed(producer)
    if not entry.given & _PLACE:
        return products, str(producer.card.get("village", ""))
    return products, located.village.name if located.village else entry.village or ""


def _changes(producer: Producer, keyed: _Keyed) -> set[str]:
    """The columns in which the entry differs from the producer."""
    changed = {name for name, value in _values(keyed).items() if getattr(producer, name) != value}
    products, village = _listing(producer, keyed)
    if products != listed(producer):
        changed.add("products")
    if village != producer.card.get("village", ""):
        changed.add("village")
    return changed


def _apply(discovery: Discovery, producer: Producer, keyed: _Keyed, now: datetime) -> Written:
    products, village = _listing(producer, keyed)
    for name, value in _values(keyed).items():
        if getattr(producer, name) != value:
            setattr(producer, name, value)
    producer.updated_at = now
    return write(discovery, producer, products, village=village)

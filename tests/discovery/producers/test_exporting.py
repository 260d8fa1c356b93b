"""What goes out comes back in the same."""

import asyncio
import csv
import io
import tempfile
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from osta.discovery.producers.catalogue import save, unpublish
from osta.discovery.producers.columns import COLUMNS
from osta.discovery.producers.demo import load_demo
from osta.discovery.producers.exporting import export_producers
from osta.discovery.producers.importing import import_producers
from osta.discovery.producers.table import ProducersFileError
from osta.discovery.service import Discovery
from osta.store.engine import Database
from osta.store.models import Offering, Posting, Producer, name_key

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOT_COMPARED = {"id", "code", "import_key", "created_at", "updated_at"}

line = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn"]), max_size=25)
said = line.map(lambda text: " ".join(unicodedata.normalize("NFC", text).split()))
words = st.sampled_from("hilla mustikka siika leipä parturi zyrkönkapula =1+1 -alennus @kauppa +perunat".split())
product_lists = st.lists(words | said, max_size=5).map("; ".join) | st.lists(words, max_size=4).map(", ".join)
places = st.sampled_from(["kursu", "suvanto", "suvanto-posio", "kemijarvi", "rovaniemi", None])
months = st.sets(st.integers(1, 12), max_size=11).map(sorted)


@st.composite
def producers_of_any_kind(draw: st.DrawFn) -> tuple[Producer, str, str]:
    village = draw(places)
    own = draw(st.none() | st.tuples(st.floats(59.0, 70.5), st.floats(19.0, 31.5)))
    industry = draw(st.sampled_from([(None, None), ("01", "TOL 2008"), ("47", "TOL 2025")]))
    producer = Producer(
        # A name of signs alone is refused by the import: it says nothing.
        name=draw(said.filter(lambda text: name_key(text) and any(char.isalnum() for char in text))),
        source="import",
        status="published",
        village_place_id=village,
        municipality={
            "kursu": "Salla",
            "suvanto": "Pelkosenniemi",
            "suvanto-posio": "Posio",
            "kemijarvi": "Kemijärvi",
        }.get(village or "", "Rovaniemi" if village else draw(st.sampled_from([None, "Salla", "Olematon"]))),
        postal_code=draw(st.sampled_from([None, "98900", "00100"])),
        latitude=own[0] if own else None,
        longitude=own[1] if own else None,
        phone=draw(st.sampled_from([None, "+358400001234", "+46701234567", "+35816123456"])),
        email=draw(st.sampled_from([None, "posti@tila.example.com"])),
        website=draw(st.sampled_from([None, "https://tila.example.com/hillat?x=1,2"])),
        business_id=draw(st.sampled_from([None, None, "2077474-0"])),
        industry=industry[0],
        industry_version=industry[1],
        months=draw(months),
        opening_hours=draw(st.none() | said.map(lambda text: f"ma-pe {text}".strip())),
        delivery_area=draw(st.sampled_from([None, "Salla, Posio", "=50 km", "+ postitus"])),
        languages=draw(st.lists(st.sampled_from(["fi", "sv", "en", "sme"]), unique=True)),
        emblem=draw(st.sampled_from([None, "kotoisin"])),
    )
    products = draw(product_lists.filter(lambda text: any(char.isalnum() for char in text)) | st.just(""))
    described = draw(said) if products else draw(st.just("Myyn hillaa. Myös siikaa!"))
    return producer, " ".join(products.split()), described if any(char.isalnum() for char in described) else "Soita."


async def rows(database: Database) -> list[dict[str, object]]:
    """All producers with their offerings and postings, without what is new in each database."""
    async with database.reading() as session:
        found = []
        for producer in await session.scalars(select(Producer).order_by(Producer.id)):
            row: dict[str, object] = {
                column.key: getattr(producer, column.key)
                for column in Producer.__table__.columns
                if column.key not in NOT_COMPARED
            }
            offered = select(Offering).where(Offering.producer_id == producer.id).order_by(Offering.position)
            row["offerings"] = [(o.text, o.concept_id, o.role) for o in await session.scalars(offered)]
            spots = select(Posting.key, Posting.z).where(Posting.producer_id == producer.id)
            row["postings"] = sorted(tuple(spot) for spot in await session.execute(spots))
            found.append(row)
        return found


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@given(listings=st.lists(producers_of_any_kind(), max_size=6, unique_by=lambda one: name_key(one[0].name)))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_an_export_imports_back_to_the_same(
    ending: str,
    listings: list[tuple[Producer, str, str]],
    in_memory: Callable[[], Awaitable[Database]],
    new_discovery: Callable[[], Discovery],
) -> None:
    async def there_and_back(folder: Path) -> None:
        first, second = await in_memory(), await in_memory()
        async with first.transaction() as session:
            for producer, products, description in listings:
                await save(session, new_discovery(), producer, products, description, now=NOW)
        path = folder / f"out.{ending}"
        assert await export_producers(first, path) == len(listings)
        report = await import_producers(second, new_discovery(), path, now=NOW)
        assert (report.added, report.refused) == (len(listings), [])
        assert await rows(second) == await rows(first)
        again = await import_producers(first, new_discovery(), path, now=NOW)
        assert (again.unchanged, again.added, again.changed) == (len(listings), 0, 0)
        for database in (first, second):
            await database.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(there_and_back(Path(folder)))


async def test_the_file_has_the_full_header_and_no_formula(
    sqlite_database: Database, small_discovery: Discovery
) -> None:
    async with sqlite_database.transaction() as session:
        for name in ("=1+1", "Arkistossa"):
            producer = Producer(name=name, source="chat", status="published", phone="+46701234567")
            await save(session, small_discovery, producer, "-hilla", "@tila", now=NOW)
            if name == "Arkistossa":
                await unpublish(session, small_discovery, producer, now=NOW)
    stream = io.BytesIO()
    assert await export_producers(sqlite_database, stream) == 1
    header, row = csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig")))
    assert tuple(header) == COLUMNS
    assert row[:3] == ["'=1+1", "'-hilla", "'@tila"]
    assert row[COLUMNS.index("phone")] == "'+46701234567"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
async def test_signs_that_no_file_can_hold_do_not_spoil_it(
    sqlite_database: Database, small_discovery: Discovery, tmp_path: Path, ending: str
) -> None:
    async with sqlite_database.transaction() as session:
        producer = Producer(name="Mylly\x07", source="chat", status="published")
        await save(session, small_discovery, producer, "hilla \x01\x0b\ufffe\uffff", "a\x1b[2J 🫐", now=NOW)
    path = tmp_path / f"out.{ending}"
    assert await export_producers(sqlite_database, path) == 1
    report = await import_producers(sqlite_database, small_discovery, path, now=NOW)
    assert (report.refused, report.added, report.changed) == ([], 0, 1)


async def test_a_file_that_cannot_be_written_is_named(sqlite_database: Database, tmp_path: Path) -> None:
    with pytest.raises(ProducersFileError, match=r"\.csv or \.xlsx"):
        await export_producers(sqlite_database, tmp_path / "tuottajat.pdf")
    with pytest.raises(ProducersFileError, match="cannot be written"):
        await export_producers(sqlite_database, tmp_path / "missing" / "tuottajat.csv")


async def test_the_demonstration_loads_whole_and_once(sqlite_database: Database, small_discovery: Discovery) -> None:
    first = await load_demo(sqlite_database, small_discovery, NOW)
    assert first.added >= 150
    assert first.refused == []
    again = await load_demo(sqlite_database, small_discovery, NOW)
    assert (again.added, again.changed, again.unchanged) == (0, 0, first.added)

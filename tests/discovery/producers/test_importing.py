"""Taking over a file: good rows load, bad ones are reported, the same again changes nothing."""

import asyncio
import csv
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from osta.discovery.producers import importing
from osta.discovery.producers.catalogue import save
from osta.discovery.producers.importing import import_producers
from osta.discovery.producers.report import Report
from osta.discovery.producers.table import ProducersFileError
from osta.discovery.service import Discovery
from osta.store import producers, words
from osta.store.engine import Database
from osta.store.models import Density, Offering, Person, Posting, Producer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=30)

FILE = """nimi;tuotteet;kuvaus;kylä;kunta;puhelin;y-tunnus;kuukaudet
Möllin tila;hilla, muikku;;Kursussa;;040 000 1234;2077474-0;7-8
Tunturin Tukka;;Parturi ja kampaamo. Soita ensin.;Suvanto;Posio;;;
Zyrkön Paja;zyrkönkapulat;;Olematon;Salla;;;
;hilla;;;;;;
Virhe Oy;hilla;;Salla;;;2077474-1;
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tuottajat.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def rewrite(file: Path, content: str) -> None:
    file.write_text(content, encoding="utf-8")


def numbers(report: Report) -> tuple[int, int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.claimed, len(report.refused)


async def everything(database: Database) -> list[object]:
    """All rows that an import writes, to compare."""
    async with database.reading() as session:
        rows: list[object] = []
        for model in (Producer, Offering, Posting, Density):
            columns = model.__table__.columns
            rows.append(sorted(map(repr, await session.execute(select(*columns)))))
        return rows


async def test_good_rows_load_and_bad_ones_are_reported(
    database: Database, small_discovery: Discovery, file: Path
) -> None:
    report = await import_producers(database, small_discovery, file, now=NOW)
    assert numbers(report) == (3, 0, 0, 0, 2)
    assert [(error.line, error.column) for error in report.refused] == [(5, "name"), (6, "business_id")]
    assert [(warning.line, warning.column) for warning in report.warnings] == [(4, "village")]
    assert report.unread == {"zyrkönkapulat": 1}
    assert report.loaded == 3
    assert list(report.lines())[-2:] == [
        "words nobody could read: zyrkönkapulat (1)",
        f"{file}: 3 added, 2 refused",
    ]
    async with database.reading() as session:
        page = await small_discovery.find(session, small_discovery.read("kuka myy hillaa Kursussa"), now=NOW)
        assert [(r.name, r.village, r.municipality, r.phone, r.distance_km) for r in page.results] == [
            ("Möllin tila", "Kursu", "Salla", "+358400001234", 0.0)
        ]
        page = await small_discovery.find(session, small_discovery.read("parturi Posiolla"), now=NOW)
        assert [(r.name, r.products) for r in page.results] == [("Tunturin Tukka", ("Parturi ja kampaamo",))]
        assert [word.text for word in await words.undecided(session)] == ["zyrkönkapulat"]
        first = (await producers.look_up(session, "Möllin"))[0]
        assert (first.months, first.business_id, first.created_at) == ([7, 8], "2077474-0", NOW)
        assert (first.source, first.status) == ("import", "published")


async def test_the_same_file_twice_changes_nothing(database: Database, small_discovery: Discovery, file: Path) -> None:
    await import_producers(database, small_discovery, file, now=NOW)
    before = await everything(database)
    report = await import_producers(database, small_discovery, file, now=LATER)
    assert numbers(report) == (0, 0, 3, 0, 2)
    assert await everything(database) == before


async def test_a_dry_run_reports_the_same_and_changes_nothing(
    database: Database, small_discovery: Discovery, file: Path
) -> None:
    before = await everything(database)
    dry = await import_producers(database, small_discovery, file, dry_run=True, now=NOW)
    assert await everything(database) == before
    wet = await import_producers(database, small_discovery, file, now=NOW)
    assert (numbers(dry), dry.refused, dry.warnings, dry.unread) == (
        numbers(wet),
        wet.refused,
        wet.warnings,
        wet.unread,
    )
    assert dry.totals().endswith("(dry run: nothing was changed)")
    rewrite(file, FILE.replace("hilla, muikku", "hilla, siika"))
    dry = await import_producers(database, small_discovery, file, dry_run=True, now=NOW)
    assert numbers(dry) == (0, 1, 2, 0, 2)


async def test_a_changed_row_changes_its_listing_only(
    database: Database, small_discovery: Discovery, file: Path
) -> None:
    await import_producers(database, small_discovery, file, now=NOW)
    rewrite(file, FILE.replace("hilla, muikku", "muikku, siika").replace("Möllin tila", "Möllin Kala"))
    report = await import_producers(database, small_discovery, file, now=LATER)
    assert numbers(report) == (0, 1, 2, 0, 2)
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Producer)) == 3
        changed = (await producers.look_up(session, "Möllin"))[0]
        assert (changed.name, changed.updated_at, [o.text for o in changed.offerings]) == (
            "Möllin Kala",
            LATER,
            ["muikku", "siika"],
        )
        assert not (await small_discovery.find(session, small_discovery.read("hillaa"), now=NOW)).results
        assert len((await small_discovery.find(session, small_discovery.read("siikaa"), now=NOW)).results) == 1


async def test_a_column_that_the_file_has_not_stays(database: Database, small_discovery: Discovery, file: Path) -> None:
    await import_producers(database, small_discovery, file, now=NOW)
    rewrite(file, "y-tunnus;nimi;tuotteet;www\n2077474-0;Möllin tila;hilla;tila.example.com\n")
    assert numbers(await import_producers(database, small_discovery, file, now=LATER)) == (0, 1, 0, 0, 0)
    async with database.reading() as session:
        kept = (await producers.look_up(session, "Möllin"))[0]
        assert (kept.phone, kept.village_place_id, kept.card["village"], kept.months, kept.website) == (
            "+358400001234",
            "kursu",
            "Kursu",
            [7, 8],
            "https://tila.example.com",
        )


async def test_what_its_owner_keeps_up_is_not_overwritten(
    database: Database, small_discovery: Discovery, file: Path
) -> None:
    await import_producers(database, small_discovery, file, now=NOW)
    async with database.transaction() as session:
        owner = Person(language="fi")
        session.add(owner)
        await session.flush()
        await session.execute(update(Producer).values(owner_person_id=owner.id))
    assert numbers(await import_producers(database, small_discovery, file, now=LATER)) == (0, 0, 3, 0, 2)
    before = await everything(database)
    rewrite(file, FILE.replace("hilla, muikku", "siika").replace("7-8", "6"))
    report = await import_producers(database, small_discovery, file, now=LATER)
    assert numbers(report) == (0, 0, 2, 1, 2)
    assert await everything(database) == before
    assert (report.warnings[0].line, report.warnings[0].reason.split(":")[0]) == (
        2,
        "its owner keeps this listing up, which differs in months, products",
    )


async def test_a_listing_made_in_chat_is_recognised(database: Database, small_discovery: Discovery, file: Path) -> None:
    async with database.transaction() as session:
        for name, columns in {
            "Möllin Hillat": {"business_id": "2077474-0"},
            "tunturin tukka": {"village_place_id": "suvanto-posio"},
        }.items():
            producer = Producer(name=name, source="chat", status="published", **columns)
            await save(session, small_discovery, producer, "hilla", None, now=NOW)
    report = await import_producers(database, small_discovery, file, now=LATER)
    assert numbers(report) == (1, 2, 0, 0, 2)
    assert numbers(await import_producers(database, small_discovery, file, now=LATER)) == (0, 0, 3, 0, 2)


async def test_outlets_of_one_business_are_two_and_a_repeated_row_is_refused(
    database: Database, small_discovery: Discovery, file: Path
) -> None:
    rewrite(
        file,
        "nimi;tuotteet;kylä;y-tunnus\n"
        "Leipomo;leipä;Salla;2077474-0\nLeipomo;leipä;Posio;2077474-0\n"
        "Kala;siika;Kursu;\nkala;muikku;Kursussa;\nKala;siika;Martti;\n",
    )
    report = await import_producers(database, small_discovery, file, now=NOW)
    assert numbers(report) == (4, 0, 0, 0, 1)
    assert (report.refused[0].line, report.refused[0].reason.split(":")[0]) == (5, "the same producer is in line 4")
    assert numbers(await import_producers(database, small_discovery, file, now=NOW)) == (0, 0, 4, 0, 1)


async def test_progress_goes_from_nothing_to_all(
    database: Database, small_discovery: Discovery, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    with file.open("w", encoding="utf-8", newline="") as table:
        rows = csv.writer(table)
        rows.writerow(["name", "products", "osoite"])
        rows.writerows([f"Tila {n}", "hilla", "Tie 1"] for n in range(25))
    heard: list[float] = []
    report = await import_producers(
        database, small_discovery, file, now=NOW, progress=lambda _, share: heard.append(share)
    )
    assert len(heard) == 4
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert (report.added, report.unread_columns) == (25, ("osoite",))


NewDiscovery = Callable[[], Discovery]
InMemory = Callable[[], Awaitable[Database]]
NEAR_A_FILE = st.text(alphabet='nimi,tuotteet;kuvaus"\n\t\r\0 åÅ=+-@7890', max_size=300)


@given(
    content=st.binary(max_size=300)
    | NEAR_A_FILE.map(str.encode)
    | NEAR_A_FILE.map(lambda t: b"nimi,tuotteet\n" + t.encode())
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_load_or_are_refused_clearly(
    content: bytes, in_memory: InMemory, new_discovery: NewDiscovery
) -> None:
    async def load(folder: Path) -> None:
        database = await in_memory()
        path = folder / "tuottajat.csv"
        for prefix in (b"", b"PK\x03\x04"):
            path.write_bytes(prefix + content)
            try:
                first = await import_producers(database, new_discovery(), path, now=NOW)
                again = await import_producers(database, new_discovery(), path, now=NOW)
            except ProducersFileError as error:
                assert str(path) in str(error)  # noqa: PT017 - either outcome is right
            else:
                assert (again.added, again.changed) == (0, 0)
                assert again.refused == first.refused
        await database.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(load(Path(folder)))

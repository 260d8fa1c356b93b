"""Importing places: added to the built-in ones or alone, twice the same, with bad rows, from a dump or a table."""

from collections.abc import Collection, Iterable
from pathlib import Path

import pytest

from osta.discovery.places import imported
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.places.importing import PlacesReport, import_places
from osta.discovery.places.model import Place
from osta.discovery.places.rows import PlacesFileError
from osta.discovery.places.textfile import plain
from osta.store.engine import Database

BUILT_IN = (
    Place("salla", "Salla", "Salla", "centre", 66.8324, 28.6670),
    Place("salla-kunta", "Salla", "Salla", "municipality", 66.80, 28.70),
    Place("kursu", "Kursu", "Salla", "village", 66.77, 28.20, alt_names=("Kurssu",)),
    Place("rovaniemi", "Rovaniemi", "Rovaniemi", "town", 66.5, 25.73, inside=False),
)
REGION = """name;municipality;latitude;longitude;kind
Satumaa;Satumaa;61,5;24,0;
Ylisatu;Satumaa;61,6;24,1;
Kursu;Muuala;61,0;23,0;
"""


def dump_row(number: int, name: str, code: str, municipality: str, latitude: float, longitude: float) -> str:
    kind = "A" if code.startswith("ADM") else "P"
    cells = [
        number,
        name,
        name,
        "",
        latitude,
        longitude,
        kind,
        code,
        "FI",
        "",
        "10",
        "1",
        municipality,
        "",
        0,
        "",
        9,
        "",
        "",
    ]
    return "\t".join(map(str, cells))


DUMP = "\n".join(
    [
        dump_row(1, "Salla", "ADM3", "732", 66.8, 28.7),
        dump_row(2, "Kuvitus", "ADM3", "999", 60.0, 25.0),
        dump_row(3, "Salla", "PPLA3", "732", 66.83, 28.66),
        dump_row(4, "Kurssu", "PPL", "732", 66.7, 28.2),
        dump_row(5, "Uusikylä", "PPL", "732", 66.9, 28.9),
        dump_row(6, "Kuvitus", "PPLA3", "999", 60.0, 25.0),
        dump_row(7, "Kursu", "PPL", "999", 60.1, 25.1),
        dump_row(8, "Rikki", "PPL", "999", 600.1, 25.1),
    ]
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "region.csv"
    path.write_text(REGION, encoding="utf-8")
    return path


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "XX.txt"
    path.write_text(DUMP, encoding="utf-8")
    return path


async def load(
    database: Database, path: Path, *, only: bool = False, inside: Collection[str] | None = None
) -> PlacesReport:
    return await import_places(database, path, BUILT_IN, only=only, inside=inside)


async def served(database: Database, built_in: Iterable[Place] = BUILT_IN) -> Gazetteer:
    async with database.reading() as session:
        places = await imported.read(session)
    return places.gazetteer(built_in) if places else Gazetteer(built_in)


async def test_a_table_joins_the_built_in_places(database: Database, file: Path) -> None:
    report = await load(database, file)
    assert list(report.lines()) == [f"{file}: 3 added"]
    gazetteer = await served(database)
    assert {place.id for place in BUILT_IN} < {place.id for place in gazetteer}
    assert gazetteer["kursu"].municipality == "Salla"
    assert gazetteer["kursu-muuala"].municipality == "Muuala"
    # A place of the municipality's name is its centre, around which it lies.
    assert gazetteer["satumaa"].kind == "centre"
    area = gazetteer.municipality("Satumaa")
    assert area is not None
    assert (area.id, area.latitude, area.source) == ("satumaa-kunta", 61.5, "derived")
    assert area.radius_km == pytest.approx(gazetteer["satumaa"].distance_km(61.6, 24.1))


async def test_the_same_file_again_changes_nothing(database: Database, file: Path) -> None:
    await load(database, file)
    async with database.reading() as session:
        before = await imported.read(session)
    assert list((await load(database, file)).lines()) == [f"{file}: 3 unchanged"]
    async with database.reading() as session:
        assert await imported.read(session) == before


async def test_only_serves_the_files_places_alone(database: Database, file: Path, dump: Path) -> None:
    await load(database, dump)
    report = await load(database, file, only=True)
    assert (report.added, report.forgotten) == (3, 3)
    gazetteer = await served(database)
    assert [place.id for place in gazetteer] == ["kursu", "satumaa", "ylisatu", "muuala-kunta", "satumaa-kunta"]
    # What is imported later joins those, not the built-in ones.
    more = file.with_name("more.csv")
    more.write_text("nimi,kunta,lat,lon\nAlasatu,Satumaa,61.4,24\n", encoding="utf-8")
    await load(database, more)
    assert len(await served(database)) == 6
    async with database.transaction() as session:
        assert await imported.forget(session) == 4
    assert len(await served(database)) == len(BUILT_IN)


async def test_a_dump_serves_the_municipalities_served_so_far(database: Database, dump: Path) -> None:
    report = await load(database, dump)
    assert (report.added, report.known) == (3, 2)  # Salla and Kursu are known better than a dump tells
    assert [error.line for error in report.refused] == [8]
    assert "XX.txt, line 8, latitude: 600.1 is not between" in next(report.lines())
    gazetteer = await served(database)
    assert gazetteer["geonames-5"].inside
    assert not gazetteer["geonames-6"].inside
    assert not gazetteer["geonames-7"].inside
    assert gazetteer.municipality("Kuvitus") is None


async def test_inside_names_the_municipalities_served(database: Database, dump: Path, file: Path) -> None:
    report = await load(database, dump, only=True, inside={"kuvitus", "Nevala"})
    assert report.warnings == [f"{dump}: no place lies in 'Nevala': is its name written so in the file?"]
    assert [place.name for place in await served(database) if place.inside] == ["Kuvitus", "Kursu", "Kuvitus"]
    await load(database, file, only=True, inside={"Muuala"})
    assert [place.name for place in await served(database) if place.inside] == ["Kursu", "Muuala"]


async def test_a_table_corrects_a_built_in_place_which_keeps_its_id(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        "id,name,municipality,latitude,longitude,nearest,locative\n"
        "k1,Kursu,Salla,66.78,28.21,,outer\nk2,Kursunranta,Salla,,,k1,\n",
        encoding="utf-8",
    )
    assert (await load(database, path)).added == 2
    gazetteer = await served(database)
    assert (gazetteer["kursu"].latitude, gazetteer["kursu"].locative) == (66.78, "outer")
    assert gazetteer["k2"].nearest == "kursu"
    assert "k1" not in gazetteer


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("name,latitude,longitude\nKaukana,99,1\n", {}),
        ("name,latitude,longitude,inside\nKaukana,9,1,no\n", {}),
        (REGION, {"inside": {"Nevala"}}),
        ("something\nelse\n", {}),
    ],
)
async def test_nothing_changes_when_no_place_would_be_served(
    sqlite_database: Database, tmp_path: Path, text: str, options: dict[str, set[str]]
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlacesFileError, match=r"bad\.csv"):
        await load(sqlite_database, path, only=True, **options)
    async with sqlite_database.reading() as session:
        assert await imported.read(session) is None


async def test_more_places_than_a_program_can_serve_are_refused(
    sqlite_database: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("osta.discovery.places.importing.MOST_PLACES", 2)
    with pytest.raises(PlacesFileError, match="more than 2 places"):
        await load(sqlite_database, file)


async def test_a_file_of_what_is_known_leaves_all_as_it_is(sqlite_database: Database, tmp_path: Path) -> None:
    path = tmp_path / "XX.txt"
    path.write_text("\n".join(DUMP.split("\n")[:4]), encoding="utf-8")
    assert list((await load(sqlite_database, path)).lines()) == [f"{path}: 2 known to the program already"]
    async with sqlite_database.reading() as session:
        assert await imported.read(session) is None


def test_what_nobody_sees_is_no_part_of_a_name() -> None:
    assert plain(" Ala\u00a0Kylä\x00\x07 ") == "Ala Kylä"

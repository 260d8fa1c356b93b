"""Files of places that people hand over: GeoNames dumps and tables."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osta.discovery.places.geonames import COLUMNS, POPULATED, read_places
from osta.discovery.places.model import Place
from osta.discovery.places.rows import RowError
from osta.discovery.places.textfile import PlacesFileError


def dump_row(number: str, name: str, **values: str) -> str:
    row = dict.fromkeys(COLUMNS, "") | {"geonameid": number, "name": name, "country_code": "FI"}
    row |= {"latitude": "66.5", "longitude": "28.0", "feature_class": "P", "feature_code": "PPL"}
    row |= {"admin1_code": "10", "admin2_code": "191", "admin3_code": "732"}
    return "\t".join((row | values).values())


SALLA = dump_row("7", "Salla", feature_class="A", feature_code="ADM3")


def read(
    path: Path, content: str | bytes, *, classes: Collection[str] = POPULATED, inside: Collection[str] | None = None
) -> tuple[list[Place], list[RowError]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    errors: list[RowError] = []
    return list(read_places(path, errors.append, feature_classes=classes, inside=inside)), errors


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "places.txt"


def test_a_dump_gives_populated_places_with_their_municipality(file: Path) -> None:
    rows = [
        dump_row("1", "Kursu", alternatenames="Kursu,Курсу,Kuusun kylä"),
        dump_row("2", "Salla", feature_code="PPLA3"),
        dump_row("3", "Sallatunturi", feature_class="T", feature_code="MT"),
        dump_row("4", "Vanha", feature_code="PPLQ"),
        dump_row("5", "Muualla", admin3_code="999"),
        SALLA,
    ]
    places, errors = read(file, "\n".join(rows) + "\n")
    assert errors == []
    assert [(p.id, p.name, p.municipality, p.kind) for p in places] == [
        ("geonames-1", "Kursu", "Salla", "village"),
        ("geonames-2", "Salla", "Salla", "centre"),
        ("geonames-5", "Muualla", "", "village"),
    ]
    assert places[0].alt_names == ("Kuusun kylä",)


def test_sami_names_count_as_latin(file: Path) -> None:
    places, _ = read(file, dump_row("1", "Kemijärvi", alternatenames="Ǩeeʹmmjäuʹrr,Кемиярви,123") + "\n")
    assert places[0].alt_names == ("Ǩeeʹmmjäuʹrr",)
    assert places[0].locative == "outer"


def test_what_is_outside_is_marked(file: Path) -> None:
    rows = [dump_row("1", "Kursu"), dump_row("2", "Kuusamo", feature_code="PPLA3", admin3_code="305"), SALLA]
    places, _ = read(file, "\n".join(rows), inside={"salla"})
    assert [(p.name, p.inside, p.kind) for p in places] == [("Kursu", True, "village"), ("Kuusamo", False, "town")]


def test_other_feature_classes_can_be_asked_for(file: Path) -> None:
    places, _ = read(file, dump_row("3", "Oulanka", feature_class="L", feature_code="PRK"), classes={"L"})
    assert [p.name for p in places] == ["Oulanka"]


def test_bad_rows_of_a_dump_are_reported_and_good_ones_load(file: Path) -> None:
    rows = [
        dump_row("1", "Kursu"),
        dump_row("2", "Norr", latitude="96"),
        dump_row("3", "Nolla", longitude=""),
        dump_row("x", "Numeroton"),
        dump_row("4", ""),
        "5\tlyhyt",
        dump_row("6", 'Lai"naus'),
    ]
    places, errors = read(file, "\n".join(rows))
    assert [p.name for p in places] == ["Kursu", 'Lai"naus']
    assert [(e.line, e.column) for e in errors] == [
        (2, "latitude"),
        (3, "longitude"),
        (4, "geonameid"),
        (5, "name"),
        (6, "row"),
    ]
    assert str(errors[0]) == f"{file}, line 2, latitude: 96 is not between -90 and 90"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_from_any_spreadsheet(file: Path, encoding: str, delimiter: str) -> None:
    rows = [["Nimi", "Kunta", "Leveysaste", "Pituusaste", "Muuta"], ["Räisälä", "Kemijärvi", "66.5767", "27.9", "x"]]
    text = "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"
    places, errors = read(file, text.encode(encoding))
    assert errors == []
    (found,) = places
    assert (found.id, found.name, found.municipality, found.latitude) == ("raisala", "Räisälä", "Kemijärvi", 66.5767)


def test_decimal_commas_and_other_names(file: Path) -> None:
    text = 'name;latitude;longitude;alt_names;also;inside\nSuomu;66,55;28,01;"Suomutunturi; Suomun kylä";word;ei\n'
    places, errors = read(file, text)
    assert errors == []
    assert (places[0].latitude, places[0].alt_names) == (66.55, ("Suomutunturi", "Suomun kylä"))
    assert (places[0].inside, places[0].also) == (False, (("Suomu", "word"),))


def test_bad_rows_of_a_table_are_reported_with_their_line(file: Path) -> None:
    text = (
        "name,latitude,longitude,kind,nearest,radius_km,inside,locative,also\n"
        "Hyvä,66,28,,,,,,\n"
        "\n"
        ",66,28,,,,,,\n"
        "Laji,66,28,castle,,,,,\n"
        '"Kaksi\nriviä",,,,,,,,\n'
        "Puoli,66,,,,,,,\n"
        "Säde,66,28,,,-1,,,\n"
        "Sisä,66,28,,,,ehkä,,\n"
        "Sija,66,28,,,,,keski,\n"
        "Myös,66,28,,,,,,animal\n"
        "Hyvä,66,28,,,,,,\n"
        "Lähi,,,,hyva,,,,\n"
        "Kauka,,,,nowhere,,,,\n"
        "漢,66,28,,,,,,\n"
    )
    places, errors = read(file, text)
    assert [(p.name, p.latitude) for p in places] == [("Hyvä", 66), ("Lähi", 66)]
    assert sorted((e.line, e.column) for e in errors) == [
        (4, "name"),
        (5, "kind"),
        (6, "latitude"),
        (8, "longitude"),
        (9, "radius_km"),
        (10, "inside"),
        (11, "locative"),
        (12, "also"),
        (13, "id"),
        (15, "nearest"),
        (16, "id"),
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the first line must name the columns"),
        (b"a,b\n1,2\n", "the first line must name the columns"),
        (b"PK\x03\x04abc", "this is a zip archive"),
        (b"\x00\x01\x02", "this is not a text file"),
    ],
)
def test_a_file_that_is_no_table_is_refused(file: Path, content: bytes, reason: str) -> None:
    with pytest.raises(PlacesFileError, match=reason):
        read(file, content)


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    errors: list[RowError] = []
    for path in (tmp_path / "missing.txt", tmp_path):
        with pytest.raises(PlacesFileError, match=str(path)):
            read_places(path, errors.append)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_any_bytes_give_places_errors_or_a_refusal(file: Path, content: bytes) -> None:
    for start in (b"", b"name,latitude,longitude\n", dump_row("1", "Kursu").encode() + b"\n"):
        try:
            places, errors = read(file, start + content)
        except PlacesFileError:
            continue
        assert all(-90 <= place.latitude <= 90 for place in places)
        assert all(error.reason for error in errors)

"""Files of every make become rows of cells."""

import io
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

import osta.discovery.producers.spreadsheet
from osta.discovery.places.rows import RowError
from osta.discovery.producers.csv_rows import LONGEST_ROW_LINES
from osta.discovery.producers.reading import Entry, EntryReader
from osta.discovery.producers.table import ProducersFileError
from osta.discovery.producers.tables import open_table

Write = Callable[[bytes | str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(content: bytes | str) -> Path:
        path = tmp_path / "tuottajat.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def read(path: Path) -> tuple[list[Entry], list[RowError], list[RowError]]:
    errors: list[RowError] = []
    warnings: list[RowError] = []
    table = open_table(path)
    with closing(table):
        return list(EntryReader(path, table, errors.append, warnings.append).entries()), errors, warnings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encodings_and_delimiters_are_recognised(write: Write, encoding: str, delimiter: str, line_end: str) -> None:
    lines = [delimiter.join(cells) for cells in (("Nimi", "Tuotteet", "Kylä"), ("Möllin tila", "hillaa", "Kelloselkä"))]
    entries, errors, _ = read(write(line_end.join(lines).encode(encoding)))
    assert not errors
    assert [(entry.line, entry.name, entry.products, entry.village) for entry in entries] == [
        (2, "Möllin tila", "hillaa", "Kelloselkä")
    ]


def test_the_header_may_stand_under_a_title_and_after_excels_mark(write: Write) -> None:
    entries, _, _ = read(write("sep=;\nTuottajat 2026;;\n\nNimi;Kuvaus;\nA;Myyn hillaa.;\n;;\n"))
    assert [(entry.line, entry.name, entry.description) for entry in entries] == [(5, "A", "Myyn hillaa.")]


def test_a_cell_may_have_lines_and_marks(write: Write) -> None:
    entries, errors, _ = read(write('name,products\nA,"hilla\n\n  ""iso"" , \tmustikka"\nB,siika\n'))
    assert not errors
    assert [(entry.line, entry.products) for entry in entries] == [(2, 'hilla\n"iso" , mustikka'), (5, "siika")]


@pytest.mark.parametrize("rows_after", [1, LONGEST_ROW_LINES + 5])
def test_a_quotation_mark_left_open_costs_one_row(write: Write, rows_after: int) -> None:
    rows = "".join(f"C{n},siika\n" for n in range(rows_after))
    entries, errors, _ = read(write(f'name,products\nA,hilla\nB,"muikku\n{rows}'))
    assert [(error.line, error.column) for error in errors] == [(3, "row")]
    assert "quotation mark" in errors[0].reason
    assert [entry.name for entry in entries] == ["A", *(f"C{n}" for n in range(rows_after))]
    assert entries[-1].line == rows_after + 3


def test_several_product_columns_are_joined(write: Write) -> None:
    entries, _, _ = read(write("nimi;tuotteet;palvelut;osoite\nA;hilla;auraus;Tie 1\nB;;auraus;\n"))
    assert [entry.products for entry in entries] == ["hilla; auraus", "auraus"]


def test_control_and_direction_marks_fall_out(write: Write) -> None:
    entries, _, _ = read(write("name,products\n\u202eA\u200b\x07 B,hi\u0308lla\ufeff\n"))
    assert [(entry.name, entry.products) for entry in entries] == [("A B", "hïlla")]


def test_bad_rows_name_line_column_reason_and_way_out(write: Write) -> None:
    path = write(
        "name,products,description,latitude,longitude,phone,business_id,months\n"
        ",hilla,,,,,,\n"
        "B,,,,,,,\n"
        "C,hilla,,66.8,,,,\n"
        "D,hilla,,66.8,280,,,\n"
        "E,hilla,,,,soita,,\n"
        "F,hilla,,,,,2077474-1,\n"
        "G,hilla,,,,,,2026-08-07\n"
        "H,-,—,,,,,\n"
        f"I{'i' * 300},hilla,,,,,,\n"
        "J,hilla,,,,,,\n"
    )
    entries, errors, _ = read(path)
    assert [entry.name for entry in entries] == ["J"]
    assert [(error.line, error.column) for error in errors] == [
        (2, "name"),
        (3, "products"),
        (4, "longitude"),
        (5, "longitude"),
        (6, "phone"),
        (7, "business_id"),
        (8, "months"),
        (9, "products"),
        (10, "name"),
    ]
    assert str(errors[0]) == f"{path}, line 2, name: is empty: every producer needs a name"


def test_a_spreadsheet_reads_like_a_text(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Nimi", "Tuotteet", "Postinumero", "Puhelin", "leveysaste", "pituusaste", None])
    sheet.append(["A", "hilla", 98900, 400001234.0, 66.8, 28.7, True])
    sheet.append([None, None])
    sheet.append(["B", "siika"])
    path = tmp_path / "tuottajat.xlsx"
    book.save(path)
    entries, errors, _ = read(path)
    assert not errors
    assert [(e.line, e.name, e.postal_code, e.phone, e.latitude) for e in entries] == [
        (2, "A", "98900", "+358400001234", 66.8),
        (4, "B", None, None, None),
    ]


def spreadsheet() -> bytes:
    book = Workbook()
    book.worksheets[0].append(["nimi", "tuotteet"])
    book.worksheets[0].append(["A", "hilla"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


SPREADSHEET = spreadsheet()
damages = st.lists(st.tuples(st.integers(4, len(SPREADSHEET) - 1), st.integers(0, 255)), max_size=5)


@given(damages=damages)
@settings(max_examples=50)
def test_a_damaged_spreadsheet_is_read_or_refused_clearly(
    damages: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(SPREADSHEET)
    for at, byte in damages:
        content[at] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    path.write_bytes(content)
    try:
        read(path)
    except ProducersFileError as error:
        assert str(error).startswith(str(path))  # noqa: PT017 - either outcome is right


def test_a_sheet_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osta.discovery.producers.spreadsheet, "MOST_ROWS", 1)
    path = tmp_path / "tuottajat.xlsx"
    path.write_bytes(SPREADSHEET)
    with pytest.raises(ProducersFileError, match="more than 1 rows"):
        read(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        ("nimi;puhelin\nA;040 000 1234\n", "nimi, puhelin"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "xlsx"),
        (b"PK\x03\x04broken", "not a spreadsheet"),
        (b"\0\1\2", "not a text"),
    ],
)
def test_a_file_of_no_use_is_named_with_the_way_out(write: Write, content: bytes | str, reason: str) -> None:
    path = write(content)
    with pytest.raises(ProducersFileError, match=reason) as error:
        read(path)
    assert str(error.value).startswith(str(path))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.csv", tmp_path, Path("a\0b")):
        with pytest.raises(ProducersFileError):
            open_table(path)

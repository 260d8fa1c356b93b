"""Another region from files alone: its places, its producers, a question about them."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from osta.bot import cli
from osta.bot.cli import ask, chat, files, places
from osta.discovery.service import Discovery
from osta.store.engine import Database
from tests.discovery.conftest import write_data

REGION = """nimi;kunta;laji;leveysaste;pituusaste;postinumero
Satumaa;Satumaa;;61,5;24,0;33990
Ylisatu;Satumaa;kylä;61,6;24,1;
Tarunkylä;Satumaa;;61,59;24,0;
Tarula;Tarula;;62,0;25,0;33995
Virhe;Tarula;;61,5;;
Kaukola;Muu;;63,0;27,0;
"""
PRODUCERS = """name,products,village,municipality,postal_code
Perunapelto,peruna,Tarunkylässä,Satumaa,
Marjamökki,peruna; hilla,,Tarula,
Postinen,hilla,,,33990
"""
Osta = Callable[..., tuple[int, str, str]]


@pytest.fixture
def osta(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Osta:
    data = write_data(tmp_path_factory.mktemp("region") / "data")

    async def small(database: Database) -> Discovery:
        return await Discovery.of(database, data=data)

    for module in (ask, chat, files, places):
        monkeypatch.setattr(module, "discovery", small)
    monkeypatch.setenv("OSTA_INDEX_DIR", str(tmp_path / "index"))
    monkeypatch.setenv("OSTA_DATABASE_URL", str(tmp_path / "osta.sqlite"))
    (tmp_path / "places.csv").write_text(REGION, encoding="utf-8")
    (tmp_path / "producers.csv").write_text(PRODUCERS, encoding="utf-8")

    def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        code = cli.run([str(tmp_path / part) if part.endswith((".csv", ".txt")) else part for part in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def asked(osta: Osta, question: str, *options: str) -> dict[str, Any]:
    code, out, _ = osta("ask", "--json", question, *options)
    assert code == 0
    answer: dict[str, Any] = json.loads(out)
    return answer


def found(answer: dict[str, Any]) -> list[tuple[str, float | None]]:
    return [(result["name"], result["distance_km"]) for result in answer["results"]]


def test_a_region_comes_from_files(osta: Osta) -> None:
    code, out, _ = osta("import", "places", "places.csv", "--only", "--inside", "Satumaa,Tarula")
    assert code == 1  # a row was refused
    assert "places.csv, line 3, kind: 'kylä' is not one of" in out
    assert "places.csv, line 6, longitude: '' is not a number of degrees" in out
    assert out.endswith("places.csv: 4 added, 2 refused\n")
    code, out, _ = osta("import", "producers", "producers.csv")
    assert (code, out[-8:]) == (0, "3 added\n")
    answer = asked(osta, "perunaa Satumaassa")
    assert answer["place"] == {"name": "Satumaa", "municipality": "Satumaa", "latitude": 61.5, "longitude": 24.0}
    [(first, near), (second, far)] = found(answer)
    assert (first, second) == ("Perunapelto", "Marjamökki")
    assert near == pytest.approx(10.0, abs=0.1)
    assert far == pytest.approx(76.5, abs=0.5)
    assert found(asked(osta, "hillaa Satumaasta"))[0] == ("Postinen", 0.0)
    assert asked(osta, "hilla Kaukolan lähellä")["place"]["name"] == "Kaukola"
    # Places of the built-in region are none any more, and without a place all is found.
    assert asked(osta, "hilla Kursussa")["place"] is None
    assert len(found(asked(osta, "perunaa"))) == 2


def test_the_chat_lists_the_regions_municipalities(osta: Osta) -> None:
    osta("import", "places", "places.csv", "--only", "--inside", "Satumaa,Tarula")
    _, out, _ = osta("chat", "--lang", "fi", stdin=b"/koti\nValitse luettelosta\nSatumaa\n")
    assert "Tarula" in out
    assert "Tarunkylä" in out
    assert "Kemijärvi" not in out.split("Valitse luettelosta")[-1]


def test_more_places_and_back_again(osta: Osta) -> None:
    osta("import", "producers", "producers.csv")
    assert asked(osta, "perunaa Tarunkylästä")["place"] is None
    osta("import", "places", "places.csv")
    # What was imported before its village was known is at the municipality's or postal code's place now.
    assert ("Marjamökki", 0.0) in found(asked(osta, "perunaa Tarulassa"))
    assert asked(osta, "perunaa Tarunkylästä")["place"]["municipality"] == "Satumaa"
    assert asked(osta, "perunaa Sallasta")["place"]["name"] == "Salla"
    assert osta("import", "places", "places.csv")[1].endswith("places.csv: 4 unchanged, 2 refused\n")
    code, out, _ = osta("import", "places", "--built-in")
    assert (code, out) == (0, "4 imported places were forgotten; the built-in ones are served.\n")
    assert asked(osta, "perunaa Tarunkylästä")["place"] is None


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        ([], 2, "--built-in"),
        (["places.csv", "--built-in"], 2, "--built-in"),
        (["--built-in", "--only"], 2, "--built-in"),
        (["missing.csv"], 2, "missing.csv"),
        (["producers.csv"], 1, "latitude"),
        (["places.csv", "--only", "--inside", "Nevala"], 1, "--inside"),
    ],
)
def test_what_goes_wrong_is_one_sentence(osta: Osta, arguments: list[str], code: int, named: str) -> None:
    ran, out, err = osta("import", "places", *arguments)
    assert (ran, out) == (code, "")
    assert err.startswith("osta: ")
    assert err.count("\n") == 1
    assert named in err

"""The ``osta`` command, in this process, over a small lexicon."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from osta import __version__
from osta.bot import cli
from osta.bot.cli import ask, chat, files
from osta.discovery.index import build
from osta.discovery.index.vocabulary import Vocabulary
from osta.discovery.lexicon.load import load
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.service import Discovery
from osta.store.engine import Database
from tests.discovery.conftest import write_data

PRODUCERS = """name,products,village,municipality,phone
Hillapaikka,hilla,Kursu,Salla,040 000 1001
Marjatarha,mustikka; puolukka,Kelloselkä,Salla,040 000 1002
Perunamaa,peruna,Suvanto,Posio,040 000 1003
"""


@dataclass
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Database], Awaitable[Discovery]]:
    data = write_data(tmp_path_factory.mktemp("cli") / "data")
    index = tmp_path_factory.mktemp("cli-index")
    build.write(index, data, lambda step, share: None)
    lexicon, gazetteer, vocabulary = load(data), Gazetteer.load(data / "places.csv"), Vocabulary(index)

    async def discovery(database: Database) -> Discovery:
        return Discovery(lexicon, gazetteer, vocabulary)

    return discovery


@pytest.fixture
def osta(
    small: Callable[[Database], Awaitable[Discovery]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Runs the command on a database of its own: ``osta("ask", "hilla", stdin="…")``."""
    for module in (ask, chat, files):
        monkeypatch.setattr(module, "discovery", small)
    monkeypatch.setenv("OSTA_DATABASE_URL", str(tmp_path / "osta.sqlite"))
    monkeypatch.delenv("OSTA_TELEGRAM_TOKEN", raising=False)

    def run(*arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsys.readouterr()
        code = cli.run(arguments)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run


@pytest.fixture
def loaded(osta: Run, tmp_path: Path) -> Run:
    """The command on a database with three producers."""
    file = tmp_path / "producers.csv"
    file.write_text(PRODUCERS, encoding="utf-8")
    assert osta("import", "producers", str(file)).code == 0
    return osta


def test_the_program_tells_its_version_and_its_commands(osta: Run) -> None:
    assert osta("--version").out == f"osta {__version__}\n"
    shown = osta("--help")
    assert shown.code == 0
    for command in ("ask", "chat", "run", "demo", "index", "db", "import", "export"):
        assert f"  {command} " in shown.out
    alone = osta()
    assert alone.code == 2
    assert "Commands:" in alone.err


def test_people_get_an_answer_to_read(loaded: Run) -> None:
    ran = loaded("ask", "hilla Salla")
    assert ran.code == 0
    assert "Hillapaikka" in ran.out
    assert "Kursu, Salla" in ran.out
    assert "1001" in ran.out
    assert "Perunamaa" not in ran.out
    assert ran.err == ""


def test_programs_get_an_answer_as_json(loaded: Run) -> None:
    ran = loaded("ask", "--json", "hilla Salla", "--limit", "1")
    [answer] = ran.objects
    assert list(answer) == [
        "query",
        "lang",
        "intent",
        "concepts",
        "place",
        "results",
        "widened_to_km",
        "elapsed_ms",
    ]
    assert answer["query"] == "hilla Salla"
    assert answer["intent"] == "find"
    assert answer["concepts"] == ["hilla"]
    assert answer["place"]["name"] == "Salla"
    [result] = answer["results"]
    assert list(result) == ["name", "products", "village", "municipality", "distance_km", "match", "phone"]
    assert result["match"] == "exact"
    assert result["distance_km"] == pytest.approx(21.6, abs=0.5)
    assert answer["elapsed_ms"] > 0


def test_one_question_a_line_whatever_it_holds(loaded: Run) -> None:
    lines = ["hilla Salla", "", "x" * 10_000, "😀", "'; DROP TABLE producer; --", "<b>hilla</b>"]
    ran = loaded("ask", "--json", stdin="\n".join(lines).encode() + b"\n\xff\xfe hilla \x00\x07")
    assert ran.code == 0
    assert [answer["query"] for answer in ran.objects[:-1]] == lines
    assert len(ran.objects) == len(lines) + 1


def test_several_places_are_all_told(loaded: Run) -> None:
    [answer] = loaded("ask", "--json", "hilla Salla Posio").objects
    assert [place["name"] for place in answer["places"]] == ["Salla", "Posio"]


def test_near_is_where_distances_are_measured_from(loaded: Run) -> None:
    [answer] = loaded("ask", "--json", "hilla", "--near", "kursu").objects
    assert answer["results"][0]["distance_km"] == 0
    assert answer["place"] is None
    refused = loaded("ask", "hilla", "--near", "Xyzzqw")
    assert refused.code == 1
    assert "Xyzzqw" in refused.err


def test_what_nobody_sells_is_said_so(loaded: Run) -> None:
    assert "Kukaan ei vielä myy" in loaded("ask", "hunaja").out
    assert "Kysy, kuka myy" in loaded("ask", "!").out


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["ask"], 1, "no question"),
        (["ask", "hilla"], 1, "osta demo"),
        (["ask", "--json", "hilla"], 1, "osta import producers"),
        (["ask", "hilla", "--limit", "0"], 2, "--limit"),
        (["ask", "hilla", "--lang", "de"], 2, "--lang"),
        (["ask", "hilla", "--colour"], 2, "--colour"),
        (["fly"], 2, "fly"),
        (["import", "producers", "missing.csv"], 2, "missing.csv"),
        (["import", "producers"], 2, "FILE"),
        (["export", "producers", "x.pdf"], 1, "x.pdf"),
        (["export", "producers", "no/such/folder/x.csv"], 1, "x.csv"),
        (["run"], 1, "OSTA_TELEGRAM_TOKEN"),
        (["ask", "hilla", "--database", "no/such/folder/x.sqlite"], 1, "no/such/folder"),
        (["--database", "mysql://host/x", "ask", "hilla"], 1, "mysql"),
    ],
)
def test_what_goes_wrong_is_one_sentence_with_the_way_out(
    osta: Run, arguments: Sequence[str], code: int, named: str
) -> None:
    ran = osta(*arguments)
    assert ran.code == code
    assert ran.out == ""
    assert ran.err.startswith("osta: ")
    assert ran.err.count("\n") == 1
    assert named.lower() in ran.err.lower()


def test_a_file_that_is_no_database(osta: Run, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("dear reader " * 100, encoding="utf-8")
    ran = osta("ask", "hilla", "--database", str(file))
    assert ran.code == 1
    assert "letter.txt" in ran.err


def test_a_mistake_in_the_program_is_told_without_a_page_of_code(osta: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(database: Database) -> Discovery:
        raise RuntimeError("words that nobody should see")

    monkeypatch.setattr(ask, "discovery", fails)
    ran = osta("ask", "hilla")
    assert ran.code == 1
    assert "RuntimeError" in ran.err
    assert "words" not in ran.err


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt, 130), (BrokenPipeError, 1)])
def test_leaving_is_quiet(osta: Run, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], code: int) -> None:
    def leaves(database: Database) -> Discovery:
        raise error

    monkeypatch.setattr(ask, "discovery", leaves)
    monkeypatch.setattr("os.dup2", lambda *_: None)
    monkeypatch.setattr(sys.stdout, "fileno", lambda: 1, raising=False)
    ran = osta("ask", "hilla")
    assert (ran.code, ran.err) == (code, "")


def test_import_reports_and_export_gives_back(loaded: Run, tmp_path: Path) -> None:
    file = tmp_path / "more.csv"
    file.write_text(PRODUCERS + "Nimetön,,,,\n", encoding="utf-8")
    ran = loaded("import", "producers", str(file), "--dry-run")
    assert ran.code == 1  # one row was refused
    assert "3 unchanged" in ran.out
    assert "more.csv" in ran.out
    assert loaded("export", "producers", str(tmp_path / "out.csv")).code == 0
    assert loaded("import", "producers", str(tmp_path / "out.csv")).out.endswith("3 unchanged\n")


def test_index_reads_listings_again(loaded: Run) -> None:
    assert "3 listings" in loaded("index").out


def test_the_database_is_upgraded(osta: Run, tmp_path: Path) -> None:
    assert osta("db", "upgrade").out == f"{tmp_path / 'osta.sqlite'}: up to date\n"


def test_a_talk_through_a_pipe(loaded: Run) -> None:
    ran = loaded("chat", "--as", "maija", "--lang", "fi", stdin=b"/apua\n\nhilla Salla\n")
    assert ran.code == 0
    said = [line for line in ran.out.splitlines() if line.startswith("> ")]
    assert said == ["> /apua", "> hilla Salla"]
    assert "Hillapaikka" in ran.out

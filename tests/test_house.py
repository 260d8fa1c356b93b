"""The promises of the documents: what can be set or run, and what was decided, is written down and is true."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import typer

from osta.bot.cli.commands import app
from osta.handlers.tables import staff

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
MODULES = sorted(ROOT.glob("osta/**/*.py"))
DECISIONS = sorted(path for path in ROOT.glob("docs/adr/*.md") if path.name != "README.md")
LONGEST_MODULE_LINES = 400
NOT_IMPORTED = {"tzdata"}  # the time zones of a system that has none
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}

every_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
every_decision = pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def settings() -> set[str]:
    """The OSTA_ variables that the code reads: by name, or as a field of a pydantic settings class."""
    found: set[str] = set()
    for path in MODULES:
        source = path.read_text(encoding="utf-8")
        found.update(re.findall(r'(?:environ|getenv|envvar)[^"\n]*"(OSTA_[A-Z_]+)"', source))
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ClassDef) and any("BaseSettings" in ast.unparse(base) for base in node.bases):
                found.update(f"OSTA_{field.upper()}" for field in _fields(node))
    return found


def _fields(settings_class: ast.ClassDef) -> list[str]:
    annotated = (line.target for line in settings_class.body if isinstance(line, ast.AnnAssign))
    return [target.id for target in annotated if isinstance(target, ast.Name) and target.id != "model_config"]


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    documented = set(re.findall(r"^\| `(OSTA_[A-Z_]+)`", text("docs/OPERATING.md"), re.MULTILINE))
    assert documented == settings()


def test_every_make_target_is_documented_and_every_documented_one_exists() -> None:
    mentioned = {
        target for path in DOCUMENTS for target in re.findall(r"`make ([a-z]+)\b", path.read_text(encoding="utf-8"))
    }
    shown = set(re.findall(r"^make ([a-z]+)", text("README.md"), re.MULTILINE))
    assert (mentioned | shown) == make_targets()
    assert make_targets() == set(re.findall(r"^\.PHONY: (.*)$", text("Makefile"), re.MULTILINE)[0].split())


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    written = "\n".join(text(name) for name in ("README.md", "docs/OPERATING.md", "docs/LEXICON.md"))
    exist = set(commands(typer.main.get_command(app)))
    assert {command for command in exist if not re.search(rf"\bosta {command}\b", written)} == set()
    groups = "|".join({command.split()[0] for command in exist if " " in command})
    named = set(re.findall(rf"(?:`|/|^|exec bot |OSTA_\S+ )osta ((?:(?:{groups}) )?[a-z]+)", written, re.MULTILINE))
    assert named <= exist


def commands(group: Any, *above: str) -> Iterator[str]:
    """The names of all subcommands: ``ask``, ``db upgrade`` …"""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, *above, name)
        else:
            yield " ".join((*above, name))


def test_every_command_of_staff_is_documented() -> None:
    exist = {route.name for route in staff.ROUTES if route.kind == "command"}
    assert exist == {name for name in exist if f"`/{name}" in text("docs/OPERATING.md")}


def test_every_make_target_explains_itself() -> None:
    assert re.findall(r"^[a-z]+:(?!.*## .+)", text("Makefile"), re.MULTILINE) == []


@every_document
def test_every_link_inside_the_repository_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?://|mailto:|#)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@every_decision
def test_every_decision_is_listed_under_its_title(path: Path) -> None:
    title = re.match(r"# (\d+)\. (.+)", path.read_text(encoding="utf-8"))
    assert title
    assert path.name.startswith(f"{int(title[1]):04}-")
    assert f"| [{path.name[:4]}]({path.name}) | {title[2]} |" in text("docs/adr/README.md")


@every_decision
def test_every_decision_weighs_alternatives_on_one_page(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert re.findall(r"^## (\w+)", source, re.MULTILINE) == ["Context", "Decision", "Alternatives", "Consequences"]
    assert "**Status:**" in source
    assert len(source.splitlines()) <= 60


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_is_short_and_named_for_what_it_does(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE_LINES
    assert path.stem not in VAGUE_NAMES


def test_constraints_are_exact_releases_without_addresses() -> None:
    lines = [line for line in text("constraints.txt").splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9][a-z0-9-]*==[\w.]+", line)] == []
    assert lines == sorted(lines, key=lambda line: line.split("==")[0])


def test_constraints_cover_every_declared_dependency() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    declared = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    assert {_distribution(requirement) for requirement in declared} <= {
        line.split("==")[0] for line in text("constraints.txt").splitlines()
    }


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    declared = {_distribution(requirement) for requirement in project["dependencies"]}
    suppliers = packages_distributions()
    imported = {
        _distribution(suppliers[package][0])
        for path in MODULES
        for package in _imports(path)
        if package in suppliers and package != "osta"
    }
    # A developer may have installed an extra: pypykko inflects the lexicon, in no running program.
    extras = {_distribution(name) for name in chain.from_iterable(project["optional-dependencies"].values())}
    assert imported - declared - extras == set()
    assert declared - imported == NOT_IMPORTED


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def _distribution(requirement: str) -> str:
    return re.split(r"[\[<>=]", requirement)[0].lower().replace("_", "-")


def test_the_changelog_knows_the_version() -> None:
    assert re.search(r"^## (Unreleased|\[?\d+\.\d+\.\d+)", text("CHANGELOG.md"), re.MULTILINE)


def test_every_ignored_lint_rule_says_why() -> None:
    ignored = re.findall(r'^  "[A-Z]+\d*",(.*)$', text("pyproject.toml"), re.MULTILINE)
    assert ignored
    assert [reason for reason in ignored if not re.match(r" +# \S+", reason)] == []

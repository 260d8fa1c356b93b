"""The translation catalogues: ``update`` collects the texts of the code into them, ``check`` says what is not in order.

A text is the literal first argument of ``t(…)``, ``t.line(…)`` or ``marked(…)``, or the first two of ``t.plural(…)``,
where ``t`` (or ``texts``) is a Texts object.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from osta import __version__
from osta.chat.rich import fields, marks
from osta.chat.texts import DEFAULT_LANGUAGE, LANGUAGES

ROOT = Path(__file__).parent.parent
CODE = ROOT / "osta"
NAMES = ("t", "texts")
TRANSLATED = [language for language in LANGUAGES if language != DEFAULT_LANGUAGE]
PUT_TOGETHER = "a text put together in code cannot be translated: write it whole, with {fields}"

MsgId = str | tuple[str, str]


@dataclass(frozen=True)
class Finding:
    """One thing that is not in order, where it is and what to do about it."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


class Extractor(ast.NodeVisitor):
    """Finds the texts of one module, and the calls whose text cannot be read from the code."""

    def __init__(self) -> None:
        self.found: list[tuple[int, MsgId]] = []
        self.unreadable: list[int] = []

    def visit_Call(self, node: ast.Call) -> None:
        """Take the text of a call that shows one, then look inside the call."""
        wanted = _texts_wanted(node.func)
        arguments = [_literal(argument) for argument in node.args[:wanted]]
        if wanted and not _is_choice_of_language(node):
            literal = [text for text in arguments if text is not None]
            if len(literal) == 2:  # noqa: PLR2004 - singular and plural
                self.found.append((node.lineno, (literal[0], literal[1])))
            elif len(literal) == wanted:
                self.found.append((node.lineno, literal[0]))
            elif any(isinstance(argument, ast.JoinedStr | ast.BinOp) for argument in node.args[:wanted]):
                self.unreadable.append(node.lineno)
        self.generic_visit(node)


def _texts_wanted(function: ast.expr) -> int:
    """How many texts a call of the function takes: 0 where it shows none."""
    match function:
        case ast.Name(id="marked"):
            return 1
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in NAMES:
            return 1
        case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name), attr=method) if name in NAMES:
            return {"line": 1, "plural": 2}.get(method, 0)
        case ast.Attribute(value=ast.Call(func=ast.Name(id="texts")), attr=method):
            return {"line": 1, "plural": 2}.get(method, 0)
        case ast.Call(func=ast.Name(id="texts")):
            return 1
        case _:
            return 0


def _is_choice_of_language(node: ast.Call) -> bool:
    """Whether this is ``texts(language)``, which gives the Texts object itself."""
    return len(node.args) == 1 and isinstance(node.args[0], ast.Constant) and node.args[0].value in LANGUAGES


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def extract(code: Path) -> tuple[Catalog, list[Finding]]:
    """All texts of the Python files under a directory, and what is wrong with them already in Finnish."""
    catalogue = Catalog(project="osta-paikallista")
    findings: list[Finding] = []
    for path in sorted(code.rglob("*.py")):
        where = path.relative_to(code.parent).as_posix()
        extractor = Extractor()
        extractor.visit(ast.parse(path.read_text(encoding="utf-8")))
        findings.extend(Finding(f"{where}:{line}", PUT_TOGETHER) for line in extractor.unreadable)
        for line, text in extractor.found:
            catalogue.add(text, locations=[(where, line)])
            findings.extend(Finding(f"{where}:{line}", what) for one in _forms(text) for what in _faults(one))
    return catalogue, findings


def _faults(template: str) -> Iterator[str]:
    try:
        names = fields(template)
    except ValueError as error:
        yield f"{template!r}: {error}"
        return
    if any(not name.isidentifier() for name in names):
        yield f"{template!r}: every field needs a plain name, as in {{village}}"
    if not template.strip():
        yield "an empty text cannot be translated"


def update(language: str, source: Catalog, locales: Path) -> bool:
    """Bring a language's catalogue up to the source. Changed texts become fuzzy; gone ones go. True if it changed."""
    path = catalogue_path(locales, language)
    catalogue = _read(path, language)
    catalogue.update(source, update_creation_date=False)
    for message in catalogue:
        message.flags.discard("python-format")  # Babel guesses it from a percent sign; ours are {brace} fields
    written = BytesIO()
    write_po(written, catalogue, width=120, ignore_obsolete=True, include_lineno=False, sort_by_file=True)
    if path.exists() and path.read_bytes() == written.getvalue():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written.getvalue())
    return True


def check(language: str, source: Catalog, locales: Path) -> list[Finding]:
    """What a language's catalogue lacks, has too much, or says with other fields and marks than the source."""
    path = catalogue_path(locales, language)
    where = f"{language}/{path.name}"
    catalogue = _read(path, language)
    findings = []
    for message in source:
        if not message.id:
            continue
        translated = catalogue.get(message.id)
        text = _forms(message.id)[0]
        if translated is None:
            findings.append(Finding(where, f"missing: {text!r}; run make texts, then translate it"))
        elif translated.fuzzy:
            findings.append(Finding(where, f"fuzzy: {text!r} has changed; correct the translation, remove ', fuzzy'"))
        elif not all(_forms(translated.string)):
            findings.append(Finding(where, f"not translated: {text!r}"))
        else:
            findings.extend(Finding(where, f"{text!r} {what}") for what in _differences(message, translated))
    gone = [message.id for message in catalogue if message.id and source.get(message.id) is None]
    findings.extend(Finding(where, f"obsolete: {_forms(text)[0]!r}; run make texts") for text in gone)
    return findings


def _differences(source: Message, translated: Message) -> Iterator[str]:
    originals = _forms(source.id)
    for at, form in enumerate(_forms(translated.string)):
        original = originals[min(at, len(originals) - 1)]
        try:
            has, needs = set(fields(form)), set(fields(original))
        except ValueError as error:
            yield f"has a translation with a broken field: {form!r}: {error}"
            continue
        if len(originals) > 1:  # a language may say "one" where another says "1"
            has, needs = has - {"n"}, needs - {"n"}
        for name in sorted(needs - has):
            yield f"lacks {{{name}}} in the translation {form!r}"
        for name in sorted(has - needs):
            yield f"has an unknown {{{name}}} in the translation {form!r}"
        if sorted(mark.value for mark in marks(form)) != sorted(mark.value for mark in marks(original)):
            yield f"marks other *bold* or _italic_ parts than the translation {form!r}"


def _forms(text: object) -> list[str]:
    """A text's forms: one, or the singular and the plurals."""
    if isinstance(text, list | tuple):
        return [str(form) for form in text]
    return [str(text or "")]


def catalogue_path(locales: Path, language: str) -> Path:
    """Where a language's catalogue stands."""
    return locales / language / "LC_MESSAGES" / "osta.po"


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(
            locale=language,
            header_comment="# Translations of the Finnish texts in the code. After a change of those: make texts.",
            project="osta-paikallista",
            version=__version__,
            msgid_bugs_address="osta@example.com",
            last_translator="Osta paikallista <osta@example.com>",
            language_team=f"{language} <osta@example.com>",
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=language)


def main(arguments: list[str], code: Path = CODE) -> int:
    """``update`` or ``check``; 1 when something is not in order, 2 for another word."""
    if arguments not in (["update"], ["check"]):
        print("usage: catalogues.py update|check", file=sys.stderr)
        return 2
    locales = code / "chat" / "locales"
    source, findings = extract(code)
    for language in TRANSLATED:
        if arguments == ["update"] and update(language, source, locales):
            print(f"updated {catalogue_path(locales, language).relative_to(code.parent)}")
        findings.extend(check(language, source, locales))
    for finding in findings:
        print(finding)
    if not findings:
        print(f"texts: {len(source)} in {', '.join(LANGUAGES)}, all in order")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

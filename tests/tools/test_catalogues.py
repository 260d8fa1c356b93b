from pathlib import Path
from textwrap import dedent

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tools.catalogues import catalogue_path, check, extract, main, update

CODE = """
    class Handler:
        def answer(self, t, person, n):
            yield t("Hei!")
            yield t("*Lähin* on {distance} km päässä.", distance=3)
            yield t.line("Lisää")
            yield t.plural("{n} myyjä", "{n} myyjää", n)
            yield self.t("Kiitos")
            yield person.texts.line("Takaisin")
            yield texts("sv").line("Kortti")
            yield texts("fi")("Kartta")
            yield other.line("not a text")
            yield t(self.known)

    TOPICS = {"polls": marked("Kyselyt")}
"""
TEXTS = {
    "Hei!",
    "*Lähin* on {distance} km päässä.",
    "Lisää",
    ("{n} myyjä", "{n} myyjää"),
    "Kiitos",
    "Takaisin",
    "Kortti",
    "Kartta",
    "Kyselyt",
}


@pytest.fixture
def code(tmp_path: Path) -> Path:
    package = tmp_path / "osta"
    package.mkdir()
    (package / "handler.py").write_text(dedent(CODE), encoding="utf-8")
    return package


@pytest.fixture
def locales(code: Path) -> Path:
    return code / "chat" / "locales"


def catalogue_of(*texts: str | tuple[str, str]) -> Catalog:
    catalogue = Catalog()
    for text in texts:
        catalogue.add(text)
    return catalogue


def translate(locales: Path, translations: dict[str | tuple[str, str], str | tuple[str, str]]) -> None:
    path = catalogue_path(locales, "sv")
    with path.open("rb") as file:
        catalogue = read_po(file, locale="sv")
    for text, translation in translations.items():
        message = catalogue.get(text)
        assert message is not None
        message.string = translation
    with path.open("wb") as file:
        write_po(file, catalogue)


def findings(locales: Path, source: Catalog) -> list[str]:
    return [finding.what for finding in check("sv", source, locales)]


def test_every_kind_of_call_is_found_and_nothing_else(code: Path) -> None:
    source, wrong = extract(code)
    assert {message.id for message in source if message.id} == TEXTS
    assert wrong == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('t(f"Hei {name}")', "cannot be translated"),
        ('t("Hei " + name)', "cannot be translated"),
        ('t("Hei {}", 1)', "every field needs a plain name"),
        ('t("Hei {person.name}")', "every field needs a plain name"),
        ('t("Hei {nimi")', "expected '}'"),
        ('t("")', "an empty text"),
    ],
)
def test_a_text_that_cannot_be_translated_is_named_with_its_line(code: Path, line: str, what: str) -> None:
    (code / "wrong.py").write_text(f"\n{line}\n", encoding="utf-8")
    _, (finding,) = extract(code)
    assert finding.where == "osta/wrong.py:2"
    assert what in finding.what


def test_update_writes_only_what_changed(locales: Path) -> None:
    source = catalogue_of("Hei!")
    assert update("sv", source, locales)
    assert not update("sv", source, locales)
    assert update("sv", catalogue_of("Hei!", "Moi! 20 % alessa"), locales)
    assert "python-format" not in catalogue_path(locales, "sv").read_text()


def test_a_translation_survives_an_update_and_a_changed_text_is_fuzzy(locales: Path) -> None:
    update("sv", catalogue_of("Tervetuloa kylään", "Pois"), locales)
    translate(locales, {"Tervetuloa kylään": "Välkommen till byn", "Pois": "Bort"})
    changed = catalogue_of("Tervetuloa kylään!", "Uusi")
    update("sv", changed, locales)
    assert "Välkommen till byn" in catalogue_path(locales, "sv").read_text()
    assert "Bort" not in catalogue_path(locales, "sv").read_text()
    (fuzzy, untranslated) = findings(locales, changed)
    assert fuzzy.startswith("fuzzy: 'Tervetuloa kylään!'")
    assert untranslated == "not translated: 'Uusi'"


def test_missing_and_obsolete_texts_are_found(locales: Path) -> None:
    update("sv", catalogue_of("Vanha"), locales)
    translate(locales, {"Vanha": "Gammal"})
    (missing, obsolete) = findings(locales, catalogue_of("Upouusi asia"))
    assert missing.startswith("missing: 'Upouusi asia'")
    assert obsolete.startswith("obsolete: 'Vanha'")


def test_without_a_catalogue_everything_is_missing(locales: Path) -> None:
    assert len(findings(locales, catalogue_of("Yksi", "Kaksi"))) == 2


@pytest.mark.parametrize(
    ("text", "translation", "what"),
    [
        ("*Hei* {name}", "*Hej* {name}", None),
        ("Yksi {a}, kaksi {b}", "Två {b}, ett {a}", None),
        ("Hei {name}", "Hej", "lacks {name}"),
        ("Hei {name}", "Hej {name} {place}", "unknown {place}"),
        ("Hei {name}", "Hej {name", "broken field"),
        ("*Hei* sinä", "Hej du", "marks other"),
        ("_Hei_ sinä", "*Hej* du", "marks other"),
        (("{n} myyjä", "{n} myyjää"), ("en säljare", "{n} säljare"), None),
        (("{n} myyjä {place}", "{n} myyjää {place}"), ("en säljare", "{n} säljare {place}"), "lacks {place}"),
        (("{n} myyjä", "*{n}* myyjää"), ("en säljare", "{n} säljare"), "marks other"),
        (("{n} myyjä", "{n} myyjää"), ("en säljare", ""), "not translated"),
    ],
)
def test_fields_and_marks_are_the_same(
    locales: Path, text: str | tuple[str, str], translation: str | tuple[str, str], what: str | None
) -> None:
    source = catalogue_of(text)
    update("sv", source, locales)
    translate(locales, {text: translation})
    found = findings(locales, source)
    if what is None:
        assert found == []
    else:
        assert len(found) == 1
        assert what in found[0]


def test_the_command(code: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help"]) == 2
    assert main(["check"], code) == 1
    assert "missing: 'Hei!'; run make texts, then translate it" in capsys.readouterr().out
    assert main(["update"], code) == 1
    out = capsys.readouterr().out
    assert "updated osta/chat/locales/sv/LC_MESSAGES/osta.po" in out
    assert "not translated: 'Hei!'" in out


def test_the_command_is_content_with_no_texts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"], tmp_path) == 0
    assert capsys.readouterr().out == "texts: 0 in fi, sv, en, all in order\n"

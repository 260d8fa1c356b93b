from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from hypothesis import given
from hypothesis import strategies as st

from osta.chat import texts as module
from osta.chat.rich import Style
from osta.chat.texts import LANGUAGES, Language, Texts, language_of, marked, texts


@pytest.fixture
def swedish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Texts:
    """Texts of a small catalogue, not of the program's own."""
    catalogue = Catalog(locale="sv")
    catalogue.add("*Hei* {name}!", "*Hej* {name}!")
    catalogue.add(("{n} myyjä", "{n} myyjää"), ("{n} säljare (en)", "{n} säljare"))
    catalogue.add("Epävarma", "Osäker", flags=["fuzzy"])
    path = tmp_path / "sv" / "LC_MESSAGES" / "osta.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalogue)
    monkeypatch.setattr(module, "LOCALES", tmp_path)
    module._catalogue.cache_clear()
    found = Texts("sv")
    module._catalogue.cache_clear()
    return found


def test_a_text_is_translated_and_filled(swedish: Texts) -> None:
    rich = swedish("*Hei* {name}!", name="*Anna*")
    assert str(rich) == "Hej *Anna*!"
    assert [span.text for span in rich.spans if span.style is Style.BOLD] == ["Hej"]


def test_finnish_stands_in_the_code() -> None:
    assert str(Texts("fi")("*Hei* {name}!", name="Anna")) == "Hei Anna!"


def test_what_is_not_translated_or_not_surely_stays_finnish(swedish: Texts) -> None:
    assert str(swedish("Moi")) == "Moi"
    assert str(swedish("Epävarma")) == "Epävarma"


@pytest.mark.parametrize(("n", "said"), [(0, "0 säljare"), (1, "1 säljare (en)"), (2, "2 säljare")])
def test_numbers_take_their_plural(swedish: Texts, n: int, said: str) -> None:
    assert str(swedish.plural("{n} myyjä", "{n} myyjää", n)) == said


def test_finnish_plural() -> None:
    said = [str(texts("fi").plural("{n} myyjä {place}", "{n} myyjää {place}", n, place="Sallassa")) for n in (0, 1, 2)]
    assert said == ["0 myyjää Sallassa", "1 myyjä Sallassa", "2 myyjää Sallassa"]


def test_a_line_is_bare_text(swedish: Texts) -> None:
    assert swedish.line("*Hei* {name}!", name="Anna") == "Hej Anna!"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_text_stays_empty(language: Language) -> None:
    assert str(texts(language)("")) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_loads_once(language: Language) -> None:
    assert texts(language) is texts(language)
    assert texts(language).language == language


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("fi", "fi"),
        ("sv-FI", "sv"),
        ("sv_FI.UTF-8", "sv"),
        ("EN-gb", "en"),
        ("en", "en"),
        ("se", "fi"),
        ("svx", "fi"),
        ("C.UTF-8", "fi"),
        ("", "fi"),
        (None, "fi"),
    ],
)
def test_the_nearest_language(code: str | None, language: Language) -> None:
    assert language_of(code) == language


@given(st.text())
def test_any_code_has_a_language(code: str) -> None:
    assert language_of(code) in LANGUAGES


def test_a_marked_text_is_itself() -> None:
    assert marked("Kyselyt") == "Kyselyt"

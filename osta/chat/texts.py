"""Texts in the person's language. Finnish is written in the code; Swedish and English stand in Babel catalogues."""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal, get_args

from osta.chat.rich import Rich

Language = Literal["fi", "sv", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "fi"
OFFERED_AS: dict[Language, str] = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}
"""What stands on the button of each language, for those who read no other."""
LOCALES = Path(__file__).parent / "locales"


def language_of(code: str | None) -> Language:
    """The supported language nearest to a code such as ``sv-FI``; Finnish for what is not spoken here."""
    short = (code or "").replace("_", "-").partition("-")[0].lower()
    if short in LANGUAGES:
        return short
    return DEFAULT_LANGUAGE


class Texts:
    """The texts of one language: call it with the Finnish template and values, get a Rich text."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self._catalogue = _catalogue(language)

    def __call__(self, template: str, **values: object) -> Rich:
        """The template's translation with the values filled in; marks are read from the template only."""
        # gettext answers an empty text with the catalogue's header.
        return Rich.template(self._catalogue.gettext(template) if template else "", **values)

    def line(self, template: str, **values: object) -> str:
        """The same as bare text, for button labels and file names."""
        return str(self(template, **values))

    def plural(self, one: str, many: str, n: int, **values: object) -> Rich:
        """The template that goes with the number ``n``, which is also the value ``{n}``."""
        return Rich.template(self._catalogue.ngettext(one, many, n), n=n, **values)


def marked(template: str) -> str:
    """The template itself, marked for the translators: for tables of texts that are shown later through ``Texts``."""
    return template


@cache
def texts(language: Language) -> Texts:
    """The texts of a language, loaded once."""
    return Texts(language)


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    if language == "fi":
        return gettext.NullTranslations()
    # Babel is loaded for a foreign language only: Finnish answers start without it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (LOCALES / language / "LC_MESSAGES" / "osta.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)

"""The commands that people see in the menu of their messenger, by language and for whom."""

from __future__ import annotations

from osta.chat.texts import Language, marked, texts

RESIDENTS: dict[Language, tuple[str, ...]] = {
    "fi": (
        "selaa",
        "koti",
        "suosikit",
        "tilaukset",
        "tyopajat",
        "myyn",
        "omat",
        "kysynta",
        "kieli",
        "yhdista",
        "tietosuoja",
        "apua",
    ),
    "sv": (
        "bladdra",
        "hem",
        "favoriter",
        "notiser",
        "verkstader",
        "salj",
        "mina",
        "efterfragan",
        "sprak",
        "koppla",
        "integritet",
        "hjalp",
    ),
    "en": (
        "browse",
        "home",
        "favourites",
        "notices",
        "workshops",
        "sell",
        "mine",
        "demand",
        "language",
        "link",
        "privacy",
        "help",
    ),
}
"""The same commands in the same order in each language, under names that routes know."""
_EVERYWHERE = {"help"}
"""What people of all languages try first."""
GROUPS: dict[Language, tuple[str, ...]] = {
    "fi": ("selaa", "apua"),
    "sv": ("bladdra", "hjalp"),
    "en": ("browse", "help"),
}
"""What is of use in a group."""
STAFF = ("jono", "hae", "tiedote", "kysely", "tyopaja", "tarpeet", "lahetykset", "opeta", "kutsu", "loki", "luvut")
"""Shown to staff besides, the same in all languages."""

_DESCRIPTIONS = (
    marked("Selaa, mitä lähellä myydään"),
    marked("Kerro tai vaihda kotikylä"),
    marked("Tallentamasi myyjät"),
    marked("Mistä saan kertoa sinulle"),
    marked("Tulevat työpajat"),
    marked("Tee ilmoitus omista tuotteistasi"),
    marked("Omat ilmoituksesi"),
    marked("Mitä läheltäsi etsitään"),
    marked("Suomi, svenska, English"),
    marked("Sama sinä Telegramissa ja Signalissa"),
    marked("Mitä sinusta säilytetään"),
    marked("Ohjeet ja esimerkit"),
)
_STAFF_DESCRIPTIONS = (
    marked("Päätöstä odottavat"),
    marked("Hae ilmoitusta: nimi tai numero"),
    marked("Kirjoita tiedote"),
    marked("Tee kysely"),
    marked("Järjestä työpaja"),
    marked("Mitä on etsitty turhaan"),
    marked("Mitä on lähetetty ja miten meni"),
    marked("Opeta sana: /opeta sana"),
    marked("Kutsu ylläpitoon: /kutsu kunta"),
    marked("Viimeisimmät muutokset"),
    marked("Hankkeen luvut"),
)
DESCRIPTION = marked(
    "Kerron, kuka myy mitä Itä-Lapin kylissä: perunoita, poroa, polttopuita, parturia. "
    "Kirjoita omin sanoin, mitä etsit ja missä. Kemijärvi, Salla, Savukoski, Pelkosenniemi, Posio."
)
"""What an empty chat says of the bot; messengers show at most 512 characters."""
SHORT_DESCRIPTION = marked("Kuka myy mitä lähelläsi Itä-Lapissa. Kysy omin sanoin.")
"""The same where the bot is shared; at most 120 characters."""


def spoken_in(command: str) -> Language | None:
    """The language that a command's name belongs to; None for a name that everybody may use."""
    if command in _EVERYWHERE:
        return None
    return next((language for language, names in RESIDENTS.items() if command in names), None)


def residents(language: Language) -> list[tuple[str, str]]:
    """Commands for private chats with their descriptions."""
    t = texts(language)
    return [(name, t.line(text)) for name, text in zip(RESIDENTS[language], _DESCRIPTIONS, strict=True)]


def groups(language: Language) -> list[tuple[str, str]]:
    """Commands for groups."""
    return [(name, text) for name, text in residents(language) if name in GROUPS[language]]


def staff(language: Language) -> list[tuple[str, str]]:
    """Commands for staff: their own first, then everybody's."""
    t = texts(language)
    own = [(name, t.line(text)) for name, text in zip(STAFF, _STAFF_DESCRIPTIONS, strict=True)]
    return [*own, *residents(language)]

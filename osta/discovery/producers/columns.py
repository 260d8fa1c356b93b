"""The columns of a producers file, by the many names that people give them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from osta.discovery.finnish.folding import fold

NAMES: Mapping[str, str] = {
    "name": "nimi yritys yrityksen_nimi yritysnimi toiminimi toimija tuottaja tuottajan_nimi palveluntarjoaja myyjä"
    " producer producer_name company company_name business business_name seller",
    "products": "tuotteet tuote tuotteet_ja_palvelut tuotteet/palvelut palvelut palvelu tuotevalikoima valikoima"
    " tarjonta product products_and_services products/services service services offering offerings items goods",
    "description": "kuvaus esittely yrityksen_kuvaus toimiala_kuvaus lisätiedot lisätieto lyhyt_kuvaus tietoa about"
    " summary info details",
    "village": "kylä paikkakunta kylä/paikkakunta kylän_nimi paikka sijainti taajama place location town locality",
    "municipality": "kunta kotikunta kaupunki kunta/kaupunki sijaintikunta kunnan_nimi city commune",
    "postal_code": "postinumero postinro postino pnro zip zip_code zipcode postcode post_code",
    "latitude": "lat leveysaste leveyspiiri pohjoinen_leveys latitudi",
    "longitude": "lon lng long pituusaste pituuspiiri itäinen_pituus longitudi",
    "phone": "puhelin puhelinnumero puh puhnro puh_nro gsm matkapuhelin tel telephone phone_number mobile",
    "email": "sähköposti sähköpostiosoite s-posti sposti meili e-mail email_address mail",
    "website": "kotisivu kotisivut www www-osoite verkkosivu verkkosivut verkkosivusto nettisivu nettisivut web url"
    " homepage web_site",
    "business_id": "y-tunnus ytunnus y_tunnus yritystunnus business_identity_code vat_id company_id",
    "industry": "toimiala toimialaluokka toimialakoodi tol tol-koodi tol_2008 industry_code",
    "months": "kuukaudet kuukausi sesonki satokausi saatavuus kausi myyntikausi season availability",
    "opening_hours": "aukioloajat aukioloaika aukiolo aukioloajat_ja_myynti avoinna hours open opening_times",
    "delivery_area": "toimitusalue toimialue toiminta-alue kuljetusalue toimitus delivery service_area delivers_to",
    "languages": "kielet kieli palvelukielet palvelukieli asiointikielet language service_languages",
    "emblem": "tunnus merkki tuotemerkki alkuperämerkki kotoisin kotoisin-merkki label badge",
}
"""Each column of a full file in its order, with other names for it; spaces, hyphens and dots do not count."""

COLUMNS = tuple(NAMES)
LISTED_TOGETHER = frozenset({"products"})
"""Columns of which a file may have several (tuotteet, palvelut): what they hold is joined."""


def _plain(header: str) -> str:
    """The header reduced to its letters and digits, without what stands in brackets."""
    return "".join(char for char in fold(re.sub(r"\(.*?\)", "", header)) if char.isalnum())


_BY_NAME = {_plain(name): column for column, names in NAMES.items() for name in (column, *names.split())}


def columns_of(header: Sequence[str]) -> list[str | None]:
    """The column that each cell of a header names; None for those that are not read, and for a second of a kind."""
    found: list[str | None] = []
    for cell in header:
        column = _BY_NAME.get(_plain(cell))
        found.append(None if column in found and column not in LISTED_TOGETHER else column)
    return found


def is_header(columns: Sequence[str | None]) -> bool:
    """Whether these columns are enough to load producers: a name, and products or a description."""
    return "name" in columns and ("products" in columns or "description" in columns)

"""Single values of a producers file, checked and put into one form.

What cannot be used at all raises BadValue, and its row is refused; what is doubtful is kept or left out with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from osta.discovery.finnish.folding import fold
from osta.discovery.places.rows import BadValue

Warn = Callable[[str, str], None]
"""Takes a column and what is doubtful about its value."""

REGION = "FI"  # where a phone number without a country code belongs
INDUSTRY_VERSION = "TOL 2008"
"""The classification that a bare industry code belongs to."""
EMBLEM = "kotoisin"
_NUMBER = re.compile(r"\+?\d[\d\s().\u2010-\u2015-]*\d")
_EMAIL = re.compile(r"[^\s@,;<>\"()]+@[^\s@,;<>\"()]+\.[^\s@.,;<>\"()]{2,}")
_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}")
_INDUSTRY = re.compile(r"(?:(tol\s*\d{4})\W*)?(\d[\d.]*)\b", re.IGNORECASE)
_YES = frozenset("x kyllä k on yes y true 1 ja".split())
_NO = frozenset("ei e no n false 0 nej".split())
_LANGUAGES = {
    "fi": "suomi suomea suomeksi suomen finnish finska fin",
    "sv": "ruotsi ruotsia ruotsiksi ruotsin swedish svenska swe se",
    "en": "englanti englantia englanniksi englannin english engelska eng gb",
    "de": "saksa saksaa saksaksi german tyska ger",
    "ru": "venäjä venäjää venäjäksi russian ryska rus",
    "no": "norja norjaa norjaksi norwegian norska",
    "fr": "ranska ranskaa ranskaksi french franska",
    "et": "viro viroa viroksi eesti estonian estniska",
    "es": "espanja espanjaa espanjaksi spanish spanska",
    "sme": "saame saamea saameksi pohjoissaame saami sami samiska",
    "smn": "inarinsaame",
    "sms": "koltansaame",
}
LEAST_LIKENESS = 85.0
"""Of the name of a language to what is written, rapidfuzz ratio, 0-100: *ruottia* is *ruotsia*."""
_SHORTEST_MISSPELT = 6  # letters: shorter names lie too near to one another
_LANGUAGE_BY_NAME = {fold(name): code for code, names in _LANGUAGES.items() for name in (code, *names.split())}


def business_id(text: str) -> str:
    """A Finnish business id as 1234567-8. Raises BadValue when its check digit is wrong."""
    from stdnum.exceptions import ValidationError
    from stdnum.fi import ytunnus

    try:
        return str(ytunnus.format(ytunnus.validate(text)))
    except ValidationError:
        reason = f"{text!r} is not a business id (its check digit is wrong): write it as 1234567-8, or leave it empty"
        raise BadValue("business_id", reason) from None


def phone(text: str, warn: Warn) -> str:
    """The first phone number of a text in E.164. Raises BadValue when there is none."""
    import phonenumbers

    for candidate in _NUMBER.findall(text):
        try:
            number = phonenumbers.parse(candidate, REGION)
        except phonenumbers.NumberParseException:
            continue
        if not phonenumbers.is_possible_number(number):
            continue
        if not phonenumbers.is_valid_number(number):
            warn("phone", f"{candidate.strip()!r} may not be in use: check it")
        if candidate.strip() != text.strip():
            warn("phone", f"only {candidate.strip()!r} was taken from {text!r}")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise BadValue("phone", f"{text!r} is not a phone number: write it as 040 123 4567 or +358 40 123 4567")


def email(text: str, warn: Warn) -> str | None:
    """The first e-mail address of a text."""
    found = _EMAIL.search(text.replace("(at)", "@").replace("[at]", "@").removeprefix("mailto:"))
    if found:
        return found[0]
    warn("email", f"{text!r} is not an e-mail address and was left out: write it as name@example.com")
    return None


def website(text: str, warn: Warn) -> str | None:
    """A web address with its scheme."""
    address = next(iter(text.split()), "")
    if not re.match(r"https?://", address, re.IGNORECASE):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
    except ValueError:
        host = ""
    if not _HOST.fullmatch(host):
        warn("website", f"{text!r} is not a web address and was left out: write it as https://example.com")
        return None
    return address


def postal_code(text: str, warn: Warn) -> str | None:
    """Five digits; a spreadsheet may have eaten the leading zeros."""
    found = re.search(r"(?<!\d)\d{5}(?!\d)", text)
    if found:
        return found[0]
    if text.isdecimal() and text.isascii() and 3 <= len(text) < 5:
        return text.zfill(5)
    warn("postal_code", f"{text!r} is not a postal code of five digits and was left out")
    return None


def industry(text: str, warn: Warn) -> tuple[str | None, str | None]:
    """The digits of an industry code, and which classification it belongs to."""
    found = _INDUSTRY.match(text)
    code = found[2].replace(".", "") if found else ""
    if found is None or not 1 <= len(code) <= 5:
        warn("industry", f"{text!r} is not an industry code and was left out: write its digits, such as 107")
        return None, None
    version = " ".join(found[1].upper().replace("TOL", "TOL ").split()) if found[1] else INDUSTRY_VERSION
    return code.zfill(2), version


def languages(text: str, warn: Warn) -> tuple[str, ...]:
    """Language codes, in the order given."""
    codes: list[str] = []
    for name in re.findall(r"[^\W\d_]+", text):
        code = _language(fold(name))
        if code is None:
            if name not in ("ja", "och", "and"):
                warn("languages", f"{name!r} is not a language known here and was left out: write fi, sv or en")
        elif code not in codes:
            codes.append(code)
    return tuple(codes)


def _language(name: str) -> str | None:
    code = _LANGUAGE_BY_NAME.get(name)
    if code is None and len(name) >= _SHORTEST_MISSPELT:
        near = process.extractOne(name, _LANGUAGE_BY_NAME.keys(), scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
        code = _LANGUAGE_BY_NAME[near[0]] if near is not None else None
    return code


def emblem(text: str) -> str | None:
    """The name of the emblem; a yes means the region's own."""
    lower = text.lower()
    if lower in _NO:
        return None
    return EMBLEM if lower in _YES else lower

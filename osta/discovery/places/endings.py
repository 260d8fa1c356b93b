"""What the last part of a place name tells: which stem it has, which vowels follow, which local cases."""

from __future__ import annotations

from collections.abc import Container

E_STEMS = frozenset(
    "hanhi hirvi joki järvi kieli kivi korpi koski kurki kylki kärki lahti laki lampi lehti lovi meri mäki niemi nummi"
    " nurmi pieli poski puoli rimpi saari salmi sieni suomi särki talvi tammi tuuli vuori väki".split()
)
"""Parts whose -i becomes -e- before endings (järvi, järven); in other names the -i stays (Kallunki, Kallungin)."""

CONSONANT_PARTITIVES = {
    "kieli": "kieltä",
    "meri": "merta",
    "pieli": "pieltä",
    "puoli": "puolta",
    "saari": "saarta",
    "sieni": "sientä",
    "tuuli": "tuulta",
    "vuori": "vuorta",
}
"""Partitives made from a consonant stem."""

SECOND_PARTITIVES = {"niemi": "nientä", "lahti": "lahta", "lehti": "lehteä"}
"""Partitives that are heard too."""

IRREGULAR = {
    # name part: (strong stem, weak stem, partitive)
    "uusi": ("uute", "uude", "uutta"),
    "vesi": ("vete", "vede", "vettä"),
    "raahe": ("raahe", "raahe", "raahea"),
    "ruka": ("ruka", "ruka", "rukaa"),
    "syöte": ("syöttee", "syöttee", "syötettä"),
    "ylläs": ("ylläkse", "ylläkse", "yllästä"),
    "pallas": ("pallakse", "pallakse", "pallasta"),
}
"""Reviewed exceptions to the rules."""

MONOSYLLABLES = frozenset("jää kuu luu maa pää puu suo suu syy tie työ voi vuo yö".split())
"""Parts of one syllable: their illative has an h (suohon, maahan)."""

FRONT_PARTS = frozenset("hete kieli kivi lehti meri mieli niemi niemet pieli piiri rinne sieni siipi tie vesi".split())
"""Parts with neither a, o, u nor ä, ö, y. They take -ssä whatever stands before them (Rovaniemessä)."""

AGREEING = frozenset({"iso", "uusi", "vanha"})
"""Adjectives that inflect with the noun that follows: Vanhassa Sallassa."""

AGREEING_COMPOUNDS = {"isokylä": ("iso", "kylä")}
"""Names written as one word of which both parts inflect: Isossakylässä."""

PLURALS = {
    # nominative plural: (genitives, partitive, stem of the strong grade, stem of the weak grade)
    "harjut": ("harjujen", "harjuja", "harjui", "harjui"),
    "joet": ("jokien", "jokia", "joki", "joi"),
    "järvet": ("järvien", "järviä", "järvi", "järvi"),
    "kalliot": ("kallioiden", "kallioita", "kallioi", "kallioi"),
    "kankaat": ("kankaiden", "kankaita", "kankai", "kankai"),
    "kosket": ("koskien", "koskia", "koski", "koski"),
    "kylät": ("kylien", "kyliä", "kyli", "kyli"),
    "lahdet": ("lahtien", "lahtia", "lahti", "lahdi"),
    "lammet": ("lampien", "lampia", "lampi", "lammi"),
    "mäet": ("mäkien", "mäkiä", "mäki", "mäi"),
    "niemet": ("niemien", "niemiä", "niemi", "niemi"),
    "ojat": ("ojien", "ojia", "oji", "oji"),
    "pellot": ("peltojen", "peltoja", "peltoi", "pelloi"),
    "perät": ("perien", "periä", "peri", "peri"),
    "rannat": ("rantojen", "rantoja", "rantoi", "rannoi"),
    "saaret": ("saarien", "saaria", "saari", "saari"),
    "selät": ("selkien", "selkiä", "selki", "seli"),
    "tunturit": ("tunturien", "tuntureita", "tunturei", "tunturei"),
    "törmät": ("törmien", "törmiä", "törmi", "törmi"),
    "vaarat": ("vaarojen", "vaaroja", "vaaroi", "vaaroi"),
}
"""Parts in the plural, as in the names of lakes and hills."""

OUTER = (
    "harju järvi joki kangas kivi koski kumpu köngäs lahti lampi mäki niemi oja perä pudas puoli puro ranta saari suo"
    " tunturi törmä vesi".split()
)
"""Parts that mostly take the outer local cases: Savukoskella, Kemijärvellä."""


def ends_with(name: str, parts: Container[str]) -> str:
    """The longest of the parts that a lower-case name ends with, or an empty string."""
    for start in range(len(name)):
        if name[start:] in parts:
            return name[start:]
    return ""


def usual_locative(name: str) -> str:
    """The series of local cases that names like this mostly take: `inner` or `outer`. Locals may differ."""
    return "outer" if name.casefold().endswith(tuple(OUTER)) else "inner"

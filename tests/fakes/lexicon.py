"""A small lexicon with the real places and small talk, for conversations that do not hang on the whole lexicon."""

from __future__ import annotations

import shutil
from pathlib import Path

from osta.discovery.index import build
from osta.discovery.index.vocabulary import Vocabulary
from osta.discovery.lexicon.load import CLASS_COLUMNS, CONCEPT_COLUMNS, DATA, RULE_COLUMNS, load
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.service import Discovery

CONCEPTS = """
ruoka|ruoka|mat|food|||x|sg||
marjat|marjat|bär|berries|ruoka||x|pl|marja|
hilla|hilla|hjortron|cloudberry|marjat|||sg|lakka|7-8
mustikka|mustikka|blåbär|bilberry|marjat|||sg||7-9
sailykkeet|säilykkeet|konserver|preserves|ruoka||x|pl||
hillot|hillo|sylt|jam|sailykkeet|||pl||
peruna|peruna|potatis|potato|ruoka|||pl|pottu|
puikula|puikula|mandelpotatis|almond potato|peruna|||sg||
poronliha|poronliha|renkött|reindeer meat|ruoka|||sg|poro|
banaani|banaani|banan|banana|ruoka|||pl||
polttopuu|polttopuu|ved|firewood||||pl|klapi|
kampaamo|kampaamo|frisör|hairdresser|||service|sg|kampaaja; parturi|
"""
"""id, labels fi sv en, parents, made_of, (category is x), type, number, fi_words, months."""

FORMS = """
hilla	hill	a aa an oja oista
hillo	hillo	- a n ja
mustikka	musti	kka kkaa kan koita kat
peruna	perun	a aa an at oita ia
puikula	puikul	a aa an oita at
poronliha	poronliha	- a n
banaani	banaan	i ia in it eja
marja	marj	a aa an oja at
polttopuu	polttopu	u uta ut ita
klapi	klap	i ia in it eja
kampaamo	kampaamo	- a n t
kampaaja	kampaaj	a aa an at
parturi	parturi	- a n t
leikata	leik	ata kkaa kkaavat
hiukset	hiu	kset ksia
pottu	po	ttu ttuja tut ttua
"""

LABELS = {
    "hilla": ("hilla", "hillan", "hillaa"),
    "hillot": ("hillo", "hillon", "hilloja"),
    "mustikka": ("mustikka", "mustikan", "mustikkaa"),
    "peruna": ("peruna", "perunan", "perunoita"),
    "puikula": ("puikula", "puikulan", "puikulaa"),
    "poronliha": ("poronliha", "poronlihan", "poronlihaa"),
    "banaani": ("banaani", "banaanin", "banaaneja"),
    "marjat": ("marjat", "marjojen", "marjoja"),
    "polttopuu": ("polttopuu", "polttopuun", "polttopuita"),
    "kampaamo": ("kampaamo", "kampaamon", "kampaamoa"),
}


def write_data(folder: Path) -> Path:
    """The small lexicon's files, with the real places and talk, in a new folder."""
    for name in ("concepts", "needs", "forms"):
        (folder / name).mkdir(parents=True)
    concepts = [",".join(CONCEPT_COLUMNS)]
    for line in CONCEPTS.strip().splitlines():
        slug, fi, sv, en, parents, made_of, extra, number, words, months = line.split("|")
        kind, category = ("service", "") if extra == "service" else ("goods", extra)
        row = (slug, fi, sv, en, parents, made_of, kind, category, number, words, "", "", "", "", months)
        concepts.append(",".join(row))
    files = {
        "concepts/all.csv": concepts,
        "needs/classes-all.csv": [
            ",".join(CLASS_COLUMNS),
            "tukka,tukka; hiukset,,hår,hair",
            "leikata,leikata,,klippa,cut",
        ],
        "needs/rules-all.csv": [",".join(RULE_COLUMNS), "kampaamo,tukka,leikata"],
        "forms/all.txt": FORMS.strip().splitlines(),
    }
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name in ("places.csv", "talk.csv"):
        shutil.copyfile(DATA / name, folder / name)
    return folder


def write_small(folder: Path) -> Path:
    """The small lexicon's files and form index below a folder, which is returned."""
    data = write_data(folder / "data")
    index = folder / "index"
    index.mkdir()
    build.write(index, data, lambda step, share: None)
    return folder


def open_small(folder: Path) -> Discovery:
    """Discovery over what ``write_small`` wrote, without the words that another one was taught."""
    data = folder / "data"
    discovery = Discovery(load(data), Gazetteer.load(data / "places.csv"), Vocabulary(folder / "index"))
    discovery._labels = dict(LABELS)
    return discovery

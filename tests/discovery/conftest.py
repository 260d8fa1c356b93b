"""A small lexicon, gazetteer and form index, built once a test process, so that tests do not hang on the real data."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from osta.discovery.index import build
from osta.discovery.index.vocabulary import Vocabulary
from osta.discovery.lexicon.load import CLASS_COLUMNS, CONCEPT_COLUMNS, RULE_COLUMNS, TALK_COLUMNS, load
from osta.discovery.places.gazetteer import Gazetteer
from osta.discovery.service import Discovery
from osta.store.engine import Database, open_database
from osta.store.models import Base

CONCEPTS = """
ruoka|ruoka|livsmedel|food|||x|sg|
marjat|marjat|bär|berries|ruoka||x|pl|marja
hilla|hilla|hjortron|cloudberry|marjat|||sg|lakka; suomuurain
mustikka|mustikka|blåbär|bilberry|marjat|||sg|
puolukka|puolukka|lingon|lingonberry|marjat|||sg|
mustikkamehu|mustikkamehu|blåbärssaft|bilberry juice|ruoka|mustikka||sg|
kala|kala|fisk|fish|ruoka||x|sg|
siika|siika|sik|whitefish|kala|||sg|
muikku|muikku|siklöja|vendace|kala|||sg|
peruna|peruna|potatis|potato|ruoka|||pl|pottu
poronliha|poronliha|renkött|reindeer meat|ruoka|||sg|poro
leipa|leipä|bröd|bread|ruoka|||sg|
ruisleipa|ruisleipä|rågbröd|rye bread|leipa|||sg|
polttopuu|polttopuu|ved|firewood||||pl|klapi; halko
kampaamo|kampaamo|frisör|hairdresser|||service|sg|kampaaja; parturi
lumityot|lumityöt|snöröjning|snow clearing|||service|pl|auraus
villasukat|villasukat|yllesockor|woollen socks||||pl|sukat
hunaja|hunaja|honung|honey|ruoka|||sg|
"""
"""id, labels fi sv en, parents, made_of, (category is x), type, number, fi_words."""

FORMS = """
hilla	hill	a aa an oja ojen
mustikka	musti	kka kkaa kan koita kat
puolukka	puolu	kka kkaa kan koita kat
peruna	perun	a aa an at oita
siika	sii	ka kaa an
muikku	mui	kku kkua kun kut kkuja
leipä	lei	pä pää vän vät piä
klapi	klap	i ia in it eja
parturi	parturi	- a n t
"""

PLACES = """
ita-lappi|Itä-Lappi||region|66.95|28.20||inner|yes
kemijarvi|Kemijärvi|Kemijärvi|centre|66.7131|27.4306|98100|outer|yes
kemijarvi-kunta|Kemijärvi|Kemijärvi|municipality|66.75|27.45||outer|yes
salla|Salla|Salla|centre|66.8324|28.6670|98900|inner|yes
salla-kunta|Salla|Salla|municipality|66.80|28.70||inner|yes
posio|Posio|Posio|centre|66.1100|28.1700|97900|inner|yes
posio-kunta|Posio|Posio|municipality|66.10|28.10||inner|yes
savukoski|Savukoski|Savukoski|centre|67.2925|28.1580|98800|outer|yes
savukoski-kunta|Savukoski|Savukoski|municipality|67.60|28.60||outer|yes
pelkosenniemi|Pelkosenniemi|Pelkosenniemi|centre|67.1100|27.5100|98500|inner|yes
pelkosenniemi-kunta|Pelkosenniemi|Pelkosenniemi|municipality|67.00|27.40||inner|yes
kursu|Kursu|Salla|village|66.7700|28.2000|98950|inner|yes
kelloselka|Kelloselkä|Salla|village|66.9333|28.8333|98920|inner|yes
hautajarvi|Hautajärvi|Salla|village|66.5100|29.0100|98995|outer|yes
suvanto|Suvanto|Pelkosenniemi|village|67.1300|26.9500|98500|inner|yes
suvanto-posio|Suvanto|Posio|village|66.0500|28.3000|97900|inner|yes
joutsijarvi|Joutsijärvi|Kemijärvi|village|66.6700|28.0000|98710|outer|yes
martti|Martti|Savukoski|village|67.4700|28.4000|98850|inner|yes
rovaniemi|Rovaniemi|Rovaniemi|town|66.5039|25.7294|96100|inner|no
"""
"""id, name, municipality, kind, latitude, longitude, postal code, local cases, inside."""


def write_data(folder: Path) -> Path:
    """The small lexicon and gazetteer as data files in a folder."""
    for name in ("concepts", "needs", "forms"):
        (folder / name).mkdir(parents=True)
    concepts = [",".join(CONCEPT_COLUMNS)]
    for line in CONCEPTS.strip().splitlines():
        slug, fi, sv, en, parents, made_of, extra, number, words = line.split("|")
        kind, category = ("service", "") if extra == "service" else ("goods", extra)
        concepts.append(f"{slug},{fi},{sv},{en},{parents},{made_of},{kind},{category},{number},{words},,,,,")
    places = ["id,name,municipality,kind,latitude,longitude,postal_code,locative,inside"]
    places += [line.replace("|", ",") for line in PLACES.strip().splitlines()]
    files = {
        "concepts/all.csv": concepts,
        "needs/classes-all.csv": [
            ",".join(CLASS_COLUMNS),
            "tukka,tukka; hiukset,,hår,hair",
            "leikata,leikata,,klippa,cut",
        ],
        "needs/rules-all.csv": [",".join(RULE_COLUMNS), "kampaamo,tukka,leikata"],
        "talk.csv": [
            ",".join(TALK_COLUMNS),
            "buy,kuka myy; mistä; ostaa,mistähä,vem säljer,who sells",
            "near,lähellä,,nära,near",
        ],
        "forms/all.txt": FORMS.strip().splitlines(),
        "places.csv": places,
    }
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the small lexicon and gazetteer."""
    return write_data(tmp_path_factory.mktemp("lexicon") / "data")


@pytest.fixture(scope="session")
def small_index(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form index of the small lexicon."""
    folder = tmp_path_factory.mktemp("index")
    build.write(folder, small_data, lambda step, share: None)
    return folder


@pytest.fixture(scope="session")
def new_discovery(small_data: Path, small_index: Path) -> Callable[[], Discovery]:
    """Makes a discovery over the small lexicon, its search without memories of earlier ones."""
    lexicon, gazetteer = load(small_data), Gazetteer.load(small_data / "places.csv")
    vocabulary = Vocabulary(small_index)
    return lambda: Discovery(lexicon, gazetteer, vocabulary)


@pytest.fixture
def small_discovery(new_discovery: Callable[[], Discovery]) -> Discovery:
    """A discovery over the small lexicon."""
    return new_discovery()


@pytest.fixture(scope="session")
def in_memory() -> Callable[[], Awaitable[Database]]:
    """Makes empty databases in memory, for properties that need many of them. Close each."""

    async def make() -> Database:
        database = open_database(":memory:")
        async with database.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        return database

    return make

"""A town with a few producers to ask about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from osta.discovery.producers import catalogue
from osta.discovery.service import Discovery
from osta.store.engine import Database
from osta.store.models import Producer
from tests.fakes.lexicon import open_small, write_small
from tests.fakes.talk import NOON, Town


@pytest.fixture(scope="session")
def small_lexicon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small(tmp_path_factory.mktemp("lexicon"))


@pytest.fixture
def discovery(small_lexicon: Path) -> Discovery:
    return open_small(small_lexicon)


@dataclass(frozen=True)
class Seller:
    code: str
    name: str
    village: str
    municipality: str
    products: str
    phone: str = "+358400000001"


SELLERS = (
    Seller("puikula2", "Kursun Puikula", "kursu", "Salla", "puikula; varhaisperuna", "+358400001021"),
    Seller("peruna22", "Posion Peruna", "posio", "Posio", "peruna"),
    Seller("hilla222", "Suon Helmi", "savukoski", "Savukoski", "hilla; hillahillo"),
    Seller("poro2222", "Poropirtti", "salla", "Salla", "poronliha"),
    Seller("parturi2", "Saksi ja Kampa", "salla", "Salla", "kampaamo"),
)


@pytest.fixture
async def town(sqlite_database: Database, discovery: Discovery) -> Town:
    """Five sellers, nobody has asked anything yet."""
    return await settled(sqlite_database, discovery)


async def settled(database: Database, discovery: Discovery) -> Town:
    """The town of the sellers on a database."""
    town = Town(database, discovery, staff=["staff"])
    async with database.transaction() as session:
        for seller in SELLERS:
            place = discovery.gazetteer[seller.village]
            producer = Producer(
                code=seller.code,
                name=seller.name,
                village_place_id=place.id,
                municipality=seller.municipality,
                latitude=place.latitude,
                longitude=place.longitude,
                phone=seller.phone,
                source="import",
                status="published",
                confirmed_at=NOON,
            )
            await catalogue.save(session, discovery, producer, seller.products, None, now=NOON)
    return town

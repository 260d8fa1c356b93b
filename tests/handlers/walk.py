"""A walk through everything that can be pressed and answered.

People of all kinds say what they say first; then every button that any reply has is pressed, and every open question
is answered, as nobody should at first and then as it is meant. ``problems`` tells what the narrowest messenger would
refuse.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from osta.chat.messages import Action, Address, ContactCard, Content, Edit, InlineQuery, Location, Unsupported
from osta.chat.texts import Language, texts
from osta.discovery.producers import catalogue
from osta.store import people
from osta.store.models import Conversation, Producer
from tests.fakes.post import Post, agrees
from tests.fakes.talk import NOON, Talker, Town, problems

LONG = "Äärettömän pitkä 🐟 *_<b>&amp; {nimi} " * 120
NAME = "Pitkänperäläisten Peruna- ja Poro-osakeyhtiön Perilliset *_<b>&amp; 🐟 " * 4
AT_MOST = 2  # presses of one button's name by one person; more say nothing new
LAST = frozenset(
    {"privacy.erase", "staff.archive", "staff.merge", "mine.hide", "register.discard", "register.anew", "notices.stop"}
    | {"broadcast.cancel", "pollmake.close", "announce.drop", "pollmake.drop", "wsmake.drop", "volume.withdraw"}
    | {"poll.leave", "unmet.needno", "report.send", "home.forget", "bought.refuse", "queue.ok", "card.drop"}
)
"""Buttons that end something: pressed when the rest is done."""
POLL = """Mitä ostaisit naapurikylästä? (monta)
- perunaa
- hillaa

Miten tärkeää läheltä ostaminen on? (1-5)

Mitä kylältäsi puuttuu?"""
WORKSHOP = """Digimarkkinoinnin perusteet
aika: 12.10. klo 17–19
paikka: Sallan kirjasto, Salla
paikkoja: 2
Opit tekemään sivun."""
ANSWERS: dict[str, tuple[str, ...]] = {
    "home": ("Marti", "Kursu"),
    "impact": ("100", "50", "50"),
    "register": ("040 000 1234",),
    "register.name": (NAME,),
    "register.products": ("peruna; hilloja; mustikkaa; " + LONG,),
    "register.months": ("elo-lokakuu",),
    "register.village": ("Kursu",),
    "register.website": ("example.com",),
    "register.business_id": ("ohita",),
    "register.languages": ("suomi, ruotsi",),
    "register.email": ("aino@example.com",),
    "register.kitchen": ("200",),
    "volume": ("500 kg perunaa kuussa, Salla", "100 kg", "2–2,50", "040 000 1234"),
    "demand": ("20 kg", "lokakuussa"),
    "word": ("peruna",),
    "audience": ("Kursu 20 km",),
    "pollmake": (POLL, "2.9. klo 12"),
    "wsmake": (WORKSHOP, "2.9. klo 12"),
    "announce": ("REKO alkaa torstaina.\nTervetuloa!", "2.9. klo 12"),
}
"""What is meant by each form, or by one question of it."""
RESIDENT: tuple[Content | str, ...] = (
    *("/start", "/help", "/koti", "Kursu", "/kieli", "/selaa", "/suosikit", "/tilaukset", "/tietosuoja", "/omattiedot"),
    *(
        "/vaikutus",
        "/tyopajat",
        "/kysynta",
        "/yhdessa",
        "/omat",
        "/lunasta",
        "/lunasta xyz",
        "/poista",
        "/stop",
        "/zzz",
    ),
    *(
        "perunoita",
        "perunoita Saijasta",
        "hilloja Sallasta",
        "banaania Sallasta",
        "polttopuita Posiolta",
        "kampaamo Posiolla",
        "Martti",
    ),
    *("poroa lähelläni", "lisää", "takaisin", "99", "?", "112", "kiitos", "ok", "moi", "mikä olet", "haluan myydä"),
    *("perunoita Helsingistä", "mustikkaa ja hillaa Martista", "hillaa 5 km Kursusta", "xyzzy", LONG, NAME),
    Location(66.77, 28.2),
    Edit("perunoita"),
    ContactCard("Aino", "+358400001234"),
    InlineQuery("q", "perunaa"),
    *(Unsupported(kind) for kind in ("voice", "photo", "sticker", "forwarded", "poll")),
)
STAFF = (
    *(
        "/jono",
        "/hae",
        "/hae peruna",
        f"/hae {NAME}",
        f"/opeta {LONG}",
        "/opeta pottu = peruna",
        "/kutsu",
        "/kutsu Salla",
    ),
    *("/loki", "/kyselyt", "/tyopajalista", "/tarpeet", "/lahetykset", "/tiedote", f"/kysely {POLL}", "/kysely"),
    *(f"/tyopaja {WORKSHOP}", "/tyopaja"),
)


class Walk:
    """Presses what it sees until there is nothing new.

    ``strange`` is what each open question hears, the first time it is asked, before its answer.
    """

    def __init__(self, town: Town, language: Language, strange: Sequence[str] = (LONG,)) -> None:
        self.town = town
        self.language = language
        self.strange = strange
        self.pressed: Counter[tuple[str, str, int]] = Counter()
        self.answered: Counter[tuple[str, str]] = Counter()
        self.reached: set[str] = set()
        self._talkers: dict[str, Talker] = {}
        self._seen: set[tuple[str, Action]] = set()
        self._next: deque[tuple[str, Action]] = deque()
        self._last: deque[tuple[str, Action]] = deque()
        self._read = 0
        self._sorry = texts(language).line(
            "Anteeksi, nyt minulta meni jotain rikki. Vika on minussa. Kokeile hetken päästä uudelleen."
        )

    def person(self, name: str) -> Talker:
        """Somebody who speaks the walk's language."""
        return self._talkers.setdefault(name, self.town.person(name, self.language))

    async def says(self, name: str, content: Content | str) -> None:
        """Say or share something, and see what comes."""
        talker = self.person(name)
        if isinstance(content, str):
            await talker.says(content)
        else:
            await talker.sends(content)
        self.look()
        await self._answer(name)

    def look(self) -> None:
        """Check what was sent since the last look, and note its buttons."""
        for address, reply in self.town.channel.sent[self._read :]:
            assert problems(reply) == []
            assert self._sorry not in str(reply.text)
            for button in (button for row in reply.rows for button in row if button.action is not None):
                assert button.action is not None
                key = (address.chat, button.action)
                if key not in self._seen:
                    self._seen.add(key)
                    (self._last if button.action.name in LAST else self._next).append(key)
        self._read = len(self.town.channel.sent)

    async def go(self, *, to_the_end: bool = False) -> None:
        """Press everything; with ``to_the_end`` also what ends things."""
        while self._next or (to_the_end and self._last):
            name, action = (self._next or self._last).popleft()
            kind = (name, action.name, len(action.args))
            if self.pressed[kind] >= AT_MOST:
                continue
            self.pressed[kind] += 1
            await self.person(name).presses_action(action)
            self.look()
            await self._answer(name)

    async def _answer(self, name: str) -> None:
        """Answer the open question, and those that follow: with what is strange, then as it is meant."""
        state = await self._state(name)
        while state is not None and self.answered[name, state] < AT_MOST:
            if state not in self.reached:
                self.reached.add(state)
                await self._disturb(name)
            self.answered[name, state] += 1
            for text in ANSWERS.get(state, ANSWERS.get(state.partition(".")[0], ())):
                if await self._state(name) == state:
                    await self.person(name).says(text)
                    self.look()
            state = await self._state(name)

    async def _disturb(self, name: str) -> None:
        """Say everything strange to the open question, which stands as it stood after each."""
        async with self.town.database.reading() as session:
            open_question = (await session.execute(_standing(name, Conversation.state, Conversation.data))).one()
        for text in self.strange:
            await self.person(name).says(text)
            self.look()
            async with self.town.database.transaction() as session:
                conversation = await session.scalar(_standing(name, Conversation))
                assert conversation is not None
                conversation.state, conversation.data = open_question

    async def _state(self, name: str) -> str | None:
        async with self.town.database.reading() as session:
            found: str | None = await session.scalar(_standing(name, Conversation.state))
            return found


async def _long_names(town: Town) -> None:
    """Every seller of the town gets the longest of names, and one more has everything."""
    async with town.database.transaction() as session:
        for producer in await session.scalars(select(Producer)):
            producer.name = f"{producer.name} {NAME}"
        place = town.discovery.gazetteer["kursu"]
        whole: dict[str, Any] = dict.fromkeys(("opening_hours", "delivery_area", "minimum_order"), LONG)
        producer = Producer(
            code="kaikkea2",
            name=NAME,
            village_place_id=place.id,
            municipality="Salla",
            latitude=place.latitude,
            longitude=place.longitude,
            phone="+358400001234",
            email="a" * 60 + "@example.com",
            website="https://example.com/" + "b" * 200,
            source="import",
            status="published",
            confirmed_at=NOON,
            **whole,
        )
        products = "; ".join(["peruna", "hilla", *(f"{LONG[:200]} {at}" for at in range(30))])
        await catalogue.save(session, town.discovery, producer, products, LONG, now=NOON)


async def _owned(town: Town, talker: Talker, code: str) -> None:
    """The person keeps up the listing."""
    async with town.database.transaction() as session:
        producer = await session.scalar(select(Producer).where(Producer.code == code))
        known = await people.by_address(session, Address("test", talker.name))
        assert producer is not None
        assert known is not None
        producer.owner_person_id = known.id


async def through_everything(walk: Walk) -> None:
    """Take residents, sellers and staff through all that they can do, and through weeks of what the bot begins."""
    town, post = walk.town, Post(walk.town)
    await _long_names(town)
    for name, code in (("seller", "kaikkea2"), ("other", "peruna22"), ("aino", "")):
        talker = await agrees(walk.person(name), "polls", "workshops", "announcements", "alerts", "followup")
        if code:
            await _owned(town, talker, code)
    for content in RESIDENT:
        await walk.says("aino", content)
    for seeker in ("a", "b", "c"):
        for text in ("/start", "Kursu", "mustikkaa Kursusta?", "/myyn"):
            await walk.says(seeker, text)
    for text in ("/omat", "/kysynta", "/yhdessa", "/myyn"):
        await walk.says("seller", text)
    for text in STAFF:
        await walk.says("staff", text)
    await walk.go()
    for later in (timedelta(), timedelta(days=7), timedelta(days=36)):
        await post.comes(later=later)
        walk.look()
        for text in ("/jono", "/tarpeet", "/kyselyt", "/tyopajalista", "/lahetykset"):
            await walk.says("staff", text)
        for text in ("/tyopajat", "/yhdessa", "/kysynta"):
            await walk.says("seller", text)
        await walk.says("aino", "/suosikit")
        await walk.go()
    await walk.go(to_the_end=True)


def _standing(name: str, *columns: Any) -> Any:
    return select(*columns).where(Conversation.address == f"test:{name}")

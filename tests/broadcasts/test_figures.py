from datetime import timedelta

from osta.broadcasts import broadcast, figures
from osta.broadcasts.budget import Pace
from osta.chat.errors import MessageRefused, OutcomeUnknown, RecipientGone
from osta.chat.texts import texts
from osta.store import broadcasts, outbox
from osta.store.audiences import Audience
from osta.store.engine import Database
from osta.store.models import Broadcast
from tests.broadcasts.crowd import HELLO, add_people
from tests.broadcasts.postman import Postman


async def test_staff_see_how_many_got_it_and_why_others_did_not(database: Database) -> None:
    async with database.transaction() as session:
        await add_people(session, 6, "announcements")
    postman = Postman(database)
    postman.channel.failures["1"] = [RecipientGone()]
    postman.channel.failures["2"] = [OutcomeUnknown()]
    postman.channel.failures["3"] = [MessageRefused()] * 2
    number = await postman.announce()
    await postman.turns()
    async with database.transaction() as session:
        found = await session.get_one(Broadcast, number)
        counted = await figures.figures(session, found)
        assert (counted.total, counted.by_state) == (6, {"sent": 3, "unknown": 1, "failed": 1, "blocked": 1})
        said = str(figures.told(found, counted, texts("fi")))
        assert said.startswith("Koe · valmis\nperillä: 3\nepävarma: ehkä perillä, ehkä ei: 1")
        assert "– estänyt botin tai poistunut: 1" in said
        table = [line async for line in figures.delivery_table(session, found)]
    assert table[0] == "row,channel,state,attempts,cause,finished_at\n"
    assert len(table) == 7
    assert sum(",telegram,sent,1,," in line for line in table) == 3


async def test_the_figures_outlive_the_rows(database: Database) -> None:
    async with database.transaction() as session:
        await add_people(session, 2, "announcements")
    postman = Postman(database)
    number = await postman.announce()
    await postman.turns()
    async with database.transaction() as session:
        await outbox.forget_finished(session, postman.now + timedelta(days=90))
        found = await session.get_one(Broadcast, number)
        assert (await figures.figures(session, found)).by_state == {"sent": 2}


async def test_many_small_broadcasts_are_begun_a_few_at_a_time(database: Database) -> None:
    async with database.transaction() as session:
        people = await add_people(session, 9, "alerts")
    postman = Postman(database, paces={"telegram": Pace(at_once=1)})
    async with database.transaction() as session:
        for person in people:
            made = await broadcast.create(
                session, "alert", "Koe", HELLO, Audience(people=(person,)), postman.now, due_at=postman.now
            )
            assert made is not None
            await broadcast.send_now(session, made.id)
    await postman.turn()
    async with database.reading() as session:
        begun = [one for one in await broadcasts.at_work(session) if one.materialised_at]
    assert len(begun) == 4
    await postman.turns()
    assert sorted(postman.channel.chats) == sorted(map(str, people))

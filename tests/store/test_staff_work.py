"""What staff do: the queue, reports, invitations, merging, the audit log."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from osta.chat.messages import Address
from osta.store import audit, exposures, favourites, invitations, merging, people, reports, reviews, staff
from osta.store.engine import Session
from osta.store.models import Person, Producer, Report, StaffMember

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def person(session: Session, name: str = "1") -> Person:
    return (await people.find_or_create(session, Address("test", name), NOW))[0]


async def producer(session: Session, name: str = "Suon Helmi", **more: object) -> Producer:
    made = Producer(name=name, source="import", card={}, **more)
    session.add(made)
    await session.flush()
    return made


async def test_the_queue_is_in_order_by_area_and_each_is_decided_once(session: Session) -> None:
    boss, sold = await person(session), await producer(session)
    first = await reviews.submit(session, "registration", NOW, producer_id=sold.id, municipality="Salla")
    second = await reviews.submit(session, "edit", NOW, producer_id=sold.id, municipality="Posio", payload={"a": 1})
    assert [await reviews.count_open(session, area) for area in (None, "Salla", "Savukoski")] == [2, 1, 0]
    found = await reviews.next_open(session)
    assert found is not None
    assert found.id == first
    after = await reviews.next_open(session, after=first)
    assert after is not None
    assert after.payload == {"a": 1}
    assert await reviews.next_open(session, "Savukoski") is None
    waiting = await reviews.open_of(session, sold.id, "edit")
    assert waiting is not None
    assert waiting.id == second
    assert await reviews.decide(session, first, "approved", boss.id, NOW)
    assert not await reviews.decide(session, first, "rejected", boss.id, NOW, "too late")
    decided = await reviews.get(session, first)
    assert decided is not None
    await session.refresh(decided)
    assert (decided.decision, decided.reason) == ("approved", None)


async def test_a_report_counts_once_a_person_and_kind_until_it_is_decided(session: Session) -> None:
    aino, sold = await person(session), await producer(session)
    assert await reports.add(session, sold.id, aino.id, "stale", NOW)
    assert not await reports.add(session, sold.id, aino.id, "stale", NOW)
    assert await reports.add(session, sold.id, aino.id, "wrong", NOW)
    await reports.decide(session, sold.id, aino.id, NOW)
    assert await reports.add(session, sold.id, aino.id, "stale", NOW)
    assert len((await session.scalars(select(Report))).all()) == 3


async def test_an_invitation_works_once_for_its_kind_and_for_a_while(session: Session) -> None:
    boss, aino = await person(session), await person(session, "2")
    sold = await producer(session)
    code = await invitations.create(session, "claim", boss.id, NOW, producer_id=sold.id)
    assert await invitations.use(session, code, "staff", aino.id, NOW) is None
    assert await invitations.use(session, code, "claim", aino.id, NOW + invitations.VALID) is None
    used = await invitations.use(session, f" {code.upper()} ", "claim", aino.id, NOW)
    assert used is not None
    assert (used.producer_id, used.used_by) == (sold.id, aino.id)
    assert await invitations.use(session, code, "claim", boss.id, NOW) is None


async def test_staff_may_be_limited_to_a_municipality(session: Session) -> None:
    aino = await person(session)
    assert await staff.municipality_of(session, aino.id) is None
    await staff.add(session, aino.id, "Salla", None, NOW)
    assert await staff.municipality_of(session, aino.id) == "Salla"
    await staff.add(session, aino.id, None, None, NOW)
    assert await staff.municipality_of(session, aino.id) is None
    assert len((await session.scalars(select(StaffMember))).all()) == 1


async def test_of_two_producers_the_kept_one_gets_what_only_the_other_has(session: Session) -> None:
    aino, bea = await person(session), await person(session, "2")
    kept = await producer(session, phone="+358400000001")
    gone = await producer(session, phone="+358400000002", email="posti@example.com", latitude=66.8, longitude=28.6)
    await favourites.add(session, aino.id, kept.id, NOW)
    for owner in (aino, bea):
        await favourites.add(session, owner.id, gone.id, NOW)
    await reports.add(session, gone.id, bea.id, "stale", NOW)
    for day in (date(2026, 3, 1), date(2026, 3, 2)):
        await exposures.count_shown(session, [gone.id], day)
    await exposures.count_shown(session, [kept.id], date(2026, 3, 2))
    assert await merging.merge(session, kept, gone) == ["email", "position"]
    assert (kept.phone, kept.email, kept.latitude) == ("+358400000001", "posti@example.com", 66.8)
    assert await favourites.has(session, bea.id, kept.id)
    assert not await favourites.has(session, aino.id, gone.id)
    assert set(await session.scalars(select(Report.producer_id))) == {kept.id}
    assert await exposures.totals(session, kept.id, date(2026, 3, 1)) == (2, 0)


async def test_the_log_tells_the_latest_first_and_what_was_done_to_one_thing(session: Session) -> None:
    boss = await person(session)
    await audit.note(session, boss.id, "approved", "producer", 7, NOW, review=3)
    await audit.note(session, None, "taught", "word", "abc", NOW + timedelta(minutes=1))
    assert [entry.action for entry in await audit.latest(session)] == ["taught", "approved"]
    (entry,) = await audit.of(session, "producer", 7)
    assert entry.detail == {"review": 3}

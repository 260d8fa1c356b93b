from datetime import timedelta

import pytest

from osta.broadcasts.broadcast_estimate import duration, estimate, reckon, told
from osta.broadcasts.budget import Pace
from osta.broadcasts.quiet import HELSINKI, QuietHours
from osta.chat.texts import texts
from osta.store import audiences
from osta.store.audiences import Audience
from osta.store.engine import Database
from osta.store.models import Conversation, Outbox
from tests.broadcasts.crowd import NOON, add_people

T = texts("fi")
PACES = {"telegram": Pace(30, burst=1), "signal": Pace(0.2, burst=1, contacts_a_day=300)}


def test_people_time_and_who_waits_for_the_morning() -> None:
    starts = NOON.astimezone(HELSINKI).replace(hour=20, minute=55)
    found = reckon({"telegram": 340, "signal": 72}, starts, QuietHours(), PACES)
    assert told(found, T) == "412 ihmistä: Telegram noin 12 s, Signal noin 6 min, 11 saa sen klo 8 jälkeen"


def test_what_is_urgent_waits_for_nobody() -> None:
    found = reckon({"telegram": 300}, NOON + timedelta(hours=12), None, PACES)
    assert told(found, T) == "300 ihmistä: Telegram noin 10 s"


def test_at_night_everybody_waits() -> None:
    found = reckon({"telegram": 30}, NOON + timedelta(hours=10), QuietHours(), PACES)
    assert (found.later, found.morning) == (30, NOON.replace(day=2, hour=5))


def test_nobody_is_nobody() -> None:
    assert told(reckon({}, NOON, QuietHours(), PACES), T) == "0 ihmistä"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "1 s"), (20, "20 s"), (89, "89 s"), (100, "2 min"), (5400, "2 h"), (200_000, "3 vrk")]
)
def test_times_are_round(seconds: float, said: str) -> None:
    assert duration(seconds, T) == said


def test_a_days_room_for_those_who_never_wrote_makes_it_days() -> None:
    known = reckon({"signal": 700}, NOON, None, PACES)
    assert known.seconds["signal"] == 3500
    found = reckon({"signal": 700}, NOON, None, PACES, {"signal": 601})
    assert found.seconds["signal"] == 2 * 86_400 + 5
    assert reckon({"signal": 700}, NOON, None, PACES, {"signal": 300}).seconds == known.seconds
    assert reckon({"signal": 400}, NOON, QuietHours(), PACES, {"signal": 310}).later == 10


async def test_the_audience_is_counted_by_messenger(database: Database) -> None:
    async with database.transaction() as session:
        await add_people(session, 4, "polls")
        await add_people(session, 2, "polls", first=5, channel="signal")
        await add_people(session, 3, "workshops", first=7)
        found = await estimate(session, "poll", Audience(), ("telegram", "signal"), NOON, paces=PACES)
    assert (found.people, dict(found.by_channel), found.later) == (6, {"telegram": 4, "signal": 2}, 0)


async def test_who_never_wrote_is_counted_where_it_matters(database: Database) -> None:
    async with database.transaction() as session:
        await add_people(session, 4, "polls", channel="signal")
        await add_people(session, 4, "polls", first=5)
        session.add(Conversation(address="signal:1", person_id=1, updated_at=NOON))
        session.add(Outbox(lane="broadcast", address="signal:2", person_id=2, payload={}, state="sent", due_at=NOON))
        await session.flush()
        channels = ("telegram", "signal")
        counted = await audiences.first_contacts(session, Audience(), "polls", channels, ["signal"])
        slow = {"signal": Pace(1, contacts_a_day=1)}
        found = await estimate(session, "poll", Audience(), channels, NOON, paces=slow)
    assert counted == {"signal": 2}
    assert found.seconds["signal"] == 86_400 + 1

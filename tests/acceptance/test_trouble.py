"""Everything that can go wrong between the program and Telegram's server: told of once, survived, everybody answered in
the order of their words, and nothing said twice that was heard.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import Any

import pytest

from tests.acceptance.conftest import Service
from tests.acceptance.messengers import until
from tests.acceptance.on_telegram import Telegram
from tests.fakes.bot_api import BotApi, Person
from tests.fakes.bot_api.faults import Fault, Kind

# The first of these tests on a machine builds the word index.
pytestmark = pytest.mark.timeout(600)

NEAR = {"Sallasta": "Sallan", "Posiolta": "Posion", "Savukoskelta": "Savukosken"}
"""Where people ask about, and how the answers call it."""


def server(service: Service) -> BotApi:
    assert isinstance(service.messenger, Telegram)
    return service.messenger.api


async def logged(service: Service) -> list[dict[str, Any]]:
    """What the program has logged; it is stopped for that."""
    assert await service.program.stop() == 0
    return [json.loads(line) for line in service.program.logged.splitlines()]


async def back(service: Service) -> None:
    await service.program.start()
    await service.program.ready()


async def asks(person: Person) -> None:
    """Ask for potatoes in one place after the other, without waiting for answers."""
    for village in NEAR:
        await person.says(f"perunoita {village}")


async def answered(person: Person) -> None:
    """Once to each question, in their order, and no more."""
    for name in NEAR.values():
        assert f"Perunoita {name} läheltä" in (await person.hears("Perunoita ")).text
    assert person.unheard() == []


@pytest.mark.parametrize("way", ["polling"])
async def test_fetching_fails_in_every_way(service: Service) -> None:
    api, aino, eero = server(service), await service.arrives("Aino"), await service.arrives("Eero")
    kinds: tuple[Kind, ...] = ("lost_before", "lost_after", "error_500", "bad_gateway", "too_many", "garbage")
    for kind in kinds:
        faults = Fault(kind, "getUpdates", count=2)
        api.fault(faults)
        await aino.says("kiitos")  # ends the long poll under way; the next two fail
        await aino.hears("Ole hyvä")
        await asyncio.gather(asks(aino), asks(eero))
        await asyncio.gather(answered(aino), answered(eero))
        assert faults.count == 0
        await api.idle()
    lines = await logged(service)
    causes = Counter(line["cause"] for line in lines if line["event"] == "receiving_failing")
    # A lost connection, an answer cut short and one that never comes are network errors alike.
    assert causes == {"NetworkError": 3, "ServerFailed": 2, "RetryAfter": 1}
    recoveries = [line["failures"] for line in lines if line["event"] == "receiving_recovered"]
    assert recoveries == [2] * len(kinds)
    await back(service)


@pytest.mark.parametrize("way", ["polling"])
async def test_a_fetch_that_is_never_answered(service: Service) -> None:
    api, aino = server(service), await service.arrives("Aino")
    api.fault(Fault("hang", "getUpdates"))
    await aino.says("kiitos")
    await aino.hears("Ole hyvä")
    await until(lambda: any(call.words == "hang" for call in api.journal.calls))
    await asks(aino)  # nobody fetches it before the hanging call is given up
    async with asyncio.timeout(60):
        await api.idle()
    await answered(aino)
    lines = await logged(service)
    assert [line["cause"] for line in lines if line["event"] == "receiving_failing"] == ["TimedOut"]
    assert [line["failures"] for line in lines if line["event"] == "receiving_recovered"] == [1]
    await back(service)


@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_sending_fails_in_every_way(service: Service) -> None:
    api = server(service)
    kinds: tuple[Kind, ...] = ("error_500", "bad_gateway", "too_many", "lost_before", "hang")
    people: dict[Kind, Person] = {kind: await service.arrives(f"Asukas {kind}") for kind in kinds}
    quick = await service.arrives("Nopea")
    for kind, person in people.items():
        api.fault(Fault(kind, "sendMessage", chat_id=person.id, count=1 if kind == "hang" else 2))
        await asks(person)
    await asks(quick)
    await answered(quick)  # nobody waits for another's trouble
    for person in people.values():
        await answered(person)
    lines = await logged(service)
    delays = Counter(line["cause"] for line in lines if line["event"] == "sending_delayed")
    assert delays == {"TooManyRequests": 1, "OutcomeUnknown": 1}
    downs = [line for line in lines if line["event"] == "channel_down"]
    ups = [line for line in lines if line["event"] == "channel_up"]
    assert 1 <= len(downs) == len(ups) <= 4  # two people's calls fail twice each, others' succeed in between
    assert not [line for line in lines if line["level"] == "error"]
    await back(service)


@pytest.mark.parametrize("way", ["webhook"])
async def test_an_answer_whose_arrival_is_not_confirmed(service: Service) -> None:
    """The call took effect, the program cannot know: the answer may come twice, never not at all, and never thrice."""
    api = server(service)
    kinds: tuple[Kind, ...] = ("lost_after", "error_after", "garbage")
    people: dict[Kind, Person] = {kind: await service.arrives(f"Asukas {kind}") for kind in kinds}
    for kind, person in people.items():
        api.fault(Fault(kind, "sendMessage", chat_id=person.id))
        await asks(person)
    for person in people.values():
        await person.hears("Perunoita Savukosken läheltä")
        heard = [message.text.splitlines()[0] for message in person.history() if "Perunoita" in message.text]
        first, *others = (f"Perunoita {name} läheltä" for name in NEAR.values())
        assert heard == [first, first, *others]


@pytest.mark.parametrize("way", ["polling"])
async def test_everybody_meets_a_server_that_is_away(service: Service) -> None:
    """It answers nobody for a while, neither those who fetch nor those who send."""
    api = server(service)
    people = [await service.arrives(f"Asukas {number}") for number in range(8)]
    for person in people:
        await asks(person)
    api.fault(Fault("bad_gateway", "*", count=16))
    api.fault(Fault("bad_gateway", "getUpdates", count=3))
    for person in people:
        await answered(person)
    lines = await logged(service)
    told = Counter(line["event"] for line in lines if line["level"] in ("warning", "error"))
    assert told["receiving_failing"] <= 1
    assert told["channel_down"] <= 3  # while the first calls go through again, the last ones still fail
    assert sum(told.values()) <= 4
    await back(service)

"""Whatever staff and people write within the limits, each message fits the narrowest messenger, in every language."""

from datetime import UTC, datetime, timedelta

import pytest

from osta.broadcasts.demand import asking as demand
from osta.broadcasts.polls import asking
from osta.broadcasts.volume import showing as volume
from osta.broadcasts.workshops import showing
from osta.chat.messages import Reply
from osta.chat.texts import LANGUAGES, Language, texts
from osta.discovery.service import Discovery
from osta.store.models import DemandPoll, Need, Poll, PollOption, PollQuestion, Workshop
from osta.store.polls import Given
from osta.store.volume import Sum
from tests.fakes.talk import problems

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
LARGE = 9_999_999_999  # numbers of rows that no database of this program will reach

every_language = pytest.mark.parametrize("language", LANGUAGES)


def poll() -> Poll:
    questions = []
    for position, kind in enumerate(("single", "several", "scale", "text", "several"), 1):
        options = [PollOption(id=LARGE + at, position=at, wording={"fi": f"{at}" + "ö" * 58}) for at in range(1, 11)]
        questions.append(
            PollQuestion(
                id=LARGE + position,
                position=position,
                kind=kind,
                wording={"fi": "Ä" * 300},
                options=options if kind in ("single", "several") else [],
            )
        )
    return Poll(id=LARGE, title="Ä" * 60, questions=questions, opens_at=NOW, closes_at=NOW + timedelta(days=200))


def fitting(*replies: Reply) -> bool:
    return [problem for reply in replies for problem in problems(reply)] == []


@every_language
def test_polls(language: Language) -> None:
    made, t = poll(), texts(language)
    everything = {
        question.id: Given(options=frozenset(option.id for option in question.options), text="y" * 1000)
        for question in made.questions
    }
    chosen = {key: Given(options=given.options) for key, given in everything.items()}
    assert fitting(*asking.invitation(made).values(), *asking.reminder(made).values())
    for question in made.questions:
        assert fitting(
            asking.asked(made, question, t, chosen[question.id]),
            asking.asked(made, question, t, trial=True),
            asking.asked(made, question, t, writing=True),
        )
    assert fitting(asking.summary(made, everything, t, changeable=True))
    assert fitting(asking.summary(made, chosen, t, changeable=True))


@every_language
def test_workshops(language: Language, discovery: Discovery) -> None:
    place = discovery.gazetteer.named("Pelkosenniemi")[0]
    workshop = Workshop(
        id=LARGE,
        title="Å" * 120,
        topic="procurement",
        description="ä" * 1500,
        expert="ö" * 120,
        starts_at=NOW + timedelta(days=400),
        ends_at=NOW + timedelta(days=401),
        venue="å" * 120,
        link="https://example.com/" + "x" * 200,
        capacity=1000,
        taken=0,
        language="sv",
        state="announced",
    )
    t = texts(language)
    for standing in (None, "going", "waiting", "maybe", "no"):
        assert fitting(showing.card_reply(workshop, place, t, NOW, standing=standing))
    assert fitting(*showing.announcement(workshop, place, NOW).values())
    assert fitting(Reply(showing.entry(workshop, place, t, NOW, 99.9)))


@every_language
def test_demand_and_volume(language: Language, discovery: Discovery) -> None:
    t = texts(language)
    asked = DemandPoll(id=LARGE, concept="poronliha", area="Pelkosenniemi", people=9_999_999)
    assert fitting(demand.question(asked, discovery, t))
    need = Need(
        id=LARGE, text="w" * 300, quantity=999_999.9, unit="annosta", period="year", closes_at=NOW, contact="x" * 100,
        state="reached",
    )  # fmt: skip
    for exactly in (True, False):
        assert fitting(Reply(volume.outcome(need, Sum(9e5, 9, 9), (), t, exactly=exactly)))
    assert fitting(Reply(volume.card(need, Sum(1.5, 3, 2), t, NOW)))

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.chat.messages import PAYLOAD_LIMIT_BYTES, Action, Address, Button, Message, Text

words = st.text(st.characters(exclude_characters=":", exclude_categories=["Cs"]), max_size=12)
names = words.filter(bool)


@given(st.sampled_from(["telegram", "signal", "terminal"]), st.text(min_size=1).map(str.strip).filter(bool))
def test_an_address_reads_back(channel: str, chat: str) -> None:
    assert Address.parse(str(Address(channel, chat))) == Address(channel, chat)


@pytest.mark.parametrize("text", ["", "telegram", "telegram:", ":12345", ":", " "])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        Address.parse(text)


def test_an_address_is_read_out_of_its_surrounding_blanks() -> None:
    assert Address.parse(" signal:+358 40 000 0000\n") == Address("signal", "+358 40 000 0000")


@given(names, st.lists(words, max_size=3))
def test_an_action_reads_back_or_says_that_it_does_not_fit(name: str, args: list[str]) -> None:
    action = Action(name, tuple(args))
    try:
        payload = action.payload()
    except ValueError:
        assert len(":".join(("1", name, *args)).encode()) > PAYLOAD_LIMIT_BYTES
        return
    assert len(payload.encode()) <= PAYLOAD_LIMIT_BYTES
    assert Action.from_payload(payload) == action


@pytest.mark.parametrize("action", [Action("a:b"), Action("a", ("b:c",)), Action("a", ("ä" * 32,)), Action("")])
def test_an_action_that_could_not_be_read_back_is_refused(action: Action) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        action.payload()


@given(st.text(st.characters()))
def test_any_payload_is_an_action_or_none(payload: str) -> None:
    action = Action.from_payload(payload)
    assert action is None or action.payload() == payload


@pytest.mark.parametrize("payload", ["", "1", "1:", "0:card:5", "2:card:5", "card:5", "1::5", "1:\ud800"])
def test_old_foreign_and_forged_payloads_are_none(payload: str) -> None:
    assert Action.from_payload(payload) is None


def test_a_payload_over_the_limit_is_none() -> None:
    assert Action.from_payload("1:" + "a" * 62) is not None
    assert Action.from_payload("1:" + "a" * 63) is None


def test_a_button_takes_its_arguments_as_text() -> None:
    assert Button.of("Kortti", "card", 17, "fi").action == Action("card", ("17", "fi"))


def test_a_message_needs_an_aware_time() -> None:
    here = Address("terminal", "1")
    assert Message("1", here, here, Text("hei"), datetime(2026, 1, 1, tzinfo=UTC)).group is False
    with pytest.raises(ValueError, match="timezone-aware"):
        Message("1", here, here, Text("hei"), datetime(2026, 1, 1))  # noqa: DTZ001 - the mistake itself

import json
from datetime import UTC, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osta.chat import messages
from osta.chat.messages import Address, Content, InlineResult, Message, Reply
from osta.chat.rich import Rich, Span, Style
from osta.store.payloads import decode_message, decode_reply, encode

moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=3))]))
addresses = st.builds(Address, st.text(), st.text())
degrees = st.floats(-180, 180)
# JSON has no number that is none, and no place on Earth needs one.
st.register_type_strategy(messages.Location, st.builds(messages.Location, degrees, degrees, st.booleans()))
st.register_type_strategy(messages.Moved, st.builds(messages.Moved, degrees, degrees))
st.register_type_strategy(messages.Venue, st.builds(messages.Venue, st.text(), st.text(), degrees, degrees))
contents = st.one_of(*(st.from_type(kind) for kind in get_args(Content)))
spans = st.builds(Span, st.text(), st.sampled_from(Style), st.none() | st.text())
riches = st.builds(Rich, st.lists(spans).map(tuple))
buttons = st.builds(messages.Button, st.text(), st.none() | st.from_type(messages.Action), st.none() | st.text())
rows = st.lists(st.lists(buttons, max_size=3).map(tuple), max_size=3).map(tuple)
results = st.builds(InlineResult, st.text(), st.text(), st.text(), riches, rows)


@given(
    st.builds(
        Message,
        id=st.text(),
        address=addresses,
        sender=addresses,
        content=contents,
        sent_at=moments,
        language_hint=st.none() | st.text(),
        sender_name=st.text(),
        group=st.booleans(),
    )
)
def test_every_message_comes_back_as_it_was(message: Message) -> None:
    assert decode_message(json.loads(json.dumps(encode(message)))) == message


@given(
    st.builds(
        Reply,
        text=riches,
        rows=rows,
        attachment=st.none() | st.one_of(*(st.from_type(kind) for kind in get_args(messages.Attachment))),
        edits=st.none() | st.text(),
        silent=st.booleans(),
        inline=st.none() | st.lists(results, max_size=2).map(tuple),
    )
)
def test_every_reply_comes_back_as_it_was(reply: Reply) -> None:
    assert decode_reply(json.loads(json.dumps(encode(reply)))) == reply


@pytest.mark.parametrize(
    "payload", [{}, {"#": "Text", "text": "hei"}, {"#": "Nothing"}, {"#": "Message"}, {"#": "Reply", "colour": "red"}]
)
def test_what_is_no_message_or_reply_is_refused(payload: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="stored"):
        decode_message(payload)
    with pytest.raises(ValueError, match="stored"):
        decode_reply(payload)

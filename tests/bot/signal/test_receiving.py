from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from osta.bot.channels.signal import SignalChannel
from osta.chat.messages import ContactCard, Edit, Location, Text, Unsupported
from tests.bot.signal.conftest import TRANSPORTS, Inbox, chat_with
from tests.fakes.signal_daemon import SignalDaemon

every_transport = pytest.mark.parametrize("transport", TRANSPORTS)


async def test_what_lay_at_the_server_was_written_earlier_whatever_the_telephone_says(
    daemon: SignalDaemon, channel: SignalChannel, inbox: Inbox
) -> None:
    anna = daemon.person("Anna")
    for wrong_by, lay in ((600_000, 0), (-600_000, 0), (0, 3_600_000)):
        stamp = daemon.stamp()
        envelope = anna.envelope(stamp + wrong_by, dataMessage=anna.data(stamp + wrong_by, "1"))
        daemon.deliver(envelope | {"serverReceivedTimestamp": int(time.time() * 1000) - lay})
        message = await inbox.next()
        written = datetime.now(UTC) - timedelta(milliseconds=lay)
        assert timedelta() <= written - message.sent_at < timedelta(seconds=20)
    stamp = daemon.stamp()
    older_daemon: dict[str, object] = {"serverReceivedTimestamp": None}
    daemon.deliver(anna.envelope(stamp, dataMessage=anna.data(stamp, "2")) | older_daemon)
    assert datetime.now(UTC) - (await inbox.next()).sent_at < timedelta(seconds=20)


@every_transport
async def test_a_text_comes_in_is_confirmed_and_somebody_types(
    daemon: SignalDaemon, channel: SignalChannel, inbox: Inbox
) -> None:
    anna = daemon.person("Anna")
    stamp = anna.says("kuka myy perunaa\u2028ja \x85 naurista? 🥔")
    message = await inbox.next()
    assert message.content == Text("kuka myy perunaa\u2028ja \x85 naurista? 🥔")
    assert message.address == message.sender == chat_with(anna)
    assert message.sender_name == "Anna"
    assert abs(message.sent_at - datetime.fromtimestamp(stamp / 1000, UTC)) < timedelta(seconds=10)
    assert not message.group
    receipt = await anna.hears("receipt")
    assert (receipt.params["targetTimestamp"], receipt.params["type"]) == ([stamp], "read")
    await daemon.happens(lambda: bool(daemon.called("sendTyping")))


async def test_of_a_text_without_end_the_beginning_is_taken(
    daemon: SignalDaemon, channel: SignalChannel, inbox: Inbox
) -> None:
    daemon.person("Anna").says("ä" * 100_000)
    assert (await inbox.next()).content == Text("ä" * 4096)


async def test_an_id_names_the_message_and_nobody(daemon: SignalDaemon, channel: SignalChannel, inbox: Inbox) -> None:
    anna, pekka = daemon.person("Anna"), daemon.person("Pekka")
    stamp = anna.says("hei")
    again = anna.envelope(stamp, dataMessage=anna.data(stamp, "hei"))
    daemon.deliver(again)
    daemon.deliver(pekka.envelope(stamp, dataMessage=pekka.data(stamp, "hei")))
    anna.says("hei")
    ids = [(await inbox.next()).id for _ in range(3)]
    assert len(set(ids)) == 3
    assert not any(anna.uuid in each or str(stamp) in each for each in ids)
    assert len(inbox.tried) == 3


@pytest.mark.parametrize(
    ("said", "content"),
    [
        ("/start abc", Text("/start abc", command="start", argument="abc")),
        ("/Apua", Text("/Apua", command="apua")),
        ("https://maps.google.com/maps?q=66.83%2C28.66", Location(66.83, 28.66)),
        ("https://www.openstreetmap.org/?mlat=66.83&mlon=28.66#map=12/1/1", Location(66.83, 28.66)),
        ("https://www.google.com/maps/@66.83,28.66,12z", Location(66.83, 28.66)),
        ("https://maps.apple.com/?ll=66.83,28.66", Location(66.83, 28.66)),
        ("geo:66.83,28.66?z=12", Location(66.83, 28.66)),
        ("66.83, 28.66", Location(66.83, 28.66)),
        ("99.83, 28.66", Text("99.83, 28.66")),
        ("https://maps.example.com/?q=66.83,28.66", Text("https://maps.example.com/?q=66.83,28.66")),
        ("geo:koti", Text("geo:koti")),
        (
            "kuka myy kalaa lähellä https://maps.google.com/?q=66.83,28.66",
            Text("kuka myy kalaa lähellä https://maps.google.com/?q=66.83,28.66"),
        ),
        ("puoli \ud83d merkkiä\x00", Text("puoli \ufffd merkkiä\ufffd")),
    ],
)
def test_what_a_text_says(said: str, content: object) -> None:
    from osta.bot.channels.signal.wording import content_of

    assert content_of(said) == content


async def test_what_is_shared(daemon: SignalDaemon, channel: SignalChannel, inbox: Inbox) -> None:
    anna = daemon.person("Anna")
    picture = {"contentType": "image/jpeg", "filename": "kuva.jpg", "id": "1"}
    shared: list[tuple[str | None, dict[str, Any], object]] = [
        ("Kursu\n\nhttps://maps.google.com/maps?q=66.83,28.66", {"attachments": [picture]}, Location(66.83, 28.66)),
        ("mikä sieni tämä on?", {"attachments": [picture]}, Text("mikä sieni tämä on?")),
        (None, {"attachments": [picture]}, Unsupported("photo")),
        (None, {"attachments": [{"contentType": "audio/aac"}]}, Unsupported("voice")),
        (None, {"attachments": [{"contentType": "audio/mpeg", "filename": "a.mp3"}]}, Unsupported("audio")),
        (None, {"attachments": [{"contentType": "video/mp4"}]}, Unsupported("video")),
        (None, {"attachments": [{"contentType": "application/pdf"}]}, Unsupported("document")),
        (None, {"attachments": [picture], "viewOnce": True}, Unsupported("view_once")),
        (None, {"sticker": {"packId": "a", "stickerId": 1}}, Unsupported("sticker")),
        (
            None,
            {"contacts": [{"name": {"given": "Aino", "family": "Oja"}, "phone": [{"value": "+358400000103"}]}]},
            ContactCard("Aino Oja", "+358400000103"),
        ),
        (None, {"contacts": [{"name": {"display": "Aino"}}]}, Unsupported("contact")),
        (None, {"pollCreate": {"question": "?"}}, Unsupported("poll")),
    ]
    for text, parts, _ in shared:
        anna.says(text, **parts)
    assert [(await inbox.next()).content for _ in shared] == [content for *_, content in shared]


async def test_an_edit_is_an_edit(daemon: SignalDaemon, channel: SignalChannel, inbox: Inbox) -> None:
    anna = daemon.person("Anna")
    stamp = anna.says("kuka myy pernaa")
    anna.edits(stamp, "kuka myy perunaa")
    assert [(await inbox.next()).content for _ in range(2)] == [Text("kuka myy pernaa"), Edit("kuka myy perunaa")]


async def test_what_is_nobodys_message_is_let_go(daemon: SignalDaemon, channel: SignalChannel, inbox: Inbox) -> None:
    anna = daemon.person("Anna")
    stamp = daemon.stamp()
    others: list[dict[str, Any]] = [
        {"receiptMessage": {"when": 1, "isDelivery": True, "timestamps": [1]}},
        {"typingMessage": {"action": "STARTED", "timestamp": 1}},
        {"callMessage": {"offerMessage": {}}},
        {"syncMessage": {}},
        {},
        {"dataMessage": anna.data(stamp, None)},
        {"dataMessage": anna.data(stamp, None, remoteDelete={"timestamp": 1})},
        {"dataMessage": anna.data(stamp, None, groupInfo={"groupId": "abc", "type": "UPDATE"})},
        {"dataMessage": "?"},
        {"dataMessage": anna.data(stamp, "x") | {"expiresInSeconds": "pian"}},
    ]
    for parts in others:
        daemon.deliver(anna.envelope(stamp, **parts))
    daemon.deliver(anna.envelope(stamp, dataMessage=anna.data(stamp, "muille")), account="+358400000199")
    own = anna.envelope(stamp, dataMessage=anna.data(stamp, "itse")) | {"sourceNumber": daemon.account}
    daemon.deliver(own)
    daemon.deliver(anna.envelope(stamp), exception={"type": "ProtocolNoSessionException", "message": "?"})
    anna.says("viimeinen")
    assert (await inbox.next()).content == Text("viimeinen")
    assert len(inbox.tried) == 1


async def test_groups_are_answered_when_called(daemon: SignalDaemon, channel: SignalChannel, inbox: Inbox) -> None:
    anna = daemon.person("Anna")
    village = daemon.group("Kylä", anna)
    mention = {"start": 2, "length": 1, "number": daemon.account, "uuid": daemon.uuid, "name": "Osta"}
    other = {"start": 0, "length": 1, "number": "+358400000155", "name": "Aino"}
    anna.says("tuleeko joku talkoisiin?", village)
    anna.says("Osta paikallistako kannattaa?", village)
    anna.says("\ufffc tuletko", village, mentions=[other])
    anna.says("osta paikallista: kuka myy kalaa", village)
    anna.says("😀\ufffc, perunaa?", village, mentions=[mention])
    anna.quotes(1, "entä Posiolla?", village)
    anna.says("Osta paikallista!", village)
    messages = [await inbox.next() for _ in range(4)]
    assert [message.content for message in messages] == [
        Text("kuka myy kalaa"),
        Text("😀, perunaa?"),
        Text("entä Posiolla?"),
        Text(""),
    ]
    assert {str(message.address) for message in messages} == {f"signal:group.{village.id}"}
    assert {message.sender for message in messages} == {chat_with(anna)}
    assert all(message.group for message in messages)
    assert len(inbox.tried) == 4


async def test_a_disappearing_message_is_not_stored_after_its_time(daemon: SignalDaemon, tmp_path: object) -> None:
    from osta.bot.channels.signal.envelopes import Reader
    from osta.bot.channels.signal.offered import OfferedInMemory

    anna = daemon.person("Anna")
    anna.timer_seconds = 60
    stamp = daemon.stamp()
    params = {"account": daemon.account, "envelope": anna.envelope(stamp, dataMessage=anna.data(stamp, "hei"))}
    received = datetime(2026, 7, 1, 12, tzinfo=UTC)
    arrival = await Reader(daemon.account, "Osta", OfferedInMemory()).read(params, received)
    assert arrival is not None
    assert arrival.message.expires_at == datetime(2026, 7, 1, 12, 1, tzinfo=UTC)

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from osta.bot.channels.signal import SignalChannel
from osta.bot.channels.signal.sending import POLL_NOT_SENT
from osta.bot.channels.splitting import utf8_length
from osta.chat.errors import ChannelDown, MessageRefused, OutcomeUnknown, RecipientGone, SendFailed
from osta.chat.messages import Action, Address, Button, ContactCard, Document, Picture, Press, Reply, Text, Venue
from osta.chat.rich import Rich
from tests.bot.signal.conftest import TRANSPORTS, Inbox, channel_to, chat_with
from tests.fakes.signal_daemon import Fault, SignalDaemon

every_transport = pytest.mark.parametrize("transport", TRANSPORTS)
MENU = Reply(
    Rich.plain("Mitä haet?\nVoit myös kirjoittaa."),
    rows=((Button.of("Perunaa", "find", "peruna"), Button.of("Kalaa", "find", "kala")),),
)
FISH = Action("find", ("kala",))
POTATO = Action("find", ("peruna",))


@every_transport
async def test_words_keep_their_style(daemon: SignalDaemon, channel: SignalChannel, transport: str) -> None:
    anna = daemon.person("Anna")
    text = Rich.template("🥔 *{name} * ja _{kind}_\u2028 *loppu*", name="Jänkä 😀", kind="puikula")
    sent = await channel.send(chat_with(anna), Reply(text + Rich.link(" sivu", "https://example.com")))
    heard = await anna.hears()
    assert heard.text == "🥔 Jänkä 😀  ja puikula\u2028 loppu sivu (https://example.com)"
    assert heard.styled("BOLD") == ["Jänkä 😀", "loppu"]
    assert heard.styled("ITALIC") == ["puikula"]
    assert sent.message_id == str(heard.timestamp)


async def test_choices_are_numbered_and_a_poll(daemon: SignalDaemon, channel: SignalChannel, inbox: Inbox) -> None:
    anna = daemon.person("Anna")
    await channel.send(chat_with(anna), MENU)
    assert (await anna.hears()).text == "Mitä haet?\nVoit myös kirjoittaa.\n\n1 Perunaa\n2 Kalaa"
    poll = await anna.hears("poll")
    assert poll.params["question"] == "Mitä haet?"
    assert poll.params["option"] == ["1 Perunaa", "2 Kalaa"]
    assert poll.params["noMulti"] is True
    anna.votes(poll.timestamp, 1)
    anna.votes(poll.timestamp)  # taken back
    anna.votes(poll.timestamp, 7)
    anna.votes(poll.timestamp - 5000, 0)
    contents = [(await inbox.next()).content for _ in range(3)]
    assert contents == [
        Press(FISH, str(poll.timestamp)),
        Press(None, str(poll.timestamp)),
        Press(None, str(poll.timestamp - 5000)),
    ]
    assert daemon.called("sendReceipt") == []


async def test_reactions_and_quoted_numbers_are_presses(
    daemon: SignalDaemon, channel: SignalChannel, inbox: Inbox
) -> None:
    anna = daemon.person("Anna")
    await channel.send(chat_with(anna), MENU)
    menu = (await anna.hears()).timestamp
    await channel.send(chat_with(anna), Reply(Rich.plain("Muuta?")))
    other = (await anna.hears()).timestamp
    anna.reacts(menu, "👍")
    anna.reacts(menu, "2️⃣", remove=True)
    anna.reacts(menu, "2️⃣", author="+358400000155")
    anna.reacts(menu, "2️⃣")
    anna.reacts(menu, "🔟")
    anna.quotes(menu, " 1. ")
    anna.quotes(other, "1")
    anna.quotes(menu, "entä kalaa?")
    assert [(await inbox.next()).content for _ in range(5)] == [
        Press(FISH, str(menu)),
        Press(None, str(menu)),
        Press(POTATO, str(menu)),
        Text("1"),
        Text("entä kalaa?"),
    ]


async def test_an_old_daemon_is_never_asked_for_polls(daemon: SignalDaemon, inbox: Inbox) -> None:
    daemon.version = "0.13.19"
    channel = channel_to(daemon)
    await channel.start(inbox)
    anna = daemon.person("Anna")
    await channel.send(chat_with(anna), MENU)
    assert "1 Perunaa" in (await anna.hears()).text
    await channel.stop()
    assert daemon.called("sendPollCreate") == []
    assert daemon.violations == []


async def test_polls_that_turn_out_missing_are_remembered(daemon: SignalDaemon, channel: SignalChannel) -> None:
    daemon.fault(Fault("error", "sendPollCreate", code=-32601))
    anna = daemon.person("Anna")
    await channel.send(chat_with(anna), MENU)
    await channel.send(chat_with(anna), MENU)
    assert daemon.called("sendPollCreate") == []


@pytest.mark.parametrize("fault", [Fault("lost_after", "sendPollCreate"), Fault("error", "sendPollCreate", code=-1)])
async def test_a_poll_that_fails_does_no_harm(daemon: SignalDaemon, inbox: Inbox, fault: Fault) -> None:
    daemon.fault(fault)
    channel = channel_to(daemon)
    await channel.start(inbox)
    anna = daemon.person("Anna")
    with capture_logs() as logs:
        sent = await channel.send(chat_with(anna), MENU)
    assert sent.message_id == str((await anna.hears()).timestamp)
    assert [log["event"] for log in logs].count(POLL_NOT_SENT) == 1
    await channel.stop()


@pytest.mark.parametrize(
    "rows",
    [
        ((Button.of("Yksi", "one"),),),
        tuple((Button.of(f"Valinta {n}", "pick", n),) for n in range(11)),
        ((Button("Sivu", url="https://example.com"), Button("Toinen", url="https://example.com/2")),),
        ((Button.of("1", "one"), Button.of("2", "two")),),
    ],
)
async def test_what_cannot_be_a_poll_is_none(
    daemon: SignalDaemon, channel: SignalChannel, rows: tuple[tuple[Button, ...], ...]
) -> None:
    anna = daemon.person("Anna")
    await channel.send(chat_with(anna), Reply(Rich.plain("Valitse"), rows=rows))
    await anna.hears()
    assert daemon.called("sendPollCreate") == []


async def test_attachments(daemon: SignalDaemon, channel: SignalChannel) -> None:
    anna = daemon.person("Anna")
    sent = [
        Reply(Rich.plain("Kartta"), attachment=Picture(b"\x89PNG", "Kartta: Salla/Kursu")),
        Reply(attachment=Picture(b"\x89PNG", "Kartta")),
        Reply(Rich.plain("Tapahtuma"), attachment=Document("työpaja; 1,2.ics", b"BEGIN", "text/calendar; a=b")),
        Reply(attachment=Document("tyhjä.txt", b"", "text/plain")),
        Reply(attachment=Venue("Kursun pirtti", "Kursuntie 1", 66.83, 28.66)),
        Reply(attachment=ContactCard("Jänkäsilmän hillat", "+358400000107")),
    ]
    for reply in sent:
        await channel.send(chat_with(anna), reply)
    heard = [await anna.hears() for _ in sent]
    assert [each.text for each in heard] == [
        "Kartta",
        "Kartta",
        "Tapahtuma",
        "tyhjä.txt",
        "Kursun pirtti\nKursuntie 1\nhttps://www.openstreetmap.org/?mlat=66.83000&mlon=28.66000",
        "Jänkäsilmän hillat\n040 000 0107",
    ]
    assert heard[0].files == [("data:image/png;filename=Kartta%3A%20Salla_Kursu.png", b"\x89PNG")]
    assert heard[2].files == [("data:text/calendar;filename=ty%C3%B6paja%3B%201%2C2.ics", b"BEGIN")]


async def test_what_says_nothing_sends_nothing(daemon: SignalDaemon, channel: SignalChannel) -> None:
    anna = daemon.person("Anna")
    assert (await channel.send(chat_with(anna), Reply())).message_id is None
    await channel.send(chat_with(anna), Reply(toast="Tallennettu", silent=True))
    heard = await anna.hears()
    assert heard.text == "Tallennettu"
    assert heard.params["noUrgent"] is True
    await channel.send(chat_with(anna), Reply(Rich.plain("Missä olet?"), ask_location="Jaa sijainti"))
    assert (await anna.hears()).text == "Missä olet?\n\n📍 Jaa sijainti"
    with pytest.raises(MessageRefused):
        await channel.send(chat_with(anna), Reply(inline=()))
    with pytest.raises(MessageRefused):
        await channel.send(Address("telegram", "1"), Reply(Rich.plain("hei")))


async def test_a_long_text_comes_in_pieces_with_the_choices_last(daemon: SignalDaemon, channel: SignalChannel) -> None:
    anna = daemon.person("Anna")
    lines = [f"{number}. hilla, säilötty ämpäri" for number in range(200)]
    long = Reply(Rich.plain("\n".join(lines)), rows=MENU.rows, attachment=Document("a.txt", b"a", "text/plain"))
    daemon.fault(Fault("result", result="NETWORK_FAILURE", skip=2))
    sent = await channel.send(chat_with(anna), long)
    heard = [await anna.hears() for _ in range(len(anna.heard) - 1)]
    assert len(heard) > 2
    assert all(utf8_length(each.text) <= 2000 for each in heard)
    assert "\n".join(each.text for each in heard).replace("\n\n", "\n").startswith("\n".join(lines))
    assert heard[-1].text.endswith("1 Perunaa\n2 Kalaa")
    assert [bool(each.files) for each in heard] == [True] + [False] * (len(heard) - 1)
    assert sent.message_id == str(heard[-1].timestamp)


async def test_half_a_text_is_an_unknown_outcome(daemon: SignalDaemon, channel: SignalChannel) -> None:
    anna = daemon.person("Anna")
    long = Reply(Rich.plain("sana " * 1000))
    for result in ("INVALID_PRE_KEY_FAILURE", "UNREGISTERED_FAILURE"):
        daemon.fault(Fault("result", result=result, skip=1))
    with pytest.raises(OutcomeUnknown):
        await channel.send(chat_with(anna), long)
    with pytest.raises(RecipientGone):
        await channel.send(chat_with(anna), long)
    daemon.fault(Fault("result", result="NETWORK_FAILURE", skip=1, count=5))
    with pytest.raises(OutcomeUnknown):
        await channel.send(chat_with(anna), long)


async def test_only_what_was_said_last_is_edited(daemon: SignalDaemon, channel: SignalChannel, inbox: Inbox) -> None:
    daemon.fault(Fault("error", "sendPollCreate", code=-32601))
    anna = daemon.person("Anna")
    first = (await channel.send(chat_with(anna), MENU)).message_id
    assert first
    for text in ("Toinen", "Kolmas"):
        sent = await channel.send(chat_with(anna), Reply(Rich.plain(text), edits=first, rows=MENU.rows))
        assert sent.message_id == first
    heard = [await anna.hears() for _ in range(3)]
    assert [each.kind for each in heard] == ["message", "edit", "edit"]
    assert {each.params.get("editTimestamp") for each in heard[1:]} == {int(first)}
    latest = heard[-1].timestamp
    for named in (int(first), latest):  # telephones differ in how they name an edited message
        anna.reacts(named, "1️⃣")
        assert (await inbox.next()).content == Press(POTATO, str(named))
    again = Reply(Rich.plain("Taas"), edits=str(latest))
    assert (await channel.send(chat_with(anna), again)).message_id == first
    assert (await anna.hears()).params["editTimestamp"] == int(first)
    anna.says("hei")
    await inbox.next()
    await channel.send(chat_with(anna), Reply(Rich.plain("Neljäs"), edits=first))
    assert (await anna.hears()).kind == "message"
    await channel.send(chat_with(anna), Reply(Rich.plain("Viides"), edits=first))
    assert (await anna.hears()).kind == "message"


async def test_a_group_is_answered_in_the_group(daemon: SignalDaemon, channel: SignalChannel, inbox: Inbox) -> None:
    anna, pekka = daemon.person("Anna"), daemon.person("Pekka")
    pekka.registered = False
    village = daemon.group("Kylä", anna, pekka)
    anna.says("Osta paikallista", village)
    message = await inbox.next()
    await channel.send(message.address, MENU)
    heard = await anna.hears()
    assert heard.group_id == village.id
    poll = await anna.hears("poll")
    anna.votes(poll.timestamp, 0, group=village)
    assert (await inbox.next()).content == Press(POTATO, str(poll.timestamp))
    with pytest.raises(MessageRefused):
        await channel.send(Address("signal", "group.abc"), MENU)


@every_transport
@pytest.mark.parametrize(
    ("fault", "cause", "arrives"),
    [
        (Fault("lost_before"), OutcomeUnknown, False),
        (Fault("lost_after"), OutcomeUnknown, True),
        (Fault("garbage"), OutcomeUnknown, True),
        (Fault("error", code=-32603), OutcomeUnknown, False),
        (Fault("error", code=-3), ChannelDown, False),
        (Fault("error", code=-1), MessageRefused, False),
        (Fault("error", code=-32602), ChannelDown, False),
        (Fault("error", code=-32601), ChannelDown, False),
        (Fault("result", result="NETWORK_FAILURE"), ChannelDown, False),
        (Fault("result", result="UNREGISTERED_FAILURE"), RecipientGone, False),
        (Fault("result", result="INVALID_PRE_KEY_FAILURE"), SendFailed, False),
        (Fault("result", result="SOMETHING_NEW"), SendFailed, False),
    ],
)
async def test_each_failure_has_its_cause(
    daemon: SignalDaemon, inbox: Inbox, fault: Fault, cause: type[SendFailed], arrives: bool, transport: str
) -> None:
    channel = channel_to(daemon)
    await channel.start(inbox)
    await daemon.happens(lambda: bool(daemon.called("updateProfile")))
    await channel._connection.call("version", {})  # nothing else is on the way now
    daemon.fault(Fault(**vars(fault)))
    anna = daemon.person("Anna")
    with pytest.raises(SendFailed) as failure:
        await channel.send(chat_with(anna), Reply(Rich.plain("hei")))
    assert type(failure.value) is cause
    assert bool(anna.heard) is arrives
    async with asyncio.timeout(20):
        while True:
            try:
                await channel.send(chat_with(anna), Reply(Rich.plain("uudestaan")))
                break
            except ChannelDown:
                await asyncio.sleep(0.01)
    await channel.stop()


async def test_an_answer_that_never_comes(daemon: SignalDaemon, channel: SignalChannel) -> None:
    from osta.bot.channels.signal.transport import NoAnswer

    daemon.fault(Fault("hang", "send"))
    with pytest.raises(NoAnswer):
        await channel._connection.call("send", {"recipient": ["x"], "message": "hei"}, 0.05)
    await daemon.cut()  # which ends the call that hangs


@pytest.mark.parametrize("transport", ["tcp", "unix"])
async def test_half_an_answer_hurts_only_its_own_call(daemon: SignalDaemon, channel: SignalChannel) -> None:
    daemon.fault(Fault("garbage"))
    people = [daemon.person("Anna"), daemon.person("Pekka"), daemon.person("Aino")]
    outcomes = await asyncio.gather(
        *(channel.send(chat_with(person), Reply(Rich.plain("hei"))) for person in people), return_exceptions=True
    )
    assert [isinstance(outcome, OutcomeUnknown) for outcome in outcomes].count(True) == 1
    assert channel.connected


async def test_typing_never_comes_after_the_answer(daemon: SignalDaemon, channel: SignalChannel, inbox: Inbox) -> None:
    anna = daemon.person("Anna")
    for number in range(20):
        anna.says(str(number))
        await channel.send((await inbox.next()).address, Reply(Rich.plain("hei")))
    kinds = [heard.kind for heard in anna.heard if heard.kind in {"typing", "message"}]
    assert kinds == ["typing", "message"] * 20

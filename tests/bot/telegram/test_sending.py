from __future__ import annotations

import pytest

from osta.bot.channels.telegram import TelegramChannel
from osta.chat.errors import (
    ChannelDown,
    ChannelFailing,
    ChatMoved,
    MessageRefused,
    OutcomeUnknown,
    RecipientGone,
    SendFailed,
    TooManyRequests,
)
from osta.chat.messages import Address, Button, ContactCard, Document, InlineResult, Picture, Reply, Venue
from osta.chat.rich import Rich
from tests.bot.telegram.conftest import Inbox, channel_to, png
from tests.fakes.bot_api import BotApi, Fault, Person

PNG = png(800, 600)
MYLLY = ContactCard("Sallan Mylly; vehnä, ruis", "+358 40 000 0001")
TORI = Venue("Tori", "Kuusamontie 1, Salla", 66.8324, 28.6672)


def to(person: Person) -> Address:
    return Address("telegram", str(person.chat.id))


def more(*labels: str) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button.of(label, "more", label[:8]),) for label in labels)


@pytest.fixture
def anna(api: BotApi) -> Person:
    return api.user("Anna", started=True)


async def test_words_keep_their_style_whatever_stands_before_them(channel: TelegramChannel, anna: Person) -> None:
    text = Rich.template("🥔🇫🇮 *{name}* ja _muuta_, katso ", name="<b>Mylly</b> *&*") + Rich.link(
        "sivu", "https://example.com/a?b=1&c=ä"
    )
    await channel.send(to(anna), Reply(text))
    heard = await anna.hears("sivu")
    assert heard.text == "🥔🇫🇮 <b>Mylly</b> *&* ja muuta, katso sivu"
    assert heard.formatted("bold") == ["<b>Mylly</b> *&*"]
    assert heard.formatted("italic") == ["muuta"]
    assert heard.formatted("text_link") == ["sivu"]


async def test_a_link_that_telegram_cannot_make_is_written_out(channel: TelegramChannel, anna: Person) -> None:
    await channel.send(to(anna), Reply(Rich.link("Kirjoita", "mailto:mylly@example.com")))
    assert (await anna.hears("Kirjoita")).text == "Kirjoita (mailto:mylly@example.com)"


async def test_long_text_comes_in_pieces_with_the_buttons_under_the_last(
    channel: TelegramChannel, anna: Person
) -> None:
    paragraphs = [f"{n}. " + "sana 😀 " * 100 for n in range(12)]
    await channel.send(to(anna), Reply(Rich.plain("\n\n".join(paragraphs)), more("Lisää")))
    heard = anna.history()
    assert len(heard) > 1
    assert [h.labels for h in heard] == [[]] * (len(heard) - 1) + [["Lisää"]]
    assert all(h.text.split(".")[0].isdigit() for h in heard)
    assert " ".join(h.text for h in heard).split() == "\n\n".join(paragraphs).split()


async def test_wide_rows_are_folded_and_odd_buttons_made_fit(channel: TelegramChannel, anna: Person) -> None:
    row = (
        *(Button.of(str(n), "card", n) for n in range(10)),
        Button("Sivut", url="https://example.com"),
        Button("Rikki", url="tel:+358400000001"),
        Button.of(" ", "card", 11),
        Button.of("Hyvin pitkä nimi " * 9, "card", 12),
    )
    await channel.send(to(anna), Reply(Rich.plain("Valitse"), (row,)))
    heard = await anna.hears("Valitse")
    assert [len(shown) for shown in heard.rows] == [8, 5]
    assert heard.labels[10:12] == ["Sivut", "…"]
    assert heard.labels[12].endswith("…")


async def test_a_picture_carries_a_short_text_and_its_buttons(channel: TelegramChannel, anna: Person) -> None:
    await channel.send(to(anna), Reply(Rich.bold("Kartta"), more("Lisää"), Picture(PNG, "Kartta Sallasta")))
    heard = await anna.hears("Kartta")
    assert "photo" in heard.content
    assert (heard.formatted("bold"), heard.labels) == (["Kartta"], ["Lisää"])


async def test_a_long_text_stands_under_its_picture(channel: TelegramChannel, anna: Person) -> None:
    await channel.send(to(anna), Reply(Rich.plain("sana " * 300), more("Lisää"), Picture(PNG, "Kartta")))
    picture, text = anna.history()
    assert ("photo" in picture.content, picture.labels) == (True, [])
    assert text.labels == ["Lisää"]


async def test_a_picture_too_large_or_too_long_comes_as_a_file(channel: TelegramChannel, anna: Person) -> None:
    for picture in (png(9000, 1001), png(2100, 100), png(10, 10) + bytes(10 * 1024 * 1024)):
        await channel.send(to(anna), Reply(Rich.plain("Kartta"), more("Lisää"), Picture(picture, "Kartta Sallasta")))
        heard = await anna.hears("Kartta")
        assert heard.content["document"]["file_name"] == "Kartta Sallasta.png"
        assert heard.labels == ["Lisää"]


async def test_the_alternative_text_describes_a_picture_without_words(channel: TelegramChannel, anna: Person) -> None:
    await channel.send(to(anna), Reply(attachment=Picture(PNG, "Kartta Sallasta")))
    assert "photo" in (await anna.hears("Kartta Sallasta")).content


async def test_files_places_and_contacts_arrive_as_what_they_are(channel: TelegramChannel, anna: Person) -> None:
    await channel.send(to(anna), Reply(attachment=Document("omat/tiedot ä.json", b"{}", "application/json")))
    await channel.send(to(anna), Reply(Rich.plain("Täällä:"), more("Takaisin"), TORI))
    await channel.send(to(anna), Reply(attachment=MYLLY))
    file, words, place, contact = anna.history()
    assert file.content["document"]["file_name"] == "omat_tiedot ä.json"
    assert (words.text, words.labels) == ("Täällä:", ["Takaisin"])
    assert place.content["venue"]["title"] == "Tori"
    card = contact.content["contact"]
    assert (card["first_name"], card["phone_number"]) == ("Sallan Mylly; vehnä, ruis", "+358 40 000 0001")
    assert "FN:Sallan Mylly\\; vehnä\\, ruis\r\n" in card["vcard"]


async def test_a_message_is_replaced_in_place(channel: TelegramChannel, anna: Person) -> None:
    sent = await channel.send(to(anna), Reply(Rich.plain("Etsin…"), more("Peru")))
    edited = await channel.send(to(anna), Reply(Rich.plain("Löytyi"), more("Lisää"), edits=sent.message_id))
    heard = await anna.hears("Löytyi", kind="edited")
    assert edited == sent
    assert heard.labels == ["Lisää"]
    again = await channel.send(to(anna), Reply(Rich.plain("Löytyi"), more("Lisää"), edits=sent.message_id))
    assert again == sent
    await channel.send(to(anna), Reply(rows=more("Muuta"), edits=sent.message_id))
    assert (await anna.hears("Löytyi", kind="edited")).labels == ["Muuta"]
    assert len(anna.history()) == 1


async def test_what_cannot_be_replaced_is_said_anew(channel: TelegramChannel, anna: Person) -> None:
    picture = await channel.send(to(anna), Reply(attachment=Picture(PNG, "Kartta")))
    for old in (picture.message_id, "999999", "from another channel"):
        sent = await channel.send(to(anna), Reply(Rich.plain(f"Uusi {old}"), edits=old))
        assert sent.message_id not in (None, old)
        await anna.hears(f"Uusi {old}", kind="message")


async def test_a_press_is_answered_once_also_when_nothing_is_said(
    channel: TelegramChannel, api: BotApi, inbox: Inbox, anna: Person
) -> None:
    await channel.send(to(anna), Reply(Rich.plain("Kortti"), more("⭐")))
    press = await anna.presses("⭐")
    await channel.send(to(anna), Reply(toast="Lisätty suosikkeihin"), press)
    await channel.send(to(anna), Reply(Rich.plain("ja vielä")), press)
    assert await anna.toast(press) == "Lisätty suosikkeihin"
    quiet = await anna.presses("⭐")
    await channel.send(to(anna), Reply(), quiet)
    assert await anna.toast(quiet) == ""
    assert len(api.journal.of("answerCallbackQuery")) == 2


async def test_a_press_that_waited_too_long_does_not_stop_the_reply(
    channel: TelegramChannel, api: BotApi, anna: Person
) -> None:
    await channel.send(to(anna), Reply(Rich.plain("Kortti"), more("⭐")))
    press = await anna.presses("⭐")
    api.world.presses[press].state = "too old"
    await channel.send(to(anna), Reply(Rich.plain("Myöhässä"), toast="x" * 500), press)
    await anna.hears("Myöhässä")


async def test_asking_for_a_position_and_putting_the_keyboard_away(channel: TelegramChannel, anna: Person) -> None:
    await channel.send(to(anna), Reply(Rich.plain("Missä olet?"), ask_location="Jaa sijainti"))
    assert anna.keyboard() == [["Jaa sijainti"]]
    await channel.send(to(anna), Reply(Rich.plain("Kiitos")))
    assert anna.keyboard() == []


async def test_the_keyboard_goes_before_an_answer_with_buttons(channel: TelegramChannel, anna: Person) -> None:
    await channel.send(to(anna), Reply(Rich.plain("Missä olet?"), more("Ohita"), ask_location="Jaa sijainti"))
    assert anna.keyboard() == [["Jaa sijainti"]]
    await channel.send(to(anna), Reply(Rich.plain("Läheltäsi"), more("Lisää")))
    assert anna.keyboard() == []
    assert [h.text for h in anna.history()] == ["Missä olet?", "Jaa sijainti", "Läheltäsi"]


async def test_no_position_is_asked_for_in_a_group(channel: TelegramChannel, api: BotApi, anna: Person) -> None:
    here = anna.in_group(api.group("Kylä", anna))
    await channel.send(to(here), Reply(Rich.plain("Missä?"), ask_location="Jaa sijainti"))
    assert here.keyboard() == []


async def test_a_silent_message_does_not_ring_and_links_show_no_preview(
    channel: TelegramChannel, api: BotApi, anna: Person
) -> None:
    await channel.send(to(anna), Reply(Rich.plain("https://example.com"), silent=True))
    assert (await anna.hears("example")).silent
    assert "is_disabled" in api.journal.of("sendMessage")[-1].params["link_preview_options"]


async def test_inline_cards_are_shared_and_their_buttons_work(
    channel: TelegramChannel, api: BotApi, inbox: Inbox, anna: Person
) -> None:
    query = await anna.types_inline("perunaa")
    cards = (
        InlineResult("p1", "Mylly", "Salla", Rich.bold("Mylly"), more("Kortti")),
        InlineResult("p1", "Sama", "", Rich.plain("Sama")),
        InlineResult("ä" * 60, "", "", Rich.plain("Nimetön")),
        InlineResult("p3", "Tyhjä", "", Rich()),
    )
    await channel.send(to(anna), Reply(inline=cards), query)
    answer = api.world.queries[query].answer
    assert answer is not None
    assert [result["title"] for result in answer["results"]] == ["Mylly", "Nimetön"]
    shared = await anna.shares_result(answer["results"][0])
    press = await anna.presses_shared(shared, "Kortti")
    await inbox.next()
    content = (await inbox.next()).content
    await channel.send(to(anna), Reply(Rich.plain("Puh. 040"), edits=getattr(content, "message_id", None)), press)
    assert shared.content["text"] == "Puh. 040"


async def test_an_inline_query_that_is_too_old_is_let_go(channel: TelegramChannel, anna: Person) -> None:
    await channel.send(to(anna), Reply(inline=()), "long gone")
    with pytest.raises(MessageRefused):
        await channel.send(to(anna), Reply(inline=()))


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (Fault("error_500"), ChannelFailing),
        (Fault("bad_gateway"), ChannelFailing),
        (Fault("refused", code=503, words="Service Unavailable"), ChannelFailing),
        (Fault("refused", code=504, words="Gateway Timeout"), OutcomeUnknown),
        (Fault("lost_before"), OutcomeUnknown),
        (Fault("lost_after"), OutcomeUnknown),
        (Fault("error_after"), ChannelFailing),
        (Fault("garbage"), OutcomeUnknown),
        (Fault("too_many", retry_after=7), TooManyRequests),
        (Fault("refused", code=403, words="Forbidden: user is deactivated"), RecipientGone),
        (Fault("refused", code=400, words="Bad Request: PEER_ID_INVALID"), RecipientGone),
        (Fault("refused", code=400, words="Bad Request: something new"), MessageRefused),
        (Fault("refused", code=401, words="Unauthorized"), ChannelDown),
    ],
    ids=lambda value: value.kind if isinstance(value, Fault) else value.__name__,
)
async def test_a_failure_is_named_by_its_cause(
    channel: TelegramChannel, api: BotApi, anna: Person, fault: Fault, cause: type[SendFailed]
) -> None:
    fault.count = 1
    api.fault(Fault(fault.kind, "sendMessage", retry_after=fault.retry_after, code=fault.code, words=fault.words))
    with pytest.raises(SendFailed) as failure:
        await channel.send(to(anna), Reply(Rich.plain("Hei")))
    assert type(failure.value) is cause
    if isinstance(failure.value, TooManyRequests):
        assert failure.value.retry_after_seconds == 7.0


async def test_a_slow_server_leaves_the_outcome_unknown(api: BotApi, inbox: Inbox, anna: Person) -> None:
    impatient = channel_to(api, call_seconds=0.5)
    await impatient.start(inbox)
    api.fault(Fault("hang", "sendMessage"))
    with pytest.raises(OutcomeUnknown):
        await impatient.send(to(anna), Reply(Rich.plain("Hei")))
    await impatient.stop()


async def test_nobody_home_means_nothing_was_sent(anna: Person, inbox: Inbox) -> None:
    async with BotApi() as gone:
        lonely = channel_to(gone)
        await lonely.start(inbox)
    with pytest.raises(ChannelDown):
        await lonely.send(to(anna), Reply(Rich.plain("Hei")))
    await lonely.stop()


async def test_who_is_gone_or_has_moved_is_told_apart(channel: TelegramChannel, api: BotApi, anna: Person) -> None:
    await anna.blocks()
    with pytest.raises(RecipientGone):
        await channel.send(to(anna), Reply(Rich.plain("Hei")))
    with pytest.raises(RecipientGone):
        await channel.send(to(api.user("Never started")), Reply(Rich.plain("Hei")))
    with pytest.raises(RecipientGone):
        await channel.send(Address("telegram", "404"), Reply(Rich.plain("Hei")))
    group = api.group("Kylä", anna)
    group.chat.migrated_to = -1002
    with pytest.raises(ChatMoved) as moved:
        await channel.send(Address("telegram", str(group.id)), Reply(Rich.plain("Hei")))
    assert moved.value.new_chat == "-1002"


async def test_what_no_button_can_carry_is_refused(channel: TelegramChannel, anna: Person) -> None:
    with pytest.raises(MessageRefused):
        await channel.send(to(anna), Reply(Rich.plain("Hei"), ((Button.of("A", "a", "x" * 80),),)))
    with pytest.raises(MessageRefused):
        await channel.send(Address("telegram", "anna"), Reply(Rich.plain("Hei")))
    with pytest.raises(MessageRefused):
        await channel.send(to(anna), Reply(attachment=Document("a.bin", bytes(50 * 1024 * 1024 + 1), "x/y")))


async def test_a_second_piece_waits_out_the_limit(channel: TelegramChannel, api: BotApi, anna: Person) -> None:
    await channel.send(to(anna), Reply(Rich.plain("alku")))
    api.fault(Fault("bad_gateway", "sendPhoto"))  # untouched: another method
    long = Reply(Rich.plain("sana " * 1000), more("Lisää"), MYLLY)
    api.fault(Fault("too_many", "sendContact", retry_after=1))
    await channel.send(to(anna), long)
    assert "contact" in anna.history()[-1].content


async def test_a_part_that_arrived_is_never_called_unsent(channel: TelegramChannel, api: BotApi, anna: Person) -> None:
    api.fault(Fault("refused", "sendContact", code=400, words="Bad Request: no"))
    with pytest.raises(OutcomeUnknown):
        await channel.send(to(anna), Reply(Rich.plain("Tässä:"), attachment=MYLLY))
    assert [h.text for h in anna.history()] == ["Tässä:"]


async def test_an_edit_whose_answer_was_lost_is_done_once_more(
    channel: TelegramChannel, api: BotApi, anna: Person
) -> None:
    sent = await channel.send(to(anna), Reply(Rich.plain("Etsin…")))
    api.fault(Fault("lost_after", "editMessageText"))
    assert await channel.send(to(anna), Reply(Rich.plain("Löytyi"), edits=sent.message_id)) == sent
    assert [h.text for h in anna.history()] == ["Löytyi"]

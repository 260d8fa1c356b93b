"""Who answers what: the order of the routes, forms, presses by number, buttons that no longer work."""

from __future__ import annotations

from osta.chat.messages import Action, Button, ContactCard, Edit, Location, Moved, Press, Reply, Text, Unsupported
from osta.chat.rich import Rich
from osta.handlers.route import action, command, contact, edit, location, moved, state, text, unsupported
from osta.handlers.turn import NotMine, Turn
from tests.bot.conftest import Bot, MakeBot, echo, pressed, said


def reply(words: str, *buttons: Button) -> list[Reply]:
    return [Reply(Rich.plain(words), rows=(buttons,) if buttons else ())]


async def ask_name(turn: Turn) -> list[Reply]:
    turn.state = "form.name"
    return reply("nimi?", Button.of("Ohita", "form.skip"), Button.of("5 km", "form.near"))


async def take_name(turn: Turn) -> list[Reply] | None:
    if turn.text.endswith("?"):
        turn.data["spoilt"] = True
        return None
    if turn.text == "ei minun":
        raise NotMine
    turn.data["name"], turn.state = turn.text, None
    return reply(f"nimi on {turn.text}")


async def skip(turn: Turn) -> list[Reply]:
    turn.state = None
    return reply("ohitettu")


async def near(turn: Turn) -> list[Reply]:
    return reply(f"lähellä, auki {turn.state}")


async def answer(turn: Turn) -> list[Reply]:
    return reply(f"vastaus {turn.text} {sorted(turn.data)}", Button.of("Kortti", "card", "17"))


async def card(turn: Turn) -> list[Reply]:
    assert turn.action
    return reply(f"kortti {turn.action.args}")


ROUTES = (
    command("name", "nimi", to=ask_name),
    command("help", to=echo),
    action("form.skip", skip),
    action("form.near", near),
    action("card", card),
    state("form.*", take_name, prompt=ask_name),
    text(answer),
)


async def test_the_first_route_that_fits_answers(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot(command("help", to=echo), text(answer), text(echo))
    assert await bot.hear(said("/help")) == ["echo /help"]
    assert await bot.hear(said("hei")) == ["vastaus hei []"]


async def test_who_begins_with_a_command_is_answered_in_its_language(make_bot: MakeBot) -> None:
    """Not every messenger tells the language of a telephone."""

    async def language(turn: Turn) -> list[Reply]:
        return reply(turn.language)

    names = ("notiser", "notices", "tilaukset", "help", "start")
    bot: Bot = await make_bot(command(*names, to=language), text(language))
    answers = [await bot.hear(said(f"/{name}", name)) for name in names]
    assert answers == [["sv"], ["en"], ["fi"], ["fi"], ["fi"]]
    assert await bot.hear(said("/notices", "notiser"), said("hej", "notiser")) == ["sv", "sv"]
    assert await bot.hear(said("/notiser", "telephone", language_hint="en")) == ["en"]


async def test_what_nobody_answers_gets_the_menu(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot(command("help", to=echo))
    assert await bot.hear(said("/unknown"), said("hei"), said(Location(66.8, 28.6))) == ["menu"] * 3


async def test_a_form_gets_its_answer(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot(*ROUTES)
    assert await bot.hear(said("/nimi"), said("Mylly")) == ["nimi?", "nimi on Mylly"]
    assert await bot.hear(said("perunaa")) == ["vastaus perunaa ['name']"]


async def test_a_question_in_the_middle_of_a_form_is_answered_and_the_form_goes_on(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot(*ROUTES)
    await bot.hear(said("/nimi"))
    assert await bot.hear(said("kuka myy?")) == ["vastaus kuka myy? []", "nimi?"]
    assert await bot.hear(said("ei minun")) == ["vastaus ei minun []", "nimi?"]
    assert await bot.hear(said("/help")) == ["echo /help", "nimi?"]
    assert await bot.hear(pressed("card", "17")) == ["kortti ('17',)", "nimi?"]
    assert await bot.hear(said("Mylly")) == ["nimi on Mylly"]


async def test_what_belongs_to_the_form_does_not_ask_again(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot(*ROUTES)
    assert await bot.hear(said("/nimi"), pressed("form.near")) == ["nimi?", "lähellä, auki form.name"]
    assert await bot.hear(said("/nimi")) == ["nimi?"]
    assert await bot.hear(pressed("form.skip")) == ["ohitettu"]


async def test_every_language_has_a_word_that_leaves_a_form(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot(*ROUTES)
    for word in ("peru", "Cancel!", "AVBRYT", "/cancel"):
        await bot.hear(said("/nimi"))
        [left] = await bot.hear(said(word))
        assert left.startswith("Selvä")
        assert (await bot.hear(said("hei")))[0].startswith("vastaus hei")
    [nothing] = await bot.hear(said("peru"))
    assert nothing.startswith("Mitään ei ole kesken")


async def test_buttons_that_no_longer_work_explain_themselves(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot(*ROUTES)
    for message in (said(Press(None, "7", "p")), pressed("gone", "1")):
        before = len(bot.channel.sent)
        explained, shown = await bot.hear(message)
        assert "painike" in explained
        assert shown == "menu"
        assert bot.channel.sent[before][1].toast


async def test_writing_a_number_or_a_label_presses_the_button(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot(*ROUTES)
    await bot.hear(said("hei"))
    assert await bot.hear(said("1")) == ["kortti ('17',)"]
    assert await bot.hear(said("kortti!")) == ["kortti ('17',)"]
    # In the middle of a form a number or a word that is only like a label may be the answer.
    assert await bot.hear(said("/nimi"), said("1")) == ["nimi?", "nimi on 1"]
    assert await bot.hear(said("/nimi"), said("Ohitta")) == ["nimi?", "nimi on Ohitta"]
    assert await bot.hear(said("/nimi"), said("ohita")) == ["nimi?", "ohitettu"]


async def test_where_there_are_no_buttons_numbers_and_labels_press_always(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot(*ROUTES, numbered=["fake"])
    assert await bot.hear(said("hei"), said("kortti")) == ["vastaus hei []", "kortti ('17',)"]
    assert await bot.hear(said("ykkönen"), said("kakkonen")) == ["kortti ('17',)", "vastaus kakkonen []"]
    assert await bot.hear(said("/nimi"), said("5")) == ["nimi?", "lähellä, auki form.name"]
    assert await bot.hear(said("ohita")) == ["ohitettu"]


async def test_a_restart_goes_on_in_the_middle_of_a_form(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot(*ROUTES)
    await bot.hear(said("/nimi"))
    await bot.die()
    await bot.restart()
    assert await bot.hear(said("Mylly")) == ["nimi on Mylly"]
    await bot.router.stop()


async def test_numbers_of_the_last_message_win_and_older_labels_still_press(make_bot: MakeBot) -> None:
    async def both(turn: Turn) -> list[Reply]:
        return reply("a", Button.of("Ensimmäinen", "first")) + reply("b", Button.of("Toinen", "second"))

    async def pressed_which(turn: Turn) -> list[Reply]:
        assert turn.action
        return reply(turn.action.name)

    bot: Bot = await make_bot(
        action("first", pressed_which), action("second", pressed_which), text(both), numbered=["fake"]
    )
    await bot.hear(said("hei"))
    assert await bot.hear(said("1"), said("ensimmäinen")) == ["second", "first"]


async def test_every_kind_of_content_has_its_route(make_bot: MakeBot) -> None:
    async def kind(turn: Turn) -> list[Reply]:
        return reply(type(turn.message.content).__name__)

    bot: Bot = await make_bot(location(kind), contact(kind), edit(kind), moved(kind), unsupported(kind))
    contents = (
        Location(66.8, 28.6),
        ContactCard("Maija", "040 000 1"),
        Edit("hei"),
        Moved(66.8, 28.6),
        Unsupported("voice"),
    )
    assert await bot.hear(*(said(content) for content in contents)) == [type(c).__name__ for c in contents]


async def test_the_first_language_is_the_messengers_guess(make_bot: MakeBot) -> None:
    async def language(turn: Turn) -> list[Reply]:
        return reply(f"{turn.language} {turn.new_person} {turn.staff}")

    bot: Bot = await make_bot(text(language), staff=[said("", "boss").sender])
    assert await bot.hear(said("hej", language_hint="sv-FI")) == ["sv True False"]
    assert await bot.hear(said("hej", language_hint="en")) == ["sv False False"]
    assert await bot.hear(said("hi", "boss")) == ["fi True True"]


def test_a_command_route_reads_its_argument() -> None:
    turn = Turn(said(Text("/start p_1", "start", "p_1")), *[None] * 4)  # type: ignore[arg-type]
    assert turn.argument == "p_1"
    assert str(command("start", to=echo)) == "command:start"
    assert command("start", to=echo).fits(turn)
    assert not action("start", echo).fits(turn)
    turn.action = Action("start")
    assert action("start", echo).fits(turn)


async def test_a_form_asked_again_goes_on_with_the_numbers_of_the_answer_before_it(make_bot: MakeBot) -> None:
    bot: Bot = await make_bot(*ROUTES, numbered=["fake"])
    heard = await bot.hear(said("/nimi"), said("missä?"))
    assert heard == ["nimi?", "vastaus missä? []", "nimi?"]
    assert await bot.hear(said("3")) == ["lähellä, auki form.name"]
    await bot.hear(said("missä?"))
    assert await bot.hear(said("1")) == ["kortti ('17',)", "nimi?"]
    assert await bot.hear(said("ohita")) == ["ohitettu"]


async def test_handlers_know_what_was_offered_with_its_numbers(make_bot: MakeBot) -> None:
    async def tell(turn: Turn) -> list[Reply]:
        offered = [button.label for button in turn.offered]
        return reply(" ".join(offered) or "ei mitään", Button.of("Toinen", "a"), Button.of("4 Neljäs", "b"))

    bot: Bot = await make_bot(text(tell))
    assert await bot.hear(said("hei"), said("9")) == ["ei mitään", "1 Toinen 4 Neljäs"]

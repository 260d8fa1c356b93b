"""Making a poll: one message is all of it; then whom, when and until when, each with a tap, and the preview."""

from __future__ import annotations

from osta.broadcasts.broadcast import with_way_out
from osta.broadcasts.polls import asking, draft
from osta.broadcasts.polls.draft import Cause, PollFault
from osta.chat.figures import clip
from osta.chat.messages import Button, Reply
from osta.chat.texts import Language, marked, texts
from osta.discovery.service import Discovery
from osta.discovery.showing.replies import pressed
from osta.handlers.staff import audience
from osta.handlers.staff.polls.overview import gone, mine, overview, worded_in
from osta.handlers.staff.scope import area_of
from osta.handlers.turn import NotMine, Turn
from osta.store import polls
from osta.store.models import Poll

WRITING = "pollmake.text"  # the states that wait for a poll's words
TRANSLATING = "pollmake.translation"
_TITLE = 60  # characters
_POLL = "pollmake"
FAULTS: dict[Cause, str] = {
    "empty": marked("En löytänyt kysymystä. Kirjoita se ensimmäiselle riville ja vaihtoehdot viivalla sen alle."),
    "too_many_questions": marked("Kyselyssä voi olla enintään 5 kysymystä."),
    "too_many_options": marked("Kysymyksessä {n} on yli 10 vaihtoehtoa."),
    "one_option": marked("Kysymyksessä {n} on vain yksi vaihtoehto. Lisää toinen, tai jätä se pois."),
    "long_question": marked("Kysymys {n} on liian pitkä: enintään 300 merkkiä."),
    "long_option": marked("Kysymyksessä {n} on liian pitkä vaihtoehto: enintään 60 merkkiä."),
    "same_option": marked("Kysymyksessä {n} on sama vaihtoehto kahdesti."),
    "other_shape": marked("Käännöksessä pitää olla samat kysymykset ja vaihtoehdot. Katso kysymystä {n}."),
}


async def start(turn: Turn) -> list[Reply]:
    """``/kysely``: write it now; or all in the same message, after the command."""
    if turn.argument.strip():
        return await _written(turn, turn.argument)
    turn.state = WRITING
    turn.data.pop(_POLL, None)
    return await prompt(turn)


async def prompt(turn: Turn) -> list[Reply]:
    """What to write, with an example."""
    t = turn.t
    if turn.state == TRANSLATING:
        return [
            Reply(t("Kirjoita kysely toisella kielellä samassa muodossa: samat kysymykset samassa järjestyksessä."))
        ]
    return [
        Reply(
            t(
                "Kirjoita koko kysely yhteen viestiin, 1–5 kysymystä, tyhjä rivi väliin:\n\n"
                "Mitä ostaisit naapurikylästä? (monta)\n- perunaa\n- kalaa\n- leipäjuustoa\n\n"
                "Miten tärkeää on, että ruoka on läheltä? (1-5)\n\n"
                "Mitä kylältäsi puuttuu?\n\n"
                "Viivalla alkavat rivit ovat vaihtoehtoja, (monta) sallii useita, (1-5) on asteikko. "
                "Muuten vastataan vapaasti."
            )
        )
    ]


async def told(turn: Turn) -> list[Reply] | None:
    """The poll, or its translation."""
    if not turn.staff or not turn.text.strip():
        raise NotMine
    if turn.state == TRANSLATING:
        return await _translated(turn)
    return await _written(turn, turn.text)


async def rewrite(turn: Turn) -> list[Reply]:
    """``pollmake.rewrite:poll``: write the questions anew; whom and when stay."""
    poll = await mine(turn, turn.number())
    if poll is None:
        return gone(turn)
    turn.state, turn.data[_POLL] = WRITING, [poll.id, "fi"]
    return await prompt(turn)


async def translate(turn: Turn) -> list[Reply]:
    """``pollmake.lang:poll:language``."""
    poll = await mine(turn, turn.number())
    language = turn.word(1)
    if poll is None or language not in ("sv", "en"):
        return gone(turn)
    turn.state, turn.data[_POLL] = TRANSLATING, [poll.id, language]
    return await prompt(turn)


async def try_it(turn: Turn) -> list[Reply]:
    """``pollmake.try:poll``: to oneself, as readers of each language get it, with buttons that record nothing."""
    poll = await mine(turn, turn.number())
    if poll is None:
        return gone(turn)
    return [
        with_way_out(asking.invited(poll, texts(language), trial=True), "poll", language)
        for language in worded_in(poll)
    ]


async def drop(turn: Turn) -> list[Reply]:
    """``pollmake.drop:poll``."""
    poll = await mine(turn, turn.number())
    if poll is None:
        return gone(turn)
    await polls.move(turn.session, poll.id, ["draft"], "cancelled")
    turn.state = None
    new = Button.of(turn.t.line("Uusi kysely"), "pollmake")
    return [Reply(turn.t("Kysely hylättiin."), ((new,),), edits=pressed(turn.message))]


async def _written(turn: Turn, message: str) -> list[Reply]:
    try:
        drafts = draft.read(message)
    except PollFault as fault:
        turn.state = WRITING
        return [Reply(turn.t(FAULTS[fault.cause], n=fault.question))]
    options = [option for question in drafts for option in question.options]
    questions = draft.as_rows(drafts, concepts_of(options, turn.discovery))
    kept = turn.data.pop(_POLL, None)
    turn.state = None
    poll = await mine(turn, int(kept[0])) if kept else None
    title = clip(drafts[0].text, _TITLE)
    if poll is None:
        poll = Poll(
            title=title,
            questions=questions,
            audience=await audience.usual(turn),
            municipality=await area_of(turn),
            created_by=turn.person.id,
            created_at=turn.now,
        )
        await polls.add(turn.session, poll)
    else:
        poll.title = title
        await polls.replace_questions(turn.session, poll, questions)
    return await overview(turn, poll.id)


async def _translated(turn: Turn) -> list[Reply]:
    poll_id, language = turn.data.get(_POLL, (0, "sv"))
    poll = await mine(turn, int(poll_id))
    if poll is None:
        return gone(turn)
    into: Language = "sv" if language == "sv" else "en"
    try:
        draft.translate(poll.questions, draft.read(turn.text), into)
    except PollFault as fault:
        return [Reply(turn.t(FAULTS[fault.cause], n=fault.question))]
    turn.state = None
    turn.data.pop(_POLL, None)
    await turn.session.flush()
    return await overview(turn, poll.id)


def concepts_of(options: list[str], discovery: Discovery) -> dict[str, str]:
    """What each option was read as, where it is one thing and no more: choosing it is demand for that."""
    found: dict[str, str] = {}
    for option in options:
        wants = discovery.read(option, "fi").wants
        if len(wants) == 1 and len(wants[0].concepts) == 1:
            found[option] = wants[0].concepts[0]
    return found

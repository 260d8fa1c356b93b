"""Everything the bot answers, in order: the first route that fits and takes the message answers it.

Each conversation lists its buttons as BUTTONS beside their handlers; what a handler may do is told in ``turn``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from osta.chat.messages import Reply
from osta.handlers import (
    bought,
    browse,
    card,
    claim,
    demand,
    favourites,
    home,
    impact,
    language,
    mine,
    notices,
    polls,
    privacy,
    report,
    start,
    workshops,
)
from osta.handlers import help as aid
from osta.handlers.asking import ask, inline
from osta.handlers.asking import buttons as asking
from osta.handlers.register import buttons as register
from osta.handlers.register import form
from osta.handlers.route import Route, Routes, action, command, edit, location, state, text, unsupported
from osta.handlers.route import contact as shared_contact
from osta.handlers.route import inline as shared_inline
from osta.handlers.staff import audience, catalogue, members, queue, unmet, vocabulary
from osta.handlers.staff import buttons as staff
from osta.handlers.staff.announcements import buttons as announcements
from osta.handlers.staff.announcements import following, making
from osta.handlers.staff.polls import buttons as pollmaking
from osta.handlers.staff.polls import making as pollwriting
from osta.handlers.staff.polls import results as pollresults
from osta.handlers.staff.scope import staff_only
from osta.handlers.staff.workshops import attending
from osta.handlers.staff.workshops import buttons as workshopmaking
from osta.handlers.staff.workshops import making as workshopwriting
from osta.handlers.turn import Handler, Turn
from osta.handlers.volume import buttons as volume
from osta.handlers.volume import needs


def _private(handler: Handler) -> Handler:
    """The handler where nobody else reads along; in a group, a word on where to go on."""

    async def alone(turn: Turn) -> list[Reply] | None:
        if not turn.message.group:
            return await handler(turn)
        return [Reply(turn.t("Tämä hoidetaan kahden kesken: kirjoita minulle yksityisviesti."))]

    return alone


def _pressed(buttons: Mapping[str, Handler]) -> Iterator[Route]:
    return (action(name, handler) for name, handler in buttons.items())


def _pressed_alone(buttons: Mapping[str, Handler]) -> Iterator[Route]:
    return (action(name, _private(handler)) for name, handler in buttons.items())


ROUTES = Routes(
    table=(
        # commands; links into the bot come as /start with a payload, before the plain start
        *(command("start", to=link) for link in (card.from_link, claim.from_link, members.from_link, start.start)),
        command("help", "apua", "ohje", "hjalp", to=aid.show),
        command("koti", "home", "hem", to=_private(home.start)),
        command("kieli", "language", "sprak", to=language.ask),
        command("selaa", "browse", "bladdra", to=browse.start),
        command("suosikit", "favourites", "favoriter", to=_private(favourites.show)),
        command("tilaukset", "ilmoitukset", "notices", "notiser", to=_private(notices.show)),
        command("stop", "seis", to=_private(notices.stop)),
        command("myyn", "sell", "salj", to=_private(form.start)),
        command("omat", "mine", "mina", to=_private(mine.show)),
        command("lunasta", "claim", "losin", to=_private(claim.typed)),
        command("tyopajat", "workshops", "verkstader", to=_private(workshops.coming)),
        command("kysynta", "demand", "efterfragan", to=_private(demand.show)),
        command("yhdessa", "together", "tillsammans", to=_private(needs.show)),
        command("tietosuoja", "privacy", "integritet", to=privacy.explain),
        command("omattiedot", "mydata", "minadata", to=_private(privacy.export)),
        command("poista", "delete", "radera", to=_private(privacy.ask_delete)),
        command("jono", to=staff_only(_private(queue.show))),
        command("hae", to=staff_only(_private(catalogue.look_up))),
        command("opeta", to=staff_only(_private(vocabulary.command))),
        command("kutsu", to=staff_only(_private(members.invite))),
        command("loki", to=staff_only(_private(members.log))),
        command("tiedote", to=staff_only(_private(making.start))),
        command("lahetykset", to=staff_only(_private(following.every))),
        command("vaikutus", "impact", "effekt", to=impact.start),
        command("kysely", to=staff_only(_private(pollwriting.start))),
        command("kyselyt", to=staff_only(_private(pollresults.every))),
        command("tyopaja", to=staff_only(_private(workshopwriting.start))),
        command("tyopajalista", to=staff_only(_private(attending.every))),
        command("tarpeet", to=staff_only(_private(unmet.show))),
        # buttons, by the conversation that offers them
        *_pressed(asking.BUTTONS | card.BUTTONS | browse.BUTTONS | report.BUTTONS | bought.BUTTONS),
        *_pressed(start.BUTTONS | language.BUTTONS | impact.BUTTONS),
        *_pressed_alone(home.BUTTONS | notices.BUTTONS | privacy.BUTTONS),
        *_pressed_alone(register.BUTTONS | mine.BUTTONS | staff.BUTTONS | announcements.BUTTONS),
        *_pressed_alone(polls.BUTTONS | workshops.BUTTONS | demand.BUTTONS | volume.BUTTONS),
        *_pressed_alone(pollmaking.BUTTONS | workshopmaking.BUTTONS | unmet.BUTTONS),
        # one word that ends everything, also in the middle of a form
        text(notices.stop_word),
        # the expected answer of an open form
        state("home.place", home.told, prompt=home.prompt),
        state("register.*", form.answered, prompt=form.prompt),
        state("poll.text", polls.told, prompt=polls.prompt),
        state("workshop.name", workshops.named, prompt=workshops.prompt_name),
        state("workshop.wish", workshops.wished, prompt=workshops.prompt_wish),
        state("demand.quantity", demand.told_quantity, prompt=demand.prompt_quantity),
        state("demand.available", demand.told_available, prompt=demand.prompt_available),
        state("volume.*", volume.answered, prompt=volume.prompt),
        state("pollmake.*", pollmaking.answered, prompt=pollmaking.prompt),
        state("wsmake.*", workshopmaking.answered, prompt=workshopmaking.prompt),
        state("audience.circle", audience.told, prompt=audience.prompt),
        state("queue.reason", queue.written, prompt=queue.prompt),
        state("announce.*", making.told, prompt=making.prompt),
        state("impact.*", impact.answered, prompt=impact.prompt),
        state("word.mean", vocabulary.told, prompt=vocabulary.prompt),
        # everything else: a search first, then talk
        location(ask.located),
        shared_inline(inline.inline),
        text(ask.question),
        text(aid.talk),
        edit(aid.edited),
        unsupported(aid.unsupported),
        shared_contact(aid.stray_contact),
    ),
    menu=aid.menu,
)

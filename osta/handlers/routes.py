"""Everything the bot answers, in order: the first route that fits and takes the message answers it.

The commands, buttons and open questions of each audience stand in ``tables``; what a handler may do is told in
``turn``.
"""

from __future__ import annotations

from osta.handlers import browse, card, claim, notices, polls, workshops
from osta.handlers import help as aid
from osta.handlers.asking import ask, inline, words
from osta.handlers.route import Routes, edit, link, location, moved, text, unsupported
from osta.handlers.route import contact as shared_contact
from osta.handlers.route import inline as shared_inline
from osta.handlers.staff import members
from osta.handlers.tables import programme, residents, sellers, staff
from osta.handlers.tables.lines import private

ROUTES = Routes(
    table=(
        # links into the bot come as /start with a payload, before the plain start
        link(card.LINK, to=card.from_link),
        link(workshops.LINK, to=private(workshops.from_link)),
        link(polls.LINK, to=private(polls.from_link)),
        link(claim.LINK, to=private(claim.from_link)),
        link(members.LINK, to=private(members.from_link)),
        # one word that ends everything or asks for help, also in the middle of a form
        text(notices.stop_word),
        text(aid.asked),
        # commands, buttons, and the expected answers of open forms
        *residents.ROUTES,
        *sellers.ROUTES,
        *programme.ROUTES,
        *staff.ROUTES,
        # everything else: a search first, then talk
        location(ask.located),
        moved(ask.moved),
        shared_inline(inline.inline),
        text(aid.emergency),
        text(words.number),
        text(words.back),
        text(aid.back),
        text(browse.asked),
        text(ask.question),
        text(aid.talk),
        edit(aid.edited),
        unsupported(aid.unsupported),
        shared_contact(aid.stray_contact),
    ),
    menu=aid.menu,
    bare_command=aid.bare_command,
)

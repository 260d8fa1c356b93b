"""Everything the bot answers, in order: the first route that fits and takes the message answers it."""

from __future__ import annotations

from osta.handlers import browse, card, favourites, help, home, language, start  # noqa: A004 - what /help shows
from osta.handlers.asking import ask, buttons, inline
from osta.handlers.route import Routes, action, command, edit, location, state, text, unsupported
from osta.handlers.route import contact as shared_contact
from osta.handlers.route import inline as shared_inline

ROUTES = Routes(
    table=(
        # commands: deep links before the plain start
        command("start", to=card.from_link),
        command("start", to=start.start),
        command("help", "apua", "ohje", "hjalp", to=help.show),
        command("koti", "home", "hem", to=home.start),
        command("kieli", "language", "sprak", to=language.ask),
        command("selaa", "browse", "bladdra", to=browse.start),
        command("suosikit", "favourites", "favoriter", to=favourites.show),
        # buttons
        action("list", buttons.listing),
        action("mean", buttons.mean),
        action("at", buttons.at),
        action("look", buttons.look),
        action("card", card.opened),
        action("card.map", card.on_map),
        action("card.contact", card.contact),
        action("card.keep", card.keep),
        action("card.drop", card.drop),
        action("browse", browse.start),
        action("home", home.start),
        action("home.set", home.chosen),
        action("home.list", home.listed),
        action("home.skip", home.skipped),
        action("home.forget", home.forgotten),
        action("start.in", start.start_in),
        action("language.set", language.chosen),
        # the expected answer of an open form
        state("home.place", home.told, prompt=home.prompt),
        # everything else
        location(ask.located),
        shared_inline(inline.inline),
        text(ask.question),
        text(help.talk),
        edit(help.edited),
        unsupported(help.unsupported),
        shared_contact(help.stray_contact),
    ),
    menu=help.menu,
)

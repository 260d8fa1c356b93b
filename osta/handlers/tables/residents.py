"""What residents do: ask, browse, keep, be told, and decide what is kept of them.

Commands have a name in each language, and the names that people try first.
"""

from __future__ import annotations

from osta.handlers import (
    bought,
    browse,
    card,
    favourites,
    home,
    impact,
    language,
    link,
    notices,
    privacy,
    report,
    start,
)
from osta.handlers import help as aid
from osta.handlers.asking import buttons as asking
from osta.handlers.route import Route, command, state
from osta.handlers.tables.lines import pressed, pressed_alone, private

ROUTES: tuple[Route, ...] = (
    command("start", "alku", "aloita", to=start.start),
    command("help", "apua", "apu", "ohje", "ohjeet", "hjalp", "info", "menu", "valikko", to=aid.show),
    command("koti", "home", "hem", "kyla", "kotikyla", "by", "village", to=private(home.start)),
    command("kieli", "language", "sprak", "lang", to=language.ask),
    command("selaa", "browse", "bladdra", to=browse.start),
    command("suosikit", "favourites", "favorites", "favoriter", to=private(favourites.show)),
    command("tilaukset", "ilmoitukset", "tilaa", "notices", "notiser", to=private(notices.show)),
    command("stop", "seis", "lopeta", "sluta", "unsubscribe", to=private(notices.stop)),
    command("tietosuoja", "privacy", "integritet", to=privacy.explain),
    command("omattiedot", "mydata", "minadata", to=private(privacy.export)),
    command("poista", "delete", "radera", to=private(privacy.ask_delete)),
    command("yhdista", "link", "koppla", to=private(link.start)),
    command("erota", "unlink", "koppla_loss", to=private(link.part)),
    command("vaikutus", "impact", "effekt", to=impact.start),
    *pressed(asking.BUTTONS, card.BUTTONS, browse.BUTTONS, report.BUTTONS, bought.BUTTONS),
    *pressed(start.BUTTONS, language.BUTTONS, impact.BUTTONS),
    *pressed_alone(home.BUTTONS, notices.BUTTONS, privacy.BUTTONS, link.BUTTONS),
    state("home.place", home.told, prompt=home.again),
    state("impact.*", impact.answered, prompt=impact.prompt),
)

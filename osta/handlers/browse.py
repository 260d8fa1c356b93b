"""What is sold, without typing: first the municipality, then the kind of thing."""

from __future__ import annotations

from osta.chat.messages import Button, Reply
from osta.chat.texts import marked
from osta.discovery.showing.places import inside, municipalities, rows, title
from osta.discovery.showing.replies import pressed
from osta.handlers.turn import Handler, NotMine, Turn

LONGEST = 200  # characters: more is no plain "what is sold here"
EVERYWHERE = "all"
INDUSTRIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "food": (
        marked("Ruoka ja juoma"),
        tuple(
            "poronliha riista liha kala marjat sienet peruna juurekset vihannekset leipa makeat-leivonnaiset "
            "juusto maitotuotteet kananmunat hunaja sailykkeet juomat valmisruoka".split()
        ),
    ),
    "crafts": (
        marked("Käsityöt ja lahjat"),
        tuple("kasityot puutyot neuleet tekstiilit nahkatyot sarvityot korut keramiikka matkamuistot taide".split()),
    ),
    "yard": (
        marked("Puut, piha ja koti"),
        tuple(
            "polttopuu puutavara maa-ainekset taimet kukat lumityot pihatyot metsapalvelut konetyot siivous "
            "kiinteistonhoito".split()
        ),
    ),
    "build": (
        marked("Rakentaminen ja korjaus"),
        tuple("rakentaminen korjausrakentaminen lvi sahkotyot konehuolto kodinkonehuolto".split()),
    ),
    "wheels": (marked("Ajoneuvot ja kuljetus"), tuple("autokorjaamo kelkkahuolto kuljetus taksi vuokraus".split())),
    "care": (
        marked("Kauneus ja hyvinvointi"),
        tuple("hiukset kauneudenhoito hieronta hyvinvointi terveys hoiva lastenhoito elainpalvelut".split()),
    ),
    "visit": (
        marked("Majoitus, ruokailu, elämykset"),
        tuple("majoitus ravintola kahvila pitopalvelu ohjelmapalvelut opaspalvelut tapahtumat musiikki".split()),
    ),
    "office": (
        marked("Muut palvelut"),
        tuple("tilitoimisto lakipalvelut it-palvelut valokuvaus opetus ompelu hautauspalvelu kauppa".split()),
    ),
}
"""The headings that people browse by, each with concepts of the lexicon; what that does not know is left out."""


async def start(turn: Turn) -> list[Reply]:
    """``/selaa`` and ``browse[:municipality[:heading]]``: one step deeper with each tap."""
    area, heading = turn.word(), turn.word(1)
    if area != EVERYWHERE and area not in turn.discovery.gazetteer:
        return [_areas(turn)]
    if heading not in INDUSTRIES:
        return [_headings(turn, area)]
    return [_kinds(turn, area, heading)]


async def asked(turn: Turn) -> list[Reply]:
    """``mitä Martissa myydään``: the headings of the municipality named, else of the one where the person lives."""
    read = turn.understood
    if "browse" not in read.talk or len(turn.text) > LONGEST:
        raise NotMine
    turn.data["language"] = read.language
    home = turn.person.home_place_id
    lives = turn.discovery.gazetteer[home] if home is not None and home in turn.discovery.gazetteer else None
    place = read.place or lives
    area = turn.discovery.gazetteer.municipality(place.municipality) if place is not None and place.inside else None
    return [_areas(turn) if area is None else _headings(turn, area.id)]


def _areas(turn: Turn) -> Reply:
    t = turn.t
    buttons = [Button.of(place.name, "browse", place.id) for place in municipalities(turn.discovery.gazetteer)]
    buttons.append(Button.of(t.line("Koko Itä-Lappi"), "browse", EVERYWHERE))
    return Reply(t("Mistä kunnasta etsit?"), rows(buttons), edits=pressed(turn.message))


def _headings(turn: Turn, area: str) -> Reply:
    t = turn.t
    buttons = [Button.of(t.line(label), "browse", area, name) for name, (label, _) in INDUSTRIES.items()]
    back = (Button.of(t.line("Toinen kunta"), "browse"),)
    return Reply(
        t("{where}: mitä etsit?", where=_where(turn, area)), (*rows(buttons), back), edits=pressed(turn.message)
    )


def _kinds(turn: Turn, area: str, heading: str) -> Reply:
    t = turn.t
    label, slugs = INDUSTRIES[heading]
    known = [slug for slug in slugs if turn.discovery.concept(slug) is not None]
    scope = [] if area == EVERYWHERE else [area]
    buttons = [Button.of(title(turn.discovery.label(slug, turn.language)), "look", slug, *scope) for slug in known]
    back = (Button.of(t.line("Takaisin"), "browse", area),)
    text = t("{where}: {heading}", where=_where(turn, area), heading=t.line(label))
    return Reply(text, (*rows(buttons), back), edits=pressed(turn.message))


def _where(turn: Turn, area: str) -> str:
    if area == EVERYWHERE:
        return turn.t.line("Koko Itä-Lappi")
    return title(inside(turn.discovery.gazetteer[area], turn.t))


BUTTONS: dict[str, Handler] = {"browse": start}

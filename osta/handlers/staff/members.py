"""New staff, by an invitation that works once."""

from __future__ import annotations

from osta.chat.messages import Reply
from osta.discovery.places.model import Place
from osta.handlers.staff.scope import area_of, with_link
from osta.handlers.turn import Turn
from osta.store import audit, invitations, staff

LINK = "staff_"


async def invite(turn: Turn) -> list[Reply]:
    """``/kutsu [municipality]``: a code for a colleague, limited to a municipality where one is given."""
    t = turn.t
    own = await area_of(turn)
    name = turn.argument.strip()
    area = turn.discovery.gazetteer.municipality(name) if name else None
    if name and area is None:
        area = _read(turn, name)
    if name and area is None:
        return [Reply(t("En tunne kuntaa. Kirjoita esimerkiksi: /kutsu Salla"))]
    limit = area.municipality if area is not None else None
    if own is not None:
        limit = own  # nobody can give away more than they have
    code = await invitations.create(turn.session, "staff", turn.person.id, turn.now, municipality=limit)
    await audit.note(turn.session, turn.person.id, "staff_invited", "municipality", limit or "all", turn.now)
    text = t(
        "Kertakutsu ylläpitoon ({area}), voimassa 30 päivää. Kutsuttu lähettää botille viestin:\n/start staff_{code}",
        area=limit or t.line("koko alue"),
        code=code,
    )
    return [Reply(await with_link(turn, text, f"{LINK}{code}"))]


async def from_link(turn: Turn) -> list[Reply]:
    """``/start staff_<code>``."""
    code = turn.argument.removeprefix(LINK)
    used = await invitations.use(turn.session, code, "staff", turn.person.id, turn.now)
    if used is None:
        return [Reply(turn.t("Kutsu ei kelpaa: se on käytetty tai vanhentunut. Pyydä uusi."))]
    await staff.add(turn.session, turn.person.id, used.municipality, used.created_by, turn.now)
    await audit.note(turn.session, turn.person.id, "staff_joined", "person", turn.person.id, turn.now)
    return [Reply(turn.t("Tervetuloa ylläpitoon! Jonon näet: /jono. Haku: /hae nimi. Kutsu muita: /kutsu"))]


def _read(turn: Turn, name: str) -> Place | None:
    place = turn.discovery.read(name[:100], turn.language).place
    return turn.discovery.gazetteer.municipality(place.municipality) if place is not None else None

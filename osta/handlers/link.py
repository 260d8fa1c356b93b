"""One person on two messengers: linked with a code that works once, and parted again."""

from __future__ import annotations

from osta.chat.messages import Button, Reply
from osta.chat.texts import marked, texts
from osta.discovery.showing.replies import pressed
from osta.handlers.turn import Handler, Turn
from osta.store import links, outbox

_BAD_CODE = marked(
    "Koodi ei kelpaa: se on käytetty, vanhentunut tai väärin kirjoitettu. Uuden saat toisessa sovelluksessa: /yhdista"
)


async def start(turn: Turn) -> list[Reply]:
    """``/yhdista``: a code to write on the other messenger. ``/yhdista code``: sure?"""
    t = turn.t
    code = turn.argument.strip()
    if not code:
        code = await links.create(turn.session, turn.person.id, turn.now)
        text = t(
            "Käytätkö minua myös toisessa sovelluksessa, esimerkiksi sekä Telegramissa että Signalissa? Kun yhdistät "
            "ne, kysymme ja kerromme asiat vain kerran, ja kotikylä, suosikit ja ilmoitukset ovat samat molemmissa.\n\n"
            "Lähetä minulle toisessa sovelluksessa {minutes} minuutin sisällä:\n*/yhdista {code}*\n\n"
            "Älä anna koodia muille: sillä näkee tietosi.",
            minutes=round(links.VALID.total_seconds() / 60),
            code=code,
        )
        return [Reply(text)]
    maker = await links.maker(turn.session, code, turn.now)
    if maker is None:
        return [Reply(t(_BAD_CODE))]
    if maker == turn.person.id:
        return [Reply(t("Tämän koodin teit juuri täällä. Lähetä se minulle siinä toisessa sovelluksessa."))]
    text = t(
        "Yhdistetäänkö tämä keskustelu siihen, jossa koodi tehtiin? Sen jälkeen molemmissa näkyvät samat tiedot.\n\n"
        "Jatka vain, jos teit koodin itse."
    )
    rows = (
        (Button.of(t.line("Yhdistä"), "link.ok", code.lower()),),
        (Button.of(t.line("Älä yhdistä"), "link.no"),),
    )
    return [Reply(text, rows)]


async def confirm(turn: Turn) -> list[Reply]:
    """``link.ok:code``: from now on they are one; the other chat hears of it."""
    code = turn.word()
    linked = await links.link(turn.session, code, turn.person, turn.now)
    if linked is None:
        return [Reply(turn.t(_BAD_CODE), edits=pressed(turn.message))]
    t = texts(turn.language)
    for address in linked:
        told = t("Keskustelumme on nyt yhdistetty toiseen sovellukseen. Jos et tehnyt sitä itse, kirjoita /erota.")
        await outbox.enqueue(turn.session, address, Reply(told), turn.now, lane="reminder", person_id=turn.person.id)
    done = t("Yhdistetty. Tiedot ovat nyt samat molemmissa, ja kyselyt ja viestit tulevat vain kerran.")
    return [Reply(done, edits=pressed(turn.message))]


async def refuse(turn: Turn) -> list[Reply]:
    """``link.no``."""
    return [Reply(turn.t("Selvä, mitään ei yhdistetty."), edits=pressed(turn.message))]


async def part(turn: Turn) -> list[Reply]:
    """``/erota``: only this chat is this person's from now on."""
    parted = await links.part(turn.session, turn.person, turn.message.sender, turn.now)
    if not parted:
        return [Reply(turn.t("Tätä keskustelua ei ole yhdistetty mihinkään. Yhdistäminen: /yhdista"))]
    return [Reply(turn.t("Erotettu. Tietosi ovat vain tässä keskustelussa; toinen sovellus aloittaa alusta."))]


BUTTONS: dict[str, Handler] = {"link.ok": confirm, "link.no": refuse}

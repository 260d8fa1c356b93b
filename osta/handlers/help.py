"""What one can do here, and answers to what is no search: thanks, greetings, questions about the bot."""

from __future__ import annotations

from osta.chat.messages import Button, Edit, Reply, Unsupported
from osta.chat.rich import Rich
from osta.chat.texts import Texts, marked
from osta.discovery.question.model import Intent
from osta.handlers.turn import Turn

TALK: tuple[tuple[tuple[str, ...], str], ...] = (
    (("privacy",), marked("Säilytän vain sen, mitä vastaaminen vaatii. Tarkemmin: /tietosuoja")),
    (("selling",), marked("Hienoa! Oman ilmoituksen saat luetteloon komennolla /myyn. Se on ilmaista.")),
    (
        ("workshop",),
        marked("Tulevat työpajat näet tästä: /tyopajat"),
    ),
    (("subscription", "stop-word"), marked("Viestien tilaukset hoituvat näin: /tilaukset. Kaikki lopettaa /stop.")),
    (("poll",), marked("Kyselyt tulevat tähän keskusteluun niille, jotka ovat luvanneet vastata niihin.")),
    (
        ("complaint", "feedback"),
        marked(
            "Kiitos, että kerroit. Jos myyjän tiedot ovat väärin, avaa kortti ja paina "
            "”Tieto on vanhentunut”: siitä lähtee tieto ylläpidolle."
        ),
    ),
    (
        ("about",),
        marked(
            "Olen *Osta paikallista*, Itä-Lapin kuntien hankkeen botti. Tiedän, kuka myy mitä missäkin "
            "kylässä Kemijärvellä, Sallassa, Savukoskella, Pelkosenniemellä ja Posiolla."
        ),
    ),
    (("help",), ""),
    (("thanks", "praise"), marked("Ole hyvä! Mukavaa, jos siitä oli apua.")),
    (("bye",), marked("Hei hei, tervetuloa uudestaan!")),
    (("sorry",), marked("Ei se mitään. Mitä etsit?")),
    (("greeting",), marked("Hei! Mitä etsit? Kirjoita vaikka ”perunoita Sallasta”.")),
    (("weather", "chat"), marked("Siitä en tiedä, mutta myyjät tiedän. Mitä etsit?")),
    (("smalltalk",), marked("Minulle kuuluu hyvää. Olen parhaimmillani, kun kysyt, kuka myy mitä lähelläsi.")),
    (("yes", "no"), marked("Selvä. Kun etsit jotain, kirjoita se omin sanoin.")),
)
"""What is said to which kind of talk; the first kind heard counts."""

KINDS = {
    "voice": marked("En osaa kuunnella ääntä. Kirjoita, mitä etsit."),
    "photo": marked("En osaa katsoa kuvia. Kirjoita, mitä etsit."),
    "sticker": marked("Kiitos! Jos etsit jotain, kirjoita se sanoin."),
    "forwarded": marked("Välitettyä viestiä en lue. Kirjoita itse, mitä etsit."),
}
_NOT_READ = marked("Tätä en osaa lukea. Kirjoita sanoin, mitä etsit.")


async def show(turn: Turn) -> list[Reply]:
    """``/help``, ``/apua``: examples and commands."""
    return [_help(turn, None)]


async def talk(turn: Turn) -> list[Reply]:
    """What is written and is no search: an answer of the same kind, never producers."""
    read = turn.discovery.read(turn.text[:1000], turn.language)
    if read.talk or read.intent is Intent.FIND:
        turn.data["language"] = read.language
    for kinds, text in TALK:
        if read.talk & frozenset(kinds):
            if not text:
                break
            return [Reply(turn.t(text), _ways(turn.t) if "greeting" in kinds or "about" in kinds else ())]
    else:
        if not read.talk:
            return [_help(turn, turn.t("Tätä en ymmärtänyt etsimiseksi. Kirjoita, mitä tarvitset ja missä."))]
    return [_help(turn, None)]


async def menu(turn: Turn) -> list[Reply]:
    """What one can do, in one line with buttons: for when nothing else fits."""
    return [Reply(turn.t("Kirjoita omin sanoin, mitä etsit, tai valitse:"), _ways(turn.t))]


async def unsupported(turn: Turn) -> list[Reply]:
    """A voice message, picture, sticker …"""
    content = turn.message.content
    kind = content.kind if isinstance(content, Unsupported) else ""
    return [Reply(turn.t(KINDS.get(kind, _NOT_READ)))]


async def edited(turn: Turn) -> list[Reply]:
    """A message changed after it was answered."""
    if not isinstance(turn.message.content, Edit) or turn.message.group:
        return []
    return [Reply(turn.t("Näin, että muutit viestiä. Lähetä kysymys uudestaan, niin vastaan siihen."), silent=True)]


async def stray_contact(turn: Turn) -> list[Reply]:
    """A contact card that nobody asked for."""
    return [Reply(turn.t("Kiitos, mutta yhteystietoja en tarvitse. Oman ilmoituksen voit tehdä: /myyn"))]


def _ways(t: Texts) -> tuple[tuple[Button, ...], ...]:
    return (
        (Button.of(t.line("Selaa, mitä lähellä myydään"), "browse"),),
        (Button.of(t.line("Kotikylä"), "home"), Button.of(t.line("Myyn itse"), "register")),
    )


def _help(turn: Turn, first: Rich | None) -> Reply:
    t = turn.t
    examples = t(
        "*Kysy omin sanoin*, esimerkiksi:\n"
        "• kuka myy perunoita Kursun lähellä\n"
        "• poronlihaa 30 km säteellä Savukoskelta\n"
        "• auto ei käynnisty, olen Posiolla\n"
        "Jatka vaikka näin: ”entä Sallassa?”, ”lisää”."
    )
    commands = t(
        "/koti – kotikylä\n"
        "/selaa – mitä lähellä myydään\n"
        "/suosikit – tallentamasi myyjät\n"
        "/tilaukset – mistä kerron sinulle\n"
        "/myyn – oma ilmoitus luetteloon\n"
        "/kieli – suomi, svenska, English\n"
        "/tietosuoja – mitä sinusta säilytetään"
    )
    staff = (
        t("Ylläpito: /jono, /hae, /opeta, /tiedote, /kysely, /tyopaja, /tarpeet, /lahetykset, /kutsu, /loki")
        if turn.staff
        else ""
    )
    return Reply(Rich.join([first or "", examples, commands, staff], between="\n\n"), _ways(t))

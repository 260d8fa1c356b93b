"""What one can do here, and answers to what is no search: thanks, greetings, questions about the bot."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from osta.chat.figures import clip
from osta.chat.messages import Button, Edit, Reply, Text, Unsupported
from osta.chat.rich import Rich
from osta.chat.steering import steered
from osta.chat.texts import LANGUAGES, Language, Texts, marked, texts
from osta.discovery.question.model import Intent
from osta.handlers import menus
from osta.handlers.turn import IN_VAIN, NotMine, Turn

TALK: tuple[tuple[tuple[str, ...], str], ...] = (
    (("privacy",), marked("Säilytän vain sen, mitä vastaaminen vaatii. Tarkemmin: /tietosuoja")),
    (("selling",), marked("Hienoa! Oman ilmoituksen saat luetteloon komennolla /myyn. Se on ilmaista.")),
    (
        ("workshop",),
        marked("Tulevat työpajat näet tästä: /tyopajat"),
    ),
    (("subscription", "stop-word"), marked("Viesteistäni päätät täällä: /tilaukset. Kaiken lopettaa /stop.")),
    (("poll",), marked("Kyselyt tulevat tähän keskusteluun niille, jotka ovat luvanneet vastata niihin.")),
    (("misunderstood",), marked("Anteeksi, ymmärsin väärin. Kerro toisin sanoin, mitä etsit, tai valitse:")),
    (("seller",), marked("Sen kertoo myyjä. Kerro ensin, mitä etsit, niin näytän, kuka sitä myy.")),
    (("nearer",), marked("Kerro, mitä etsit ja missä kylässä: aloitan lähimmästä.")),
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
            "Olen *Osta paikallista*, Itä-Lapin kuntien hankkeen botti: ohjelma, en ihminen. Tiedän, kuka myy mitä "
            "missäkin kylässä Kemijärvellä, Sallassa, Savukoskella, Pelkosenniemellä ja Posiolla. Käyttö on ilmaista."
        ),
    ),
    (("wishes",), marked("Kiitos samoin! Kun etsit jotain, kirjoita se omin sanoin.")),
    (
        ("opinion", "news"),
        marked("Kiitos, kun kerroit. Olen vain botti, mutta myyjät tunnen: jos tarvitset jotain, kysy."),
    ),
    (("thanks", "praise"), marked("Ole hyvä! Mukavaa, jos siitä oli apua.")),
    (("bye",), marked("Hei hei, tervetuloa uudestaan!")),
    (("sorry",), marked("Ei se mitään. Mitä etsit?")),
    (("greeting",), marked("Hei! Mitä etsit? Kirjoita vaikka ”perunoita Sallasta”.")),
    (("weather", "chat"), marked("Siitä en tiedä, mutta myyjät tiedän. Mitä etsit?")),
    (
        ("smalltalk",),
        marked("Kiitos, hyvää kuuluu. Olen botti: parhaimmillani, kun kysyt, kuka myy mitä lähelläsi."),
    ),
    (("yes", "no"), marked("Selvä. Kun etsit jotain, kirjoita se omin sanoin.")),
)
"""What is said to which kind of talk; the first kind heard counts."""
_TOLD = frozenset(kind for kinds, _ in TALK for kind in kinds) | {"help"}
_SHOWN_WAYS = frozenset(("greeting", "about", "misunderstood"))  # kinds that are told what one can do

ASKED: dict[str, Language | None] = {
    "": None,  # question marks alone
    **dict.fromkeys(("apua", "apuva", "auta", "ohje", "ohjeet", "neuvo", "komennot", "valikko"), "fi"),
    **dict.fromkeys(("hjälp", "hjalp", "hjälp mig", "meny", "kommandon"), "sv"),
    **dict.fromkeys(("help", "help me", "menu", "commands"), "en"),
    "🆘": None,
    "info": None,
}
"""Words that ask for help, with the language that they tell."""
CRIES = frozenset(("apua", "apuva", "auta", "hjälp", "hjalp", "hjälp mig", "help", "help me", "🆘"))
"""Those that may be a cry."""
RESCUE = frozenset(
    "ambulanssi ambulanssin ambulanssia ambulans ambulansen ambulance palokunta palokunnan palokuntaa brandkår "
    "brandkåren firefighters hätänumero hätänumeroon hätäkeskus nödnummer nödsamtal".split()
)
"""Words of somebody who needs help at once."""
RESCUE_ALONE = frozenset("112 hätä hätätilanne hätätapaus nödläge nödfall emergency".split())
"""The same where nothing else is said: an emergency plumber is another thing."""
LEAST_LIKENESS = 60.0  # rapidfuzz ratio, 0-100: /myynn is /myyn, /staff is nothing

_ASCII = str.maketrans("äöå", "aoa")
KINDS = {
    "voice": marked("En osaa kuunnella ääntä. Kirjoita, mitä etsit."),
    "photo": marked("En osaa katsoa kuvia. Kirjoita, mitä etsit."),
    "sticker": marked("Kiitos! Jos etsit jotain, kirjoita se sanoin."),
    "forwarded": marked("Välitettyä viestiä en lue. Kirjoita itse, mitä etsit."),
}
_NOT_READ = marked("Tätä en osaa lukea. Kirjoita sanoin, mitä etsit.")


async def show(turn: Turn) -> list[Reply]:
    """``/help``, ``/apua``: examples and commands."""
    return [_help(turn)]


async def asked(turn: Turn) -> list[Reply]:
    """The word alone, which is understood in the middle of a form as well."""
    word = turn.text.strip(" .!?…").casefold()
    if word not in ASKED or (not word and "?" not in turn.text):
        raise NotMine
    language = ASKED[word]
    if language is not None:
        turn.data["language"] = language
    if word in CRIES and turn.text.count("!") > 1:
        # Somebody may really be in need; if not, what one can do here follows.
        return [Reply(turn.t("*Jos olet hädässä, soita heti 112.* Muuten kerro, mitä etsit.")), _help(turn)]
    return [_help(turn)]


async def emergency(turn: Turn) -> list[Reply]:
    """Somebody in need of an ambulance or the fire brigade: whom to call, and nothing else."""
    said = {word.strip(".!?,…").casefold() for word in turn.text.split()}
    if not said & RESCUE and not (len(said) == 1 and said & RESCUE_ALONE):
        read = turn.understood
        if "emergency" not in read.talk or read.intent is Intent.FIND:
            raise NotMine
        turn.data["language"] = read.language
    others = [language for language in LANGUAGES if language != turn.language]
    call = [texts(language)("*Hätätilanteessa soita heti 112.*") for language in (turn.language, *others)]
    return [Reply(Rich.join(call))]


async def talk(turn: Turn) -> list[Reply]:
    """What is written and is no search: an answer of the same kind, never producers."""
    read = turn.understood
    if read.intent is Intent.FIND or read.talk & _TOLD:  # little words alone tell no language: "ti ja to 12-18"
        turn.data["language"] = read.language
    in_vain = turn.data.pop(IN_VAIN, None)
    if "help" in read.talk:
        return [_help(turn)]
    if in_vain is not None and read.talk & {"thanks", "praise", "yes"}:
        return [_comfort(turn, in_vain, thanked="thanks" in read.talk)]
    for kinds, text in TALK:
        if read.talk & frozenset(kinds):
            return [Reply(turn.t(text), _ways(turn.t) if _SHOWN_WAYS & set(kinds) else ())]
    turn.data[IN_VAIN] = 0
    sorry = turn.t("En ymmärtänyt, mitä etsit. Kirjoita vaikka ”perunoita Kursun läheltä”. Lisää ohjeita: /apua")
    return [Reply(sorry, _ways(turn.t))]


def bare_command(turn: Turn) -> str | None:
    """The command that is written without its slash, and is no ware: *suosikit*, *työpajat*; by its name."""
    said = turn.text.strip(" .!").casefold()
    if said in ASKED:
        return None  # told in the language of the word
    word = said.translate(_ASCII)
    known = {name for names in menus.RESIDENTS.values() for name in names} | set(menus.STAFF if turn.staff else ())
    return word if word in known and not turn.understood.wants else None


async def back(turn: Turn) -> list[Reply]:
    """``takaisin`` where there is nothing to go back to."""
    if steered(turn.text) != "back":
        raise NotMine
    return await menu(turn)


async def menu(turn: Turn) -> list[Reply]:
    """What one can do, in one line with buttons: for when nothing else fits. An unknown command is named."""
    content = turn.message.content
    if isinstance(content, Text) and content.command is not None:
        return [Reply(_unknown(turn, content.command), _ways(turn.t))]
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


def _unknown(turn: Turn, command: str) -> Rich:
    """That there is no such command, and the one that is nearest to it: of the person's own language if two are."""
    known = [*menus.RESIDENTS[turn.language], *(menus.STAFF if turn.staff else ())]
    known += [name for names in menus.RESIDENTS.values() for name in names if name not in known]
    near = process.extractOne(command, known, scorer=fuzz.ratio, score_cutoff=LEAST_LIKENESS)
    said = clip(command, 32)
    if near is None:
        return turn.t("Komentoa /{said} en tunne. Kaikki komennot: /apua\n\nTai kirjoita, mitä etsit:", said=said)
    return turn.t("Komentoa /{said} en tunne. Tarkoititko /{near}?", said=said, near=near[0])


def _comfort(turn: Turn, number: int, *, thanked: bool) -> Reply:
    """Thanks, or an "ok", for an answer that was of no use."""
    t = turn.t
    if not number:
        return Reply(t("Kirjoita omin sanoin, mitä etsit, tai valitse:"), _ways(t))
    alert = ((Button.of(t.line("Kerro minulle, kun löytyy"), "alert", number),),)
    if thanked:
        return Reply(t("Ole hyvä! Harmi vain, että myyjää ei löytynyt. Voin kertoa, kun löytyy."), alert)
    return Reply(t("Harmi, että myyjää ei löytynyt. Voin kertoa, kun löytyy."), alert)


def _ways(t: Texts) -> tuple[tuple[Button, ...], ...]:
    return (
        (Button.of(t.line("Selaa, mitä lähellä myydään"), "browse"),),
        (Button.of(t.line("Kotikylä"), "home"), Button.of(t.line("Myyn itse"), "register")),
    )


def _help(turn: Turn) -> Reply:
    t = turn.t
    examples = t(
        "*Kysy omin sanoin*, esimerkiksi:\n"
        "• kuka myy perunoita Kursun lähellä\n"
        "• auto ei käynnisty, olen Posiolla\n"
        "Jatka vaikka: ”entä Sallassa?” tai ”lisää”."
    )
    commands = t(
        "/selaa – mitä lähellä myydään\n"
        "/koti – kotikylä\n"
        "/suosikit – tallentamasi myyjät\n"
        "/tilaukset – mistä kerron sinulle\n"
        "/myyn – oma ilmoitus\n"
        "/kieli – suomi, svenska, English\n"
        "/tietosuoja – mitä sinusta säilytetään"
    )
    staff = t("Ylläpito: {commands}", commands=", ".join(f"/{name}" for name in menus.STAFF)) if turn.staff else ""
    ways = _ways(t) if turn.state is None else ()  # a form's own choices follow
    return Reply(Rich.join([examples, commands, staff], between="\n\n"), ways)

"""What is kept of a person, why and how long; all of it as a file; all of it erased."""

from __future__ import annotations

import json

from osta.chat.figures import clip
from osta.chat.messages import Button, Document, Reply
from osta.chat.rich import Rich
from osta.chat.texts import marked
from osta.discovery.producers import catalogue
from osta.discovery.showing.replies import pressed
from osta.handlers.turn import Handler, Turn
from osta.store import personal_data, producers

_KEPT = {
    "favourite": marked("suosikit"),
    "alert": marked("vahdit"),
    "consent": marked("luvat ja niiden perumiset"),
    "question_log": marked("kysymykset"),
    "poll_answer": marked("kyselyvastaukset"),
    "registration": marked("työpajailmoittautumiset"),
    "producer": marked("ilmoitukset"),
    "pledge": marked("lupaukset yhteisiin tarpeisiin"),
}
"""What people know to be theirs, by the table that it is kept in; the file has everything."""


async def explain(turn: Turn) -> list[Reply]:
    """``/tietosuoja``."""
    t = turn.t
    text = t(
        "*Mitä sinusta säilytetään*\n"
        "• tunniste, jolla vastaan sinulle tässä sovelluksessa; en kysy nimeä\n"
        "• kieli ja kotikylä, jos kerroit ne; suosikit ja vahdit, kunnes poistat ne\n"
        "• kysymyksesi: 30 päivää sinuun yhdistettynä, sitten nimettömänä, jotta nähdään mitä alueella puuttuu\n"
        "• jaettu sijainti kaksi tuntia\n"
        "• mihin olet suostunut ja milloin\n"
        "• kyselyvastauksesi, kunnes poistat tietosi; omin sanoin kirjoitetut 30 päivää kyselyn päättymisestä, "
        "sitten nimettöminä\n"
        "• työpajailmoittautumisesi; nimesi 60 päivää työpajan jälkeen\n"
        "• jos myyt: ilmoituksesi, joka näkyy kaikille; tarjouksesi ja lupauksesi yhteisiin tarpeisiin. Lupauksen "
        "näkevät ylläpito ja ne, joille annat luvan\n"
        "• jos ilmoitat yhteisen tarpeen: sen teksti ja antamasi yhteystieto\n\n"
        "*Miksi*: jotta voin vastata. Tietoja ei myydä eikä anneta mainostajille.\n"
        "*Oikeutesi*: saat kaiken tiedostona ja voit poistaa kaiken."
    )
    rows = (
        (Button.of(t.line("Lähetä omat tiedot"), "privacy.export"),),
        (Button.of(t.line("Poista tietoni"), "privacy.delete"),),
    )
    return [Reply(text, rows)]


async def export(turn: Turn) -> list[Reply]:
    """``/omattiedot``: everything as a JSON file."""
    everything = await personal_data.export_person(turn.session, turn.person.id)
    content = json.dumps(everything, ensure_ascii=False, indent=2, default=str).encode()
    t = turn.t
    lines: list[Rich | str] = [t("Tässä tiedostossa on kaikki, mitä sinusta on tallessa:")]
    lines += [f"• {t.line(name)}: {len(everything[table])}" for table, name in _KEPT.items() if table in everything]
    lines.append(t("Sen voi avata tekstieditorilla tai viedä toiseen palveluun. Poistaminen: /poista"))
    return [Reply(Rich.join(lines), attachment=Document(turn.t.line("omat-tiedot.json"), content, "application/json"))]


async def ask_delete(turn: Turn) -> list[Reply]:
    """``/poista``: sure? Listings are asked about separately. An open form is left: two questions are one too many."""
    t = turn.t
    turn.state = None
    owned = await producers.owned_by(turn.session, turn.person.id)
    keep = (Button.of(t.line("En poista"), "privacy.keep"),)
    if not owned:
        text = t("Poistetaanko kaikki, mitä sinusta on tallessa? Tätä ei voi perua.")
        return [Reply(text, ((Button.of(t.line("Poista kaikki"), "privacy.erase", "all"),), keep))]
    names = ", ".join(clip(producer.name, 60) for producer in owned[:5])
    text = t(
        "Poistetaanko kaikki, mitä sinusta on tallessa? Tätä ei voi perua.\n\n"
        "Sinulla on ilmoitus: {names}. Poistetaanko myös se?",
        names=names,
    )
    rows = (
        (Button.of(t.line("Poista tietoni ja ilmoitus"), "privacy.erase", "all"),),
        (Button.of(t.line("Poista tietoni, jätä ilmoitus"), "privacy.erase", "self"),),
        keep,
    )
    return [Reply(text, rows)]


async def erase(turn: Turn) -> list[Reply]:
    """``privacy.erase:all|self``. Nothing is kept after it, not even that this was asked."""
    scope = turn.word()
    if scope not in ("all", "self"):
        return await ask_delete(turn)
    text = turn.t("Tietosi on poistettu. Jos kirjoitat uudestaan, aloitamme alusta.")
    if scope == "all":
        for producer in await producers.owned_by(turn.session, turn.person.id):
            await catalogue.unpublish(turn.session, turn.discovery, producer, now=turn.now)
    await personal_data.delete_person(turn.session, turn.person.id, turn.now, with_listings=scope == "all")
    return [Reply(text, edits=pressed(turn.message))]


async def keep(turn: Turn) -> list[Reply]:
    """``privacy.keep``."""
    return [Reply(turn.t("Mitään ei poistettu."), edits=pressed(turn.message))]


BUTTONS: dict[str, Handler] = {
    "privacy.export": export,
    "privacy.delete": ask_delete,
    "privacy.erase": erase,
    "privacy.keep": keep,
}

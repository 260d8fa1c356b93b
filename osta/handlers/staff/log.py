"""What was done lately, by whom and when, in words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from osta.chat.figures import clip, day
from osta.chat.messages import Reply
from osta.chat.rich import Rich
from osta.chat.texts import marked
from osta.handlers.staff.scope import area_of
from osta.handlers.turn import Turn
from osta.store import audit, producers
from osta.store.models import AuditEntry

LOCAL = ZoneInfo("Europe/Helsinki")  # whose clock staff read the log by
DONE = {
    "approved": marked("hyväksytty"),
    "rejected": marked("hylätty"),
    "resolved": marked("hoidettu"),
    "edited": marked("muutettu"),
    "published": marked("julkaistu"),
    "archived": marked("arkistoitu"),
    "merged": marked("yhdistetty"),
    "claimed": marked("otettu omaksi"),
    "claim_code_made": marked("kertakoodi tehty"),
    "emblem_granted": marked("Kotoisin-merkki annettu"),
    "emblem_taken": marked("Kotoisin-merkki poistettu"),
    "taught": marked("sana opetettu"),
    "ignored": marked("sana ohitettu"),
    "staff_invited": marked("ylläpitoon kutsuttu"),
    "staff_joined": marked("ylläpitoon liittynyt"),
    "announcement_sent": marked("tiedote lähetetty"),
    "poll_sent": marked("kysely lähetetty"),
    "poll_closed": marked("kysely päätetty"),
    "poll_cancelled": marked("kysely peruttu"),
    "poll_result_shared": marked("kyselyn tulos kerrottu"),
    "demand_poll_sent": marked("kysyntäkysely lähetetty"),
    "workshop_announced": marked("työpajasta kerrottu"),
    "workshop_changed": marked("työpaja muutettu"),
    "workshop_cancelled": marked("työpaja peruttu"),
    "workshop_exported": marked("osallistujat viety"),
    "unmet.needok": marked("tarve avattu"),
    "unmet.needno": marked("tarve peruttu"),
    "sent_late": marked("myöhästynyt lähetetty"),
    "sent_again": marked("lähetetty uudestaan"),
    "paused": marked("lähetys tauolla"),
    "resumed": marked("lähetystä jatkettu"),
    "cancelled": marked("lähetys peruttu"),
}
"""The actions in words; one that is not here is shown by its name."""
_KINDS = {
    "registration": marked("uusi ilmoitus"),
    "edit": marked("muutos"),
    "report": marked("vanhentunut tieto"),
}
_NAME = 40  # UTF-16 units of a name in a line


async def show(turn: Turn) -> list[Reply]:
    """``/loki``: the last changes."""
    t = turn.t
    if await area_of(turn) is not None:
        return [Reply(t("Loki on koko alueen ylläpidolle."))]
    lines = [await _line(turn, entry) for entry in await audit.latest(turn.session)]
    return [Reply(Rich.join([Rich.bold(t.line("Viimeisimmät muutokset")), *lines]) if lines else t("Loki on tyhjä."))]


async def _line(turn: Turn, entry: AuditEntry) -> str:
    t = turn.t
    at = entry.at.astimezone(LOCAL)
    own = entry.actor_person_id == turn.person.id
    who = t.line("sinä") if own else f"#{entry.actor_person_id or '–'}"  # staff have numbers here, and no names
    when = f"{day(at.date(), t.language, turn.now.date())} {at:%H:%M}"
    done, kind = DONE.get(entry.action), _KINDS.get(str(entry.detail.get("kind")))
    words = t.line(done) if done else entry.action
    return f"{when} {words}{f' ({t.line(kind)})' if kind else ''}: {await _about(turn, entry)} · {who}"


async def _about(turn: Turn, entry: AuditEntry) -> str:
    """What it was done to: a listing by its name, a word by what it was taught to mean, all else by its number."""
    number = entry.object_id
    if entry.object_kind == "producer" and number.isdecimal():
        producer = await producers.get(turn.session, int(number))
        if producer is not None:
            return clip(producer.name, _NAME)
    concept = str(entry.detail.get("concept", ""))
    if concept:
        return turn.discovery.label(concept, turn.language)
    return clip(number, _NAME)

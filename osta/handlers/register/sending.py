"""Sending a listing for approval: a new one, or a change of one that is published."""

from __future__ import annotations

from typing import Any

from osta.chat.messages import Reply
from osta.discovery.drafts import Draft
from osta.discovery.showing.replies import pressed
from osta.handlers.register import prompts
from osta.handlers.register.form import draft_of, empty_note, forget, keep
from osta.handlers.register.steps import BY_NAME
from osta.handlers.turn import Turn
from osta.store import audit, consents, producers, reviews, staff
from osta.store.models import Producer
from osta.store.models.staff import ReviewKind


async def send(turn: Turn) -> list[Reply]:
    """``register.send``: with it goes the consent to publish."""
    draft = draft_of(turn)
    if draft is None:
        return [Reply(empty_note(turn), edits=pressed(turn.message))]
    for name in ("name", "products", "village"):
        if not getattr(draft, name):
            return prompts.asked(turn, BY_NAME[name], draft)
    if not (draft.phone or draft.email or draft.website):
        return prompts.preview(turn, draft)
    await consents.give(turn.session, turn.person.id, "listing", prompts.CONSENT_TEXT, turn.now)
    if draft.code is not None:
        return await _change(turn, draft)
    producer = Producer(source="chat", status="pending", owner_person_id=turn.person.id, created_at=turn.now, card={})
    producer.confirmed_at, producer.confirmed_by = turn.now, "owner"
    await draft.save(turn.session, turn.discovery, producer, turn.now)
    return await _ask_to_publish(turn, producer)


async def edit(turn: Turn) -> list[Reply]:
    """``register.edit:code``: the owner, or staff, changes a listing."""
    code = turn.word()
    producer = await producers.by_code(turn.session, code)
    if producer is None or not await _may_change(turn, producer):
        return [Reply(turn.t("Tämä ei ole sinun ilmoituksesi."), edits=pressed(turn.message))]
    keep(turn, Draft.of(producer))
    turn.data[prompts.REACHED] = prompts.COMPLETE
    turn.data[prompts.FOR_ANOTHER] = producer.owner_person_id != turn.person.id
    return prompts.field_list(turn)


async def _change(turn: Turn, draft: Draft) -> list[Reply]:
    producer = await producers.by_code(turn.session, draft.code or "")
    if producer is None or not await _may_change(turn, producer):
        forget(turn)
        return [Reply(turn.t("Tämä ei ole sinun ilmoituksesi."), edits=pressed(turn.message))]
    if producer.owner_person_id != turn.person.id:
        return await _change_as_staff(turn, draft, producer)
    if producer.status == "draft":  # it was refused: with what was missing it is asked about anew, as a whole
        await draft.save(turn.session, turn.discovery, producer, turn.now)
        producer.status = "pending"
        return await _ask_to_publish(turn, producer)
    waiting = await reviews.open_of(turn.session, producer.id, "edit")
    if waiting is not None:
        waiting.payload = draft.to_json()
    elif producer.status == "pending":
        await draft.save(turn.session, turn.discovery, producer, turn.now)
    else:
        await _submit(turn, "edit", producer, draft.to_json())
    forget(turn)
    text = (
        turn.t("Kiitos! Muutos on nyt ylläpidon tarkistettavana. Siihen asti näkyy entinen ilmoitus.")
        if producer.status == "published"
        else turn.t("Kiitos! Muutos on nyt ylläpidon tarkistettavana.")
    )
    return [Reply(text, edits=pressed(turn.message))]


async def _ask_to_publish(turn: Turn, producer: Producer) -> list[Reply]:
    await _submit(turn, "registration", producer)
    forget(turn)
    text = turn.t("Kiitos! Ilmoituksesi on nyt ylläpidon tarkistettavana. Kerron heti, kun se on näkyvissä.")
    return [Reply(text, edits=pressed(turn.message))]


async def _submit(turn: Turn, kind: ReviewKind, producer: Producer, payload: dict[str, Any] | None = None) -> None:
    """Let it wait for the staff of the listing's municipality."""
    await reviews.submit(
        turn.session,
        kind,
        turn.now,
        producer_id=producer.id,
        person_id=turn.person.id,
        municipality=producer.municipality,
        payload=payload,
    )


async def _change_as_staff(turn: Turn, draft: Draft, producer: Producer) -> list[Reply]:
    changed = draft.changes(producer)
    await draft.save(turn.session, turn.discovery, producer, turn.now)
    producer.confirmed_at, producer.confirmed_by = turn.now, "staff"
    await audit.note(turn.session, turn.person.id, "edited", "producer", producer.id, turn.now, fields=changed)
    forget(turn)
    return [Reply(turn.t("Tallennettu."), edits=pressed(turn.message))]


async def _may_change(turn: Turn, producer: Producer) -> bool:
    if producer.owner_person_id == turn.person.id:
        return True
    if not turn.staff:
        return False
    area = await staff.municipality_of(turn.session, turn.person.id)
    return area is None or area == producer.municipality

"""What sending would mean, before anybody confirms: how many people, how long on each messenger, who has to wait."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from osta.broadcasts.budget import PACES, Pace
from osta.broadcasts.kinds import RULES
from osta.broadcasts.quiet import QuietHours
from osta.chat.figures import number
from osta.chat.texts import Texts
from osta.store import audiences
from osta.store.audiences import Audience
from osta.store.engine import Session
from osta.store.models import BroadcastKind

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Estimate:
    """``seconds`` until the last person of a channel has it, without quiet hours; ``later`` get it in the morning."""

    people: int
    by_channel: Mapping[str, int]
    seconds: Mapping[str, float]
    later: int
    morning: datetime | None = None


async def estimate(
    session: Session,
    kind: BroadcastKind,
    audience: Audience,
    channels: Collection[str],
    starts_at: datetime,
    *,
    urgent: bool | None = None,
    quiet: QuietHours | None = None,
    paces: Mapping[str, Pace] = PACES,
) -> Estimate:
    """Reckon with the messengers' paces what a broadcast that starts at a moment would take. Weekly limits may make it
    later for some.
    """
    topic = RULES[kind].topic
    by_channel = await audiences.count(session, audience, topic, channels)
    capped = [channel for channel in by_channel if paces.get(channel, Pace()).contacts_a_day is not None]
    contacts = await audiences.first_contacts(session, audience, topic, channels, capped) if capped else {}
    goes_at_night = RULES[kind].urgent if urgent is None else urgent
    return reckon(by_channel, starts_at, None if goes_at_night else quiet or QuietHours(), paces, contacts)


def reckon(
    by_channel: Mapping[str, int],
    starts_at: datetime,
    quiet: QuietHours | None,
    paces: Mapping[str, Pace] = PACES,
    contacts: Mapping[str, int] | None = None,
) -> Estimate:
    """The estimate for so many people on each channel, ``contacts`` of whom never wrote and hear from us for the first
    time; ``quiet`` None for what goes out at night too.
    """
    new = contacts or {}
    seconds = {
        channel: _seconds(people, new.get(channel, 0), paces.get(channel, Pace()))
        for channel, people in by_channel.items()
    }
    people = sum(by_channel.values())
    if quiet is None:
        return Estimate(people, by_channel, seconds, 0)
    until_night = (quiet.next(starts_at) - starts_at).total_seconds()
    in_time = sum(
        min(
            number_of - _tomorrow(new.get(channel, 0), paces.get(channel, Pace())),
            _in_seconds(until_night, paces.get(channel, Pace())),
        )
        for channel, number_of in by_channel.items()
    )
    later = people - in_time
    morning = quiet.over(max(starts_at.astimezone(UTC), quiet.next(starts_at))) if later else None
    return Estimate(people, by_channel, seconds, later, morning)


def told(estimate: Estimate, t: Texts, quiet: QuietHours | None = None) -> str:
    """In one line: ``412 ihmistä: Telegram noin 20 s, Signal noin 35 min, 12 saa sen klo 8 jälkeen``."""
    zone = (quiet or QuietHours()).zone
    parts = [
        t.line("{channel} noin {time}", channel=channel.capitalize(), time=duration(estimate.seconds[channel], t))
        for channel in sorted(estimate.by_channel, key=lambda channel: -estimate.by_channel[channel])
    ]
    if estimate.later and estimate.morning is not None:
        clock = f"{estimate.morning.astimezone(zone):%H}".lstrip("0")
        waiting = t.plural(
            "{n} saa sen klo {clock} jälkeen", "{n} saa sen klo {clock} jälkeen", estimate.later, clock=clock
        )
        parts.append(str(waiting))
    people = str(t.plural("{n} ihminen", "{n} ihmistä", estimate.people))
    return f"{people}: {', '.join(parts)}" if parts else people


def duration(seconds: float, t: Texts) -> str:
    """A time that something takes, roughly: ``20 s``, ``35 min``, ``3 h``, ``2 vrk``."""
    if seconds < 90:  # noqa: PLR2004 - where people change from seconds to minutes
        return f"{max(1, math.ceil(seconds))} s"
    minutes = seconds / 60
    if minutes < 90:  # noqa: PLR2004 - and from minutes to hours
        return f"{math.ceil(minutes)} min"
    if seconds < _DAY.total_seconds():
        return f"{math.ceil(minutes / 60)} h"
    return t.line("{days} vrk", days=number(math.ceil(seconds / _DAY.total_seconds()), t.language))


def _seconds(people: int, contacts: int, pace: Pace) -> float:
    days = 0 if pace.contacts_a_day is None else max(0, contacts - 1) // pace.contacts_a_day
    on_the_last = contacts - days * (pace.contacts_a_day or 0)
    return max(_at_pace(people, pace), days * _DAY.total_seconds() + _at_pace(on_the_last, pace))


def _at_pace(people: int, pace: Pace) -> float:
    return 0.0 if math.isinf(pace.per_second) else people / pace.per_second * (1 + pace.jitter)


def _tomorrow(contacts: int, pace: Pace) -> int:
    return 0 if pace.contacts_a_day is None else max(0, contacts - pace.contacts_a_day)


def _in_seconds(seconds: float, pace: Pace) -> int:
    if seconds <= 0:
        return 0
    if math.isinf(pace.per_second):
        return 1 << 62
    return pace.burst + math.floor(seconds * pace.per_second / (1 + pace.jitter))

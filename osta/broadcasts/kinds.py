"""The kinds of messages that the bot starts by itself, and the rules of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from osta.chat.texts import marked
from osta.store.models import BroadcastKind, ConsentTopic, Lane

Unknown = Literal["send again", "list"]


@dataclass(frozen=True, slots=True)
class Rules:
    """How a kind is treated.

    ``topic`` is the consent it needs (None: it belongs to something the person has joined). ``unknown`` is the policy
    for a message whose arrival nobody knows. ``counted`` ones fall under the weekly limit; the others were asked for.
    ``grace`` is how late one may be started without asking staff. ``why`` tells the reader why they got it.
    """

    topic: ConsentTopic | None
    lane: Lane
    unknown: Unknown
    why: str
    counted: bool = False
    urgent: bool = False
    grace: timedelta = timedelta(hours=2)


_JOINED_WORKSHOP = marked("Saat tämän, koska olet vastannut työpajakutsuun.")
_WORKSHOPS = marked("Saat tämän, koska olet tilannut tiedot työpajoista.")
_POLLS = marked("Saat tämän, koska olet luvannut vastata kyselyihin.")
_NEWS = marked("Saat tämän, koska olet tilannut tiedotteet.")
_ALERTS = marked("Saat tämän, koska pyysit kertomaan, kun löytyy.")

RULES: dict[BroadcastKind, Rules] = {
    "announcement": Rules("announcements", "broadcast", "list", _NEWS, counted=True),
    "digest": Rules("digest", "broadcast", "list", marked("Saat tämän, koska olet tilannut Tuoreen paikallisen.")),
    "alert": Rules("alerts", "reminder", "send again", _ALERTS, grace=timedelta(days=2)),
    "poll": Rules("polls", "broadcast", "list", _POLLS, counted=True),
    "poll_reminder": Rules("polls", "reminder", "send again", _POLLS, counted=True),
    "poll_result": Rules("polls", "broadcast", "list", _POLLS, counted=True, grace=timedelta(days=2)),
    "demand": Rules("polls", "broadcast", "list", _POLLS, counted=True),
    "offer": Rules("alerts", "reminder", "send again", _ALERTS, grace=timedelta(days=2)),
    "volume": Rules("announcements", "broadcast", "list", _NEWS, counted=True),
    "workshop": Rules("workshops", "broadcast", "list", _WORKSHOPS, counted=True),
    "workshop_reminder": Rules(None, "reminder", "send again", _JOINED_WORKSHOP, grace=timedelta(minutes=30)),
    "workshop_change": Rules(None, "reminder", "send again", _JOINED_WORKSHOP, urgent=True, grace=timedelta(days=1)),
    "workshop_after": Rules(None, "reminder", "send again", _JOINED_WORKSHOP, grace=timedelta(days=2)),
    "follow_up": Rules(
        "followup",
        "reminder",
        "send again",
        marked("Saat tämän, koska lupasit kertoa, löytyikö."),
        grace=timedelta(days=2),
    ),
    "notice": Rules(
        None, "reminder", "send again", marked("Saat tämän, koska asia koskee sinua."), grace=timedelta(days=2)
    ),
}

COUNTED: tuple[BroadcastKind, ...] = tuple(kind for kind, rules in RULES.items() if rules.counted)
"""What falls under the weekly limit."""

UNSOLICITED: tuple[ConsentTopic, ...] = ("followup", "alerts", "polls", "announcements", "digest", "workshops")
"""The consents to all that the bot starts by itself: STOP and blocking end them."""

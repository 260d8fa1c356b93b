"""What the program counts about itself, for ``/metrics``. No label ever holds what a person is or says."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

ACCEPTED = Counter("osta_messages_accepted", "Messages that came in, without repeated deliveries", ["channel"])
REPEATED = Counter("osta_messages_repeated", "Messages that were delivered again", ["channel"])
HANDLED = Counter("osta_messages_handled", "Messages answered, by the kind of route", ["channel", "route"])
HANDLING_FAILED = Counter("osta_handler_errors", "Messages whose handler failed", ["error"])
HANDLING_SECONDS = Histogram(
    "osta_handling_seconds",
    "From a message's turn to its stored answer",
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
)
SENT = Counter("osta_answers", "Attempts to send an answer, by outcome", ["channel", "outcome"])
LANES = Gauge("osta_chats_at_work", "Chats whose messages are being answered at this moment")

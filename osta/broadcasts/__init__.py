"""What the bot starts by itself: polls, demand, workshops, alerts, digests; the schedule and the delivery of it all."""

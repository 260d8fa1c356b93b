"""Customer-needs polls: written in one message, answered with a tap a question, counted and shown as bars."""

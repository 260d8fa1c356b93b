"""What the bot answers: one module a conversation, and the ordered table of routes."""

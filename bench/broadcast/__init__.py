"""Broadcasts: speed, memory, Telegram's limits, people who ask meanwhile, and kills."""

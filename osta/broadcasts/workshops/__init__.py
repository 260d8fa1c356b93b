"""Workshops: announced, signed up for, waited for, moved and held; reminders, a calendar file, feedback."""

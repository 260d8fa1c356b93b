"""Polls for staff: written in one message, looked at as readers see them, sent, counted."""

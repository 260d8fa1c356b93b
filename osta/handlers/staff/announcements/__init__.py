"""Announcements for staff: written, looked at as readers see them, sent, followed, stopped."""

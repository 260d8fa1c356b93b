"""Workshops for staff: written in one message, announced, changed, called off; who comes and who came."""

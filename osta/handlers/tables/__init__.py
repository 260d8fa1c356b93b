"""The routes of each audience; ``osta.handlers.routes`` puts them in order."""

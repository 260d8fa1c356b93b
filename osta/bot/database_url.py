"""Which database is meant, found without loading the other settings: the first answer of ``osta ask`` waits for it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from platformdirs import user_data_path

_APP = "osta-paikallista"


def default_database_url() -> str:
    """The SQLite file in the user's data directory."""
    return f"sqlite:///{user_data_path(_APP, appauthor=False) / 'osta.sqlite'}"


def chosen_database_url(option: str | None = None) -> str:
    """The database named by the option, else by the environment, else the default file, whose folder is made."""
    named = option or os.environ.get("OSTA_DATABASE_URL")
    if named:
        return named
    data_folder()
    return default_database_url()


def data_folder() -> Path:
    """The user's data directory for this program, made where it does not exist."""
    folder = user_data_path(_APP, appauthor=False)
    with suppress(OSError):  # whoever writes into it says that it cannot be done
        folder.mkdir(parents=True, exist_ok=True)
    return folder

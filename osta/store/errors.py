"""What can go wrong with the database, by cause. Each message names the database and the way out."""

from __future__ import annotations

from sqlalchemy.exc import DontWrapMixin

from osta.chat.errors import OstaError


class DatabaseError(OstaError):
    """The database could not be used."""


class DatabaseUnreachable(DatabaseError):
    """The database could not be opened."""


class DatabaseBusy(DatabaseError):
    """Another program is writing to the database."""


class DatabaseTooNew(DatabaseError):
    """The database was written by a newer version of this program."""


class DatabaseOutdated(DatabaseError):
    """The database has to be upgraded before this program can use it."""


class ConversationChanged(DatabaseError):
    """The conversation was changed by somebody else in the meantime."""


class NaiveDatetime(DontWrapMixin, ValueError):
    """A datetime without a timezone was about to be stored."""

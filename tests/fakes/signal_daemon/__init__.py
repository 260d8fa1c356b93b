"""A small signal-cli daemon for tests: strict about what the real one refuses, with people to talk to the bot."""

from tests.fakes.signal_daemon.daemon import SignalDaemon
from tests.fakes.signal_daemon.faults import Fault
from tests.fakes.signal_daemon.people import Group, Heard, Person

__all__ = ["Fault", "Group", "Heard", "Person", "SignalDaemon"]

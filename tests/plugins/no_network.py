"""No test talks to the outside: connecting or looking up beyond this machine fails the test that tried."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

LOCAL_NAMES = frozenset({"", "localhost"})


class OutsideNetworkError(RuntimeError):
    """A test tried to reach another machine."""


@pytest.fixture(autouse=True)
def no_outside_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse sockets to anywhere but the loopback, and fail also the test that swallows the refusal."""
    attempts: list[str] = []

    def refuse(host: object) -> None:
        attempts.append(str(host))
        message = f"a test tried to reach {host!r}: use a fake on 127.0.0.1"
        raise OutsideNetworkError(message)

    def guarded(original: Callable[..., Any], address_at: int) -> Callable[..., Any]:
        def call(self: socket.socket, *args: Any) -> Any:
            address = args[address_at]
            if self.family != socket.AF_UNIX and not is_local(address[0]):
                refuse(address[0])
            return original(self, *args)

        return call

    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *args: Any, **options: Any) -> Any:
        if host is not None and not is_local(host):
            refuse(host)
        return look_up(host, *args, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect, 0))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex, 0))
    monkeypatch.setattr(socket.socket, "sendto", guarded(socket.socket.sendto, -1))
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    assert not attempts, f"outside hosts that the test tried to reach: {', '.join(attempts)}"


def is_local(host: object) -> bool:
    """Whether a host name or address means this machine."""
    text = host.decode() if isinstance(host, bytes) else str(host)
    if text in LOCAL_NAMES:
        return True
    try:
        number = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return number.is_loopback or number.is_unspecified

"""Messages and replies as JSON, to be kept until they are handled or sent."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, TypeVar

from osta.chat import messages, rich
from osta.chat.messages import Message, Reply

_Kind = TypeVar("_Kind")
_KIND = "#"  # no field is called that
_CLASSES: dict[str, type] = {
    kind.__name__: kind
    for module in (messages, rich)
    for kind in vars(module).values()
    if isinstance(kind, type) and is_dataclass(kind)
}


def encode(value: Message | Reply) -> dict[str, Any]:
    """The message or reply as JSON's own types."""
    encoded = _encode(value)
    assert isinstance(encoded, dict)  # noqa: S101 - a dataclass always is one; mypy cannot know
    return encoded


def decode_message(payload: dict[str, Any]) -> Message:
    """The message that was encoded. Raises ValueError for anything else."""
    return _decode_as(Message, payload)


def decode_reply(payload: dict[str, Any]) -> Reply:
    """The reply that was encoded. Raises ValueError for anything else."""
    return _decode_as(Reply, payload)


def _decode_as(kind: type[_Kind], payload: dict[str, Any]) -> _Kind:
    decoded = _decode(payload)
    if isinstance(decoded, kind):
        return decoded
    raise ValueError(f"not a stored {kind.__name__}: {payload.get(_KIND)!r}")


def _encode(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        encoded: dict[str, Any] = {_KIND: type(value).__name__}
        for field in fields(value):
            content = getattr(value, field.name)
            if content != field.default:  # what is left out comes back by default
                encoded[field.name] = _encode(content)
        return encoded
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, rich.Style):
        return {_KIND: "style", "value": value.value}
    if isinstance(value, datetime):
        return {_KIND: "datetime", "value": value.isoformat()}
    if isinstance(value, bytes):
        return {_KIND: "bytes", "value": b64encode(value).decode()}
    return value


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_decode(item) for item in value)
    if not isinstance(value, dict):
        return value
    kind = value.get(_KIND)
    if kind == "style":
        return rich.Style(value["value"])
    if kind == "datetime":
        return datetime.fromisoformat(value["value"])
    if kind == "bytes":
        return b64decode(value["value"])
    if kind not in _CLASSES:
        raise ValueError(f"not a stored message or reply: {kind!r}")
    try:
        return _CLASSES[kind](**{name: _decode(content) for name, content in value.items() if name != _KIND})
    except TypeError as error:
        raise ValueError(f"stored by another version: {kind}") from error

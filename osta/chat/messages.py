"""What crosses the boundary between a messenger and the bot: a Message in, Replies out. No messenger's name in here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from osta.chat.rich import Rich

PAYLOAD_LIMIT_BYTES = 64  # Telegram's callback_data holds 1-64 bytes; the narrowest channel sets the limit
_PAYLOAD_VERSION = "1"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message can be sent: a channel's name and the chat's id in it, e.g. ``telegram:12345``."""

    channel: str
    chat: str

    @classmethod
    def parse(cls, text: str) -> Address:
        """Read ``channel:chat``. Raises ValueError for anything else."""
        channel, colon, chat = text.strip().partition(":")
        if not (channel and colon and chat):
            raise ValueError(f"not an address: {text!r}")
        return cls(channel, chat)

    def __str__(self) -> str:
        return f"{self.channel}:{self.chat}"


@dataclass(frozen=True, slots=True)
class Action:
    """What a pressed button asks for: a route's name and its arguments. Goes over the wire as a short payload."""

    name: str
    args: tuple[str, ...] = ()

    def payload(self) -> str:
        """The versioned text of at most 64 bytes. Raises ValueError when name and arguments do not fit."""
        text = ":".join((_PAYLOAD_VERSION, self.name, *self.args))
        if Action.from_payload(text) != self:
            raise ValueError(f"does not fit into a button: {text!r}")
        return text

    @classmethod
    def from_payload(cls, payload: str) -> Action | None:
        """The action of a payload, or None for one that this version did not write (old, foreign or forged)."""
        version, _, rest = payload.partition(":")
        name, *args = rest.split(":")
        try:
            size = len(payload.encode())
        except UnicodeEncodeError:  # lone surrogates: nobody's but a forger's
            return None
        if version != _PAYLOAD_VERSION or not name or size > PAYLOAD_LIMIT_BYTES:
            return None
        return cls(name, tuple(args))


@dataclass(frozen=True, slots=True)
class Text:
    """A written message. ``command`` and ``argument`` are set when it is ``/command argument``."""

    text: str
    command: str | None = None
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button of the message ``message_id``. ``action`` is None when the payload is not one of ours."""

    action: Action | None
    message_id: str | None = None
    press_id: str | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A shared position in WGS84 degrees; ``live`` for one that goes on moving."""

    latitude: float
    longitude: float
    live: bool = False


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A person's or business's contact: received when shared, sent as the channel's contact card."""

    name: str
    phone: str
    own: bool = False  # the sender's own number


@dataclass(frozen=True, slots=True)
class InlineQuery:
    """A query typed after the bot's name in some other chat; answered with cards to share."""

    query_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """The sender changed an earlier message into this text."""

    text: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the sender of a live position has got to. Nobody waits for an answer to it."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Blocked:
    """The person blocked the bot (``blocked``) or let it back in."""

    blocked: bool


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Something the bot cannot read: voice, sticker, photo, forwarded … ``kind`` names it."""

    kind: str


Content = Text | Press | Location | ContactCard | InlineQuery | Edit | Moved | Blocked | Unsupported


@dataclass(frozen=True, slots=True)
class Message:
    """One inbound message of one person.

    ``id`` is the channel's own, unique per channel: the same id is the same message delivered again. ``sender`` is the
    person's private address; ``address`` is the chat to answer into (the same in private chats, the group in groups).
    ``sent_at`` is when the messenger had it from the person, by the program's clock as well as that can be told: what
    was sent to them later they had not seen. Of a message that disappears nothing may be kept after ``expires_at``.
    """

    id: str
    address: Address
    sender: Address
    content: Content
    sent_at: datetime
    language_hint: str | None = None
    sender_name: str = ""
    group: bool = False
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.sent_at.tzinfo is None or (self.expires_at is not None and self.expires_at.tzinfo is None):
            raise ValueError("a message's times must be timezone-aware")


@dataclass(frozen=True, slots=True)
class Button:
    """One choice: either an ``action`` that comes back as a Press, or a ``url`` to open."""

    label: str
    action: Action | None = None
    url: str | None = None

    @classmethod
    def of(cls, label: str, name: str, *args: object) -> Button:
        """A button whose press asks for the action ``name`` with the arguments' text."""
        return cls(label, Action(name, tuple(str(arg) for arg in args)))


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG image with a text alternative."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file to download."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Venue:
    """A named point on the map, WGS84 degrees."""

    name: str
    address: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class InlineResult:
    """One shareable card of an answered inline query."""

    id: str
    title: str
    description: str
    text: Rich
    rows: tuple[tuple[Button, ...], ...] = ()


Attachment = Picture | Document | Venue | ContactCard


@dataclass(frozen=True, slots=True)
class Reply:
    """One outgoing message.

    ``rows`` are the choices under it. ``edits`` names the message that this one replaces, where the channel can (else
    it is sent as new). ``ask_location`` is the label of a button to share one's position. ``toast`` is a short notice
    for the pressed button. ``silent`` asks the channel not to ring. ``inline`` answers an InlineQuery, without a text.
    """

    text: Rich = field(default_factory=Rich)
    rows: tuple[tuple[Button, ...], ...] = ()
    attachment: Attachment | None = None
    edits: str | None = None
    ask_location: str | None = None
    toast: str | None = None
    silent: bool = False
    inline: tuple[InlineResult, ...] | None = None

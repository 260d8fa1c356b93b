"""Rich text as Telegram takes it: a text and entities, offsets in UTF-16 code units."""

from __future__ import annotations

import re
from collections.abc import Iterator

from telegram import MessageEntity

from osta.bot.channels.splitting import utf16_length
from osta.chat.rich import Rich, Span, Style

MOST_ENTITIES = 100

# What Telegram's server turns into a space or takes out of every text. Done here first: offsets must match what is
# left, and a text that would be empty there must be known to be empty here.
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
_REMOVED = re.compile("[\u2028-\u202e\u0333\u033f\u030a\r]")
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u00a0\u2800\u3164\u00ad\u180e")
_ENTITY_TYPES = {Style.BOLD: MessageEntity.BOLD, Style.ITALIC: MessageEntity.ITALIC}
_WEB_ADDRESS = re.compile(
    r"https?://(?:[^\s/?#@\"<>\\^`{|}\[\]:.]+\.)+[^\s/?#@\"<>\\^`{|}\[\]:.]+(?::(?:[1-9]\d{0,3}|[1-5]\d{4}))?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_LONGEST_ADDRESS = 2048


def cleaned(text: str) -> str:
    """The text as Telegram's server would keep it, with halves of surrogate pairs replaced. Not stripped."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _REMOVED.sub("", _CONTROL.sub(" ", whole))


def line(text: str) -> str:
    """The text on one line, stripped; empty when nothing of it can be seen."""
    flat = " ".join(cleaned(text).split())
    return flat if _visible(flat) else ""


def prepared(text: Rich) -> Rich:
    """The text cleaned, with links that Telegram cannot make written out; empty when nothing of it can be seen."""
    spans = tuple(span for given in text.spans for span in _linkable(given) if span.text)
    return Rich(spans) if _visible("".join(span.text for span in spans)) else Rich()


def web_address(address: str) -> str | None:
    """The address when Telegram takes it for a link or a button, else None."""
    tidy = cleaned(address).strip()
    return tidy if len(tidy) <= _LONGEST_ADDRESS and _WEB_ADDRESS.fullmatch(tidy) else None


def with_entities(text: Rich) -> tuple[str, list[MessageEntity]]:
    """A prepared text, without white space around it, and its entities. Beyond 100 entities the rest stays plain."""
    entities: list[MessageEntity] = []
    at = 0
    for span in _merged(text):
        body = span.text.strip()
        if body:
            offset = at + utf16_length(span.text[: span.text.index(body)])
            entities.extend(_entities(span, offset, utf16_length(body)))
        at += utf16_length(span.text)
    # Links matter more than emphasis when there is no room for all.
    kept = sorted(entities, key=lambda entity: entity.type != MessageEntity.TEXT_LINK)[:MOST_ENTITIES]
    return str(text), sorted(kept, key=lambda entity: entity.offset)


def _linkable(span: Span) -> Iterator[Span]:
    text = cleaned(span.text)
    address = span.link and web_address(span.link)
    yield Span(text, span.style, address or None)
    if span.link and not address:
        written = cleaned(span.link).strip()
        if written and written not in text:
            yield Span(f" ({written})")


def _merged(text: Rich) -> Iterator[Span]:
    waiting: Span | None = None
    for span in text.spans:
        if waiting and (waiting.style, waiting.link) == (span.style, span.link):
            waiting = Span(waiting.text + span.text, span.style, span.link)
            continue
        if waiting:
            yield waiting
        waiting = span
    if waiting:
        yield waiting


def _entities(span: Span, offset: int, length: int) -> Iterator[MessageEntity]:
    if span.link:
        yield MessageEntity(MessageEntity.TEXT_LINK, offset, length, url=span.link)
    if span.style in _ENTITY_TYPES:
        yield MessageEntity(_ENTITY_TYPES[span.style], offset, length)


def _visible(text: str) -> bool:
    return any(not sign.isspace() and sign not in _INVISIBLE for sign in text)

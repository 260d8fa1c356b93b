"""A reply as the messages that say it on Signal: a plan without a network."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from osta.bot.channels.rendering import Choice, as_text
from osta.bot.channels.signal.richtext import cleaned, prepared
from osta.bot.channels.splitting import pieces, shortened, utf8_length
from osta.chat.errors import MessageRefused
from osta.chat.messages import Document, Picture, Reply
from osta.chat.rich import Rich

LONGEST_TEXT_BYTES = 2000  # UTF-8; longer ones travel as an attachment and are shown cut
LARGEST_FILE_BYTES = 50 * 1024 * 1024
FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
LONGEST_OPTION = 100  # UTF-16 units, of a poll's question too
_LONGEST_NAME = 100
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """One message: words, and at most one attachment as a data URI."""

    text: Rich
    attachment: str | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """A native poll whose options are the choices, in their order."""

    question: str
    options: tuple[str, ...]


def parts_of(reply: Reply) -> list[Part]:
    """The messages of a reply: its words with numbered choices, split where they are too long; files with the first.

    Raises MessageRefused for a file that is too large, and for what only other channels have.
    """
    if reply.inline is not None:
        raise MessageRefused("Signal has no inline answers.")
    attachment = None
    named = True
    if isinstance(reply.attachment, Picture):
        attachment = _data_uri("image/png", f"{reply.attachment.alt[:40]}.png", reply.attachment.png)
        named = not reply.text or attachment is None
    elif isinstance(reply.attachment, Document):
        document = reply.attachment
        attachment = _data_uri(document.media_type, document.name, document.content)
        named = attachment is None
    text: Rich = as_text(reply, with_attachment=named)
    if reply.ask_location:
        text = Rich.join([text, f"📍 {reply.ask_location}"], between="\n\n")
    texts = pieces(prepared(text), LONGEST_TEXT_BYTES, utf8_length)
    if attachment is None:
        return [Part(piece) for piece in texts]
    return [Part(texts[0] if texts else Rich(), attachment), *(Part(piece) for piece in texts[1:])]


def poll_of(reply: Reply, choices: Sequence[Choice]) -> Poll | None:
    """The choices as a poll, or None when they cannot be one, or belong to a list whose lines the numbers stand for: a
    poll would only say it again.
    """
    options = tuple(_line(f"{choice.number} {choice.text}") for choice in choices)
    if not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS or not all(choice.text for choice in choices):
        return None
    lines = [line.strip() for line in str(reply.text).splitlines() if line.strip()]
    asked = [line for line in lines if line.endswith("?")]
    return Poll(_line((asked[-1:] or lines[:1] or [f"{choices[0].number}–{choices[-1].number}"])[0]), options)


def _line(text: str) -> str:
    return shortened(" ".join(cleaned(text).split()), LONGEST_OPTION)


def _data_uri(media_type: str, name: str, content: bytes) -> str | None:
    """The file as signal-cli takes it from elsewhere than its own disk (RFC 2397); None for an empty one."""
    if len(content) > LARGEST_FILE_BYTES:
        raise MessageRefused("The file is larger than 50 MB.")
    if not content:
        return None
    # Without its parameters, such as a charset: signal-cli would take them for the file's name.
    bare = media_type.partition(";")[0].strip()
    plain = bare if _MEDIA_TYPE.fullmatch(bare) else "application/octet-stream"
    stem, dot, ending = _line(name).rpartition(".")
    tidy = (stem[: _LONGEST_NAME - len(ending)] + dot + ending).replace("/", "_").strip(". ") or "osta"
    return f"data:{plain};filename={quote(tidy, safe='')};base64,{b64encode(content).decode()}"

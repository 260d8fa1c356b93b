"""Answers to pressed buttons and inline queries: each exactly once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence

import structlog
from telegram import Bot, InlineQueryResultArticle, InputTextMessageContent, LinkPreviewOptions
from telegram.error import BadRequest, TelegramError

from osta.bot.channels.splitting import shortened
from osta.bot.channels.telegram.failures import cause_of, query_too_old
from osta.bot.channels.telegram.keyboards import inline_keyboard
from osta.bot.channels.telegram.richtext import line, with_entities
from osta.bot.channels.telegram.steps import text_pieces
from osta.chat.messages import InlineResult

NOT_ANSWERED = "telegram_press_not_answered"

LONGEST_TOAST = 200  # UTF-16 units
MOST_RESULTS = 50
_LONGEST_TITLE = 128  # UTF-16 units; phones show less
_LONGEST_ID_BYTES = 64
_CACHE_SECONDS = 30  # results depend on the person's language, home and the season
_REMEMBERED = 4096

_log = structlog.get_logger(__name__)


class Answers:
    """Answers presses and inline queries, and remembers the last few thousand."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._answered: OrderedDict[str, None] = OrderedDict()

    async def press(self, press_id: str, toast: str | None) -> None:
        """Stop the button's hourglass, with a short notice if given. Never fails: the reply itself matters more, and a
        press that can no longer be answered has nothing to stop.
        """
        if self._is_answered(press_id):
            return
        try:
            await self._bot.answer_callback_query(press_id, shortened(line(toast or ""), LONGEST_TOAST) or None)
        except TelegramError as error:
            if not query_too_old(error):
                _log.warning(NOT_ANSWERED, cause=type(error).__name__)

    async def inline(self, query_id: str, results: Sequence[InlineResult]) -> None:
        """Answer an inline query; one that is too old is let go. Raises SendFailed by cause."""
        articles = list(_articles(results))
        try:
            await self._bot.answer_inline_query(query_id, articles, cache_time=_CACHE_SECONDS, is_personal=True)
        except BadRequest as error:
            if not query_too_old(error):
                raise cause_of(error) from error
        except TelegramError as error:
            raise cause_of(error) from error

    def _is_answered(self, press_id: str) -> bool:
        if press_id in self._answered:
            return True
        self._answered[press_id] = None
        if len(self._answered) > _REMEMBERED:
            self._answered.popitem(last=False)
        return False


def _articles(results: Sequence[InlineResult]) -> Iterator[InlineQueryResultArticle]:
    seen: set[str] = set()
    for result in results:
        parts = text_pieces(result.text)
        key = _result_id(result.id)
        if not parts or key in seen:
            continue
        if len(seen) == MOST_RESULTS:
            return
        seen.add(key)
        text, entities = with_entities(parts[0])
        no_preview = LinkPreviewOptions(is_disabled=True)
        yield InlineQueryResultArticle(
            key,
            shortened(line(result.title) or line(text), _LONGEST_TITLE),
            InputTextMessageContent(text, entities=entities, link_preview_options=no_preview),
            reply_markup=inline_keyboard(result.rows),
            description=shortened(line(result.description), _LONGEST_TITLE) or None,
        )


def _result_id(given: str) -> str:
    raw = given.encode("utf-8", "replace")
    return given if given.isascii() and 1 <= len(raw) <= _LONGEST_ID_BYTES else hashlib.sha256(raw).hexdigest()

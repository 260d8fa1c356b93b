"""Logging: constant events with ids, as JSON lines or for a terminal. Never what people wrote, or who they are."""

from __future__ import annotations

import logging
import sys
from typing import Literal, TextIO

import structlog

LIBRARY = "library_message"

LogFormat = Literal["console", "json"]


class _ThroughStructlog(logging.Handler):
    """What libraries log, without the values they put in: those may be somebody's words, or a token."""

    def emit(self, record: logging.LogRecord) -> None:
        """Pass it on as an event that names the library, the kind of message and of error."""
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        message = record.msg if isinstance(record.msg, str) and record.args else ""
        structlog.get_logger().log(
            record.levelno,
            LIBRARY,
            library=record.name,
            **{"message": message} if message else {},
            **{"error": error} if error else {},
        )


def set_up_logging(log_format: LogFormat, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send all events to the stream (standard error by default). Libraries are heard from warnings on."""
    out = stream or sys.stderr
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=out.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[_ThroughStructlog()], level=max(level, logging.WARNING), force=True)

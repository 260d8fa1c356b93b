"""Logs: events with ids, in the chosen format, without what people or libraries put in."""

from __future__ import annotations

import io
import json
import logging

import structlog

from osta.bot.logs import set_up_logging


def test_an_event_is_one_line_of_json() -> None:
    out = io.StringIO()
    set_up_logging("json", stream=out)
    structlog.get_logger("any").info("something_happened", inbox=7)
    [line] = out.getvalue().splitlines()
    event = json.loads(line)
    assert event["event"] == "something_happened"
    assert event["inbox"] == 7
    assert event["level"] == "info"
    assert event["timestamp"].endswith("Z")


def test_a_console_line_has_no_colours_where_there_is_no_terminal() -> None:
    out = io.StringIO()
    set_up_logging("console", stream=out)
    structlog.get_logger().warning("something_happened", inbox=7)
    assert "something_happened" in out.getvalue()
    assert "inbox=7" in out.getvalue()
    assert "\x1b" not in out.getvalue()


def test_libraries_are_heard_from_warnings_on_and_without_values() -> None:
    out = io.StringIO()
    set_up_logging("json", stream=out)
    log = logging.getLogger("some.library")
    log.info("unheard")
    try:
        int("somebody's words")
    except ValueError:
        log.exception("request of %s failed", "040 000 1234")
    log.warning("somebody's name")
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert first["library"] == "some.library"
    assert first["message"] == "request of %s failed"
    assert first["error"] == "ValueError"
    assert "message" not in second
    assert "somebody" not in out.getvalue()
    assert "040" not in out.getvalue()

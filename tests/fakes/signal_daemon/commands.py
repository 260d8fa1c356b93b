"""The commands that a bot calls, answered as signal-cli answers them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.fakes.signal_daemon.faults import Json, RpcError
from tests.fakes.signal_daemon.people import Heard, Person

if TYPE_CHECKING:
    from tests.fakes.signal_daemon.daemon import SignalDaemon

LONGEST_TEXT_BYTES = 2000
MOST_OPTIONS = 10
POLLS_SINCE = (0, 13, 23)
_ATTACHMENT = re.compile(r"data:[\w.+-]+/[\w.+-]+;filename=[^;,]+;base64,[A-Za-z0-9+/]+=*")
_STYLE = re.compile(r"(\d+):(\d+):(BOLD|ITALIC|SPOILER|STRIKETHROUGH|MONOSPACE)")
_READS = {
    "send": {"recipient", "groupId", "message", "textStyle", "attachment", "editTimestamp", "noUrgent"},
    "sendPollCreate": {"recipient", "groupId", "question", "option", "noMulti"},
    "sendReceipt": {"recipient", "targetTimestamp", "type"},
    "sendTyping": {"recipient", "groupId", "stop"},
    "updateProfile": {"givenName", "familyName", "about"},
    "submitRateLimitChallenge": {"challenge", "captcha"},
    "trust": {"recipient", "trustAllKnownKeys"},
    "version": set(),
}


def run(daemon: SignalDaemon, method: str, params: Json) -> object:
    """The result of a call. Raises RpcError."""
    if method == "version":
        return {"version": daemon.version}
    if method not in _COMMANDS or (method == "sendPollCreate" and daemon.version_parts < POLLS_SINCE):
        daemon.violations.append(f"unknown method {method}")
        raise RpcError(-32601, "Method not implemented")
    if daemon.multi and params.get("account") is None:
        raise RpcError(-32602, "Method requires valid account parameter")
    if daemon.multi and params["account"] not in daemon.accounts:
        raise RpcError(-32602, "Specified account does not exist")
    unread = params.keys() - _READS[method] - {"account"}
    if unread:
        daemon.violations.append(f"{method} does not read {sorted(unread)}")
    return _COMMANDS[method](daemon, params)


def _send(daemon: SignalDaemon, params: Json) -> Json:
    text = params.get("message") or ""
    files = params.get("attachment") or []
    if not text and not files:
        raise RpcError(
            -1, "Sending empty message is not allowed, either a message, attachment or sticker must be given."
        )
    for given in params.get("textStyle") or []:
        found = _STYLE.fullmatch(given)
        if found is None:
            raise RpcError(-1, f"Invalid textStyle syntax ({given}) expected 'start:length:STYLE'")
        if int(found[1]) + int(found[2]) > len(text.encode("utf-16-le")) // 2:
            daemon.violations.append(f"a style outside of the text: {given}")
    if len(text.encode()) > LONGEST_TEXT_BYTES:
        daemon.violations.append("a text longer than 2000 bytes")
    if not all(_ATTACHMENT.fullmatch(file) for file in files):
        raise RpcError(-32603, "Failed to send message: (AttachmentInvalidException) (UnexpectedErrorException)")
    edited = params.get("editTimestamp")
    if edited is not None and edited not in daemon.sent:
        daemon.violations.append("an edit of what was never sent")
    return _dispatched(daemon, "message" if edited is None else "edit", params)


def _poll(daemon: SignalDaemon, params: Json) -> Json:
    options = params["option"]
    if len(options) < 2:
        raise RpcError(-1, "Poll needs at least two options")
    if len(options) > MOST_OPTIONS:
        raise RpcError(-1, "Poll cannot have more than 10 options")
    return _dispatched(daemon, "poll", params)


def _receipt(daemon: SignalDaemon, params: Json) -> Json:
    for stamp in params["targetTimestamp"]:
        if (stamp, params["recipient"]) not in daemon.received:
            daemon.violations.append("a receipt for what nobody sent")
    return _dispatched(daemon, "receipt", params | {"recipient": [params["recipient"]]})


def _typing(daemon: SignalDaemon, params: Json) -> Json:
    return _dispatched(daemon, "typing", params)


def _profile(daemon: SignalDaemon, params: Json) -> Json:
    daemon.profile |= {name: value for name, value in params.items() if name != "account"}
    return {}


def _challenge(daemon: SignalDaemon, params: Json) -> Json:
    waiting = [p for p in daemon.people.values() if p.limited and p.limited.get("token") == params["challenge"]]
    if not waiting or not params["captcha"].startswith("signalcaptcha://"):
        code = -6 if daemon.version_parts >= (0, 14, 3) else -1
        raise RpcError(
            code, "Captcha rejected, it may be outdated, already used or solved from a different IP address."
        )
    for person in waiting:
        person.limited = None
    return {}


def _trust(daemon: SignalDaemon, params: Json) -> Json:
    daemon.people[params["recipient"]].trusted = True
    return {}


def _dispatched(daemon: SignalDaemon, kind: str, params: Json) -> Json:
    stamp = daemon.stamp()
    group_id = params.get("groupId")
    if group_id is not None and group_id not in daemon.groups:
        raise RpcError(-1, f"Group not found: {group_id}")
    recipients = [p.uuid for p in daemon.groups[group_id].members] if group_id else list(params.get("recipient") or [])
    if not recipients:
        raise RpcError(-1, "No recipients given")
    if len(recipients) > 1 and group_id is None:
        daemon.violations.append("more than one recipient in a call")
    results = []
    for recipient in recipients:
        person = daemon.people.get(recipient)
        result = daemon.result_on_order or _result(person)
        results.append({"recipientAddress": {"uuid": recipient, "number": None, "username": None}, **result})
        if result["type"] == "SUCCESS" and person is not None:
            person.heard.append(Heard(kind, stamp, params, group_id))
    answer = {"timestamp": stamp, "results": results}
    types = {result["type"] for result in results}
    if "SUCCESS" in types:
        daemon.sent.add(stamp)
        return answer
    data = {"response": answer}
    if types == {"IDENTITY_FAILURE"}:
        raise RpcError(-4, "Failed to send message due to untrusted identities", data)
    if types == {"RATE_LIMIT_FAILURE"}:
        raise RpcError(-5, "Failed to send message due to rate limiting", data)
    raise RpcError(-1, "Failed to send message", data)


def _result(person: Person | None) -> Json:
    if person is None or not person.registered:
        return {"type": "UNREGISTERED_FAILURE"}
    if not person.trusted:
        return {"type": "IDENTITY_FAILURE"}
    if person.limited is not None:
        return {"type": "RATE_LIMIT_FAILURE"} | person.limited
    return {"type": "SUCCESS"}


_COMMANDS: dict[str, Callable[[SignalDaemon, Json], Json]] = {
    "send": _send,
    "sendPollCreate": _poll,
    "sendReceipt": _receipt,
    "sendTyping": _typing,
    "updateProfile": _profile,
    "submitRateLimitChallenge": _challenge,
    "trust": _trust,
}

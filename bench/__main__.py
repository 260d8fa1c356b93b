"""``python -m bench``: all parts, or one of them by name. See README.md beside this file."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from bench.databases import Kind
from bench.report import Section, machine, save, show

SIZES = [5_000, 100_000, 1_000_000]
PEERS_SIZE = 100_000


class DatabaseKind(StrEnum):
    """The databases to measure on."""

    sqlite = "sqlite"
    postgresql = "postgresql"


class BroadcastPart(StrEnum):
    """What to measure of broadcasts."""

    speed = "speed"
    limits = "limits"
    beside = "beside"
    kills = "kills"
    takeover = "takeover"


Size = Annotated[list[int] | None, typer.Option("--size", help="Producers; may be given several times.")]
Where = Annotated[list[DatabaseKind] | None, typer.Option("--database", help="May be given twice.")]
app = typer.Typer(help="Measure answers, search, cold start and memory.", add_completion=False)
console = Console()
if not console.is_terminal:
    console = Console(width=140)


@app.callback(invoke_without_command=True)
def everything(context: typer.Context) -> None:
    """All parts, one after the other: some twenty minutes the first time, most of it making a million producers; then
    forty for broadcasts.
    """
    if context.invoked_subcommand is None:
        for part in (index, quality, cold_start):
            part()
        messages()
        search(None, None)
        peers(PEERS_SIZE)
        broadcast(None, None, None, None, None)


@app.command()
def search(size: Size = None, database: Where = None) -> None:
    """Time of one answer, on each size and database."""
    from bench import search as part

    kinds: list[Kind] = [kind.value for kind in database or DatabaseKind]
    _run(lambda: part.run(size or SIZES, kinds, _say))


@app.command()
def messages(
    seconds: Annotated[int, typer.Option("--seconds", help="How long people write.")] = 30,
    a_second: Annotated[int, typer.Option("--a-second", help="Messages a second in all.")] = 200,
) -> None:
    """The running program with a hundred people who write to it at once."""
    from bench import messages as part

    _run(lambda: part.run(seconds, a_second))


@app.command()
def quality() -> None:
    """Scores over the labelled questions, those that tell what happened, and those held out."""
    from bench import answers as part

    _run(part.run)
    _run(part.run_situations)
    _run(part.run_held_out)


@app.command()
def peers(size: Annotated[int, typer.Option("--size", help="Producers for the times.")] = PEERS_SIZE) -> None:
    """Two search engines on the same data."""
    from bench import peers as part

    _run(lambda: part.run(size, _say))


@app.command()
def cold_start() -> None:
    """From starting `osta ask` to its answer."""
    from bench import cold_start as part

    _run(part.run)


@app.command()
def index() -> None:
    """Time to build the form index, and its size."""
    from bench import index as part

    _run(part.run)


@app.command()
def kills(times: Annotated[int, typer.Option("--times", help="How often it is killed.")] = 50) -> None:
    """Conversations with a program that is killed at random moments: some ten minutes."""
    from bench import kills as part

    _run(lambda: part.run(times, _say))


@app.command()
def broadcast(
    parts: Annotated[list[BroadcastPart] | None, typer.Argument(help="All of them, when none is named.")] = None,
    people: Annotated[list[int] | None, typer.Option("--people", help="Recipients; several times for `speed`.")] = None,
    database: Where = None,
    seconds: Annotated[int | None, typer.Option("--seconds", help="Of `limits`, and of each row of `beside`.")] = None,
    times: Annotated[int | None, typer.Option("--times", help="How often `kills` kills.")] = None,
) -> None:
    """Messages to many: speed, memory, limits, people who ask meanwhile, kills: some forty minutes."""
    from bench.broadcast import beside, kills, limits, speed, takeover

    kinds: list[Kind] = [kind.value for kind in database or DatabaseKind]
    for part in parts or BroadcastPart:
        match part:
            case BroadcastPart.speed:
                _run(lambda: speed.run(people or speed.PEOPLE, kinds, _say))
            case BroadcastPart.limits:
                _run(lambda: limits.run(seconds or limits.SECONDS, kinds, _say))
            case BroadcastPart.beside:
                _run(lambda: beside.run(_first(people, beside.PEOPLE), seconds or beside.SECONDS, kinds, _say))
            case BroadcastPart.kills:
                _run(lambda: kills.run(_first(people, kills.PEOPLE), times or kills.KILLS, kinds, _say))
            case BroadcastPart.takeover:
                _run(lambda: takeover.run(_first(people, takeover.PEOPLE), _say))


def _first(given: list[int] | None, usual: int) -> int:
    return given[0] if given else usual


def _run(part: Callable[[], Section]) -> None:
    section = part()
    console.print(f"[dim]{machine()}[/]")
    show(section, console)
    console.print(f"[dim]{save([section])}[/]")


def _say(text: str) -> None:
    console.print(f"[dim]{text}[/]")


if __name__ == "__main__":
    app()

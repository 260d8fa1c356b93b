"""What commands open before they work: the database, made ready, and the word index with its progress bar."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from osta.bot.database_url import chosen_database_url
from osta.store.engine import Database, open_database
from osta.store.schema import prepare

if TYPE_CHECKING:
    from osta.discovery.index.build import Progress
    from osta.discovery.service import Discovery


@asynccontextmanager
async def opened(url: str | None) -> AsyncIterator[Database]:
    """The database, ready for this version of the program. SQLite is upgraded by itself."""
    database = open_database(chosen_database_url(url))
    try:
        await prepare(database)
        yield database
    finally:
        await database.close()


async def discovery(database: Database) -> Discovery:
    """Discovery over the database's places, with a progress bar while its index is built, which happens once."""
    from osta.discovery.service import Discovery

    with progress_bar() as progress:
        return await Discovery.of(database, progress)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on standard error where somebody watches, from the first step on; silent else."""
    with ExitStack() as stack:
        shown: Progress | None = None

        def show(step: str, share: float) -> None:
            nonlocal shown
            if shown is None:
                shown = stack.enter_context(_bar())
            shown(step, share)

        yield show if sys.stderr.isatty() else lambda step, share: None


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda step, share: bar.update(task, description=step, completed=share)

"""The invented producers that the program can be tried with."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from osta.discovery.index.build import Progress
from osta.discovery.producers.importing import import_producers
from osta.discovery.producers.report import Report
from osta.discovery.service import Discovery
from osta.store.engine import Database

DEMO = Path(__file__).parent.parent / "data" / "demo" / "producers.csv"


async def load_demo(
    database: Database, discovery: Discovery, now: datetime, progress: Progress | None = None
) -> Report:
    """Load the demonstration producers; when they are there already, nothing changes."""
    return await import_producers(database, discovery, DEMO, progress=progress, now=now)

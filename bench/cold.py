"""What a fresh process spends its time on until the first answer: ``python -m bench.cold DATABASE QUESTION``.

Prints one JSON object of milliseconds a step, in the order of the steps.
"""

import time
from datetime import UTC, datetime

_started = time.perf_counter()
_spent: dict[str, float] = {}


def _step(name: str) -> None:
    global _started  # noqa: PLW0603 - the clock of this one script
    now = time.perf_counter()
    _spent[name] = round((now - _started) * 1000, 1)
    _started = now


def main() -> None:
    """The command."""
    import asyncio
    import json
    import sys

    _step("import json, asyncio")
    from osta.store import schema
    from osta.store.engine import open_database

    _step("import the store (SQLAlchemy)")
    from osta.discovery.index import build
    from osta.discovery.index.vocabulary import Vocabulary
    from osta.discovery.lexicon.load import load
    from osta.discovery.places.gazetteer import Gazetteer
    from osta.discovery.service import Discovery

    _step("import discovery")
    folder = build.ensure()
    _step("check the index's fingerprint")
    lexicon = load()
    _step("read the lexicon")
    gazetteer = Gazetteer.load()
    _step("read the gazetteer")
    vocabulary = Vocabulary(folder)
    _step("open the vocabulary")
    discovery = Discovery(lexicon, gazetteer, vocabulary)
    _step("put discovery together")

    async def ask() -> int:
        database = open_database(sys.argv[1])
        await schema.prepare(database)
        _step("open the database")
        question = discovery.read(sys.argv[2])
        _step("read the question")
        async with database.reading() as session:
            page = await discovery.find(session, question, now=datetime.now(UTC))
        _step("search")
        await database.close()
        return len(page.results)

    found = asyncio.run(ask())
    print(json.dumps({"steps": _spent, "results": found}))


if __name__ == "__main__":
    main()

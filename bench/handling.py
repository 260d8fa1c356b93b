"""One message inside the process, from the router to a channel that sends nothing: ``python -m bench.handling``.

Prints one JSON object: milliseconds of processor time a message, and whose code they go to.
"""

from __future__ import annotations

import asyncio
import gc
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

from bench.load import CHATS, Said, said
from bench.sampled import Sampler
from osta.bot.router import Router
from osta.chat.channel import Sent, Sink
from osta.chat.messages import Address, Message, Reply, Text
from osta.discovery.producers.demo import load_demo
from osta.discovery.service import Discovery
from osta.handlers.routes import ROUTES
from osta.store.engine import open_database
from osta.store.schema import prepare

WARM_UP = 600
MESSAGES = 3000
AT_ONCE = 4  # about what one poll brings at 200 a second
ROUNDS = 3


class Nowhere:
    """A channel whose messages arrive at once, and are looked at by nobody but the benchmark."""

    name = "telegram"

    def __init__(self) -> None:
        self.said: defaultdict[str, list[str]] = defaultdict(list)
        self._numbers = count(1)

    async def start(self, sink: Sink) -> None:
        """Nothing comes in by itself."""

    async def stop(self) -> None:
        """Nothing to stop."""

    async def send(self, address: Address, reply: Reply, press_id: str | None = None) -> Sent:
        """Keep the words."""
        self.said[address.chat].append(str(reply.text))
        await asyncio.sleep(0)
        return Sent(str(next(self._numbers)))


def main() -> None:
    """The command."""
    print(json.dumps(asyncio.run(_measured())))


async def _measured() -> dict[str, object]:
    discovery = Discovery.open()
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(Path(folder) / "handling.sqlite")
        await prepare(database)
        await load_demo(database, discovery, datetime.now(UTC))
        channel = Nowhere()
        router = Router(database, discovery, ROUTES, [channel], most_a_minute=10**9)
        await router.start()
        questions, numbers = said(discovery), count(1)
        await _written(router, channel, islice(questions, WARM_UP), numbers)
        gc.collect()
        milliseconds = []
        for _ in range(ROUNDS):
            batch = list(islice(questions, MESSAGES))
            started = time.process_time()
            await _written(router, channel, iter(batch), numbers)
            milliseconds.append((time.process_time() - started) / MESSAGES * 1000)
        with Sampler() as sampler:
            await _written(router, channel, islice(questions, MESSAGES), numbers)
        await router.stop()
        await database.close()
    # What else the machine does only ever adds.
    return {"cpu_ms": round(min(milliseconds), 3), "shares": sampler.shares()}


async def _written(router: Router, channel: Nowhere, questions: Iterator[Said], numbers: Iterator[int]) -> None:
    """Say the questions, some at once and each in another chat; refuses wrong answers."""
    channel.said.clear()
    expected: defaultdict[str, list[str]] = defaultdict(list)
    while batch := list(islice(questions, AT_ONCE)):
        coming = []
        for question in batch:
            number = next(numbers)
            chat = Address(channel.name, str(1 + number % CHATS))
            expected[chat.chat].append(question.answer)
            coming.append(
                router.accept(
                    Message(str(number), chat, chat, Text(question.text), datetime.now(UTC), language_hint="fi")
                )
            )
        await asyncio.gather(*coming)
        await router.idle()
    for name, answers in expected.items():
        heard = channel.said[name]
        assert len(heard) == len(answers), (name, len(heard), len(answers))
        for answer, words in zip(answers, heard, strict=True):
            assert answer in words.casefold(), (answer, words)


if __name__ == "__main__":
    main()
